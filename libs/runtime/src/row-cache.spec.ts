import type { ReadStore } from '@q2c/ports';
import { createRowCache } from './row-cache.ts';

/** What a disk would hold, and which keys were asked of it. */
const setUp = (maxKnownWeight?: number) => {
  const stored = new Map<string, string>();
  const asked: string[] = [];
  const get: ReadStore['get'] = async (_collection, keys) => {
    asked.push(...keys);
    return Promise.resolve(keys.map((key) => stored.get(key)));
  };
  const cache = createRowCache({ get }, maxKnownWeight);
  const commit = (): void => {
    cache.batchApplied();
    for (const { key, value } of cache.take())
      if (value === null) stored.delete(key);
      else stored.set(key, value);
    cache.stored();
  };
  const read = async (...keys: string[]) => cache.rows.get('c', keys);
  const write = (key: string, value: string | null): void => cache.rows.put('c', key, value);
  return { stored, asked, cache, commit, read, write };
};

describe('the rows of a reader', () => {
  it('are asked for once, and missing ones as well', async () => {
    const { stored, asked, read } = setUp();
    stored.set('a', '1');
    expect(await read('a', 'b')).toEqual(['1', undefined]);
    expect(await read('b', 'a')).toEqual([undefined, '1']);
    expect(asked).toEqual(['a', 'b']);
  });

  it('are as last written before, during and after the commit', async () => {
    const { cache, stored, read, write } = setUp();
    stored.set('a', '1');
    await read('a');
    write('a', '2');
    expect(await read('a')).toEqual(['2']);
    cache.batchApplied();
    expect(await read('a')).toEqual(['2']);
    const writes = cache.take();
    expect(writes).toEqual([{ collection: 'c', key: 'a', value: '2' }]);
    expect(await read('a')).toEqual(['2']);
    write('a', null);
    expect(await read('a')).toEqual([undefined]);
    stored.set('a', '2');
    cache.stored();
    expect(await read('a')).toEqual([undefined]);
    cache.batchApplied();
    expect(cache.take()).toEqual([{ collection: 'c', key: 'a', value: null }]);
  });

  it('of a batch that is still being applied go with no commit', async () => {
    const { cache, read, write } = setUp();
    write('a', '1');
    cache.batchApplied();
    write('a', '2');
    write('b', '1');
    expect([await read('a', 'b'), cache.take()]).toEqual([['2', '1'], [{ collection: 'c', key: 'a', value: '1' }]]);
    cache.stored();
    expect(cache.take()).toEqual([]);
    cache.batchApplied();
    expect(cache.take()).toEqual([
      { collection: 'c', key: 'a', value: '2' },
      { collection: 'c', key: 'b', value: '1' },
    ]);
  });

  it('that are only written are not kept', async () => {
    const { asked, commit, read, write } = setUp();
    write('a', '1');
    commit();
    expect(await read('a')).toEqual(['1']);
    expect(asked).toEqual(['a']);
  });

  it('are forgotten when they weigh too much, read or written since', async () => {
    const keys = Array.from({ length: 10 }, (_, n) => `key${n}`);
    for (const grow of ['read', 'written'] as const) {
      const { stored, asked, commit, read, write } = setUp(20_000);
      for (const key of keys) if (grow === 'read') stored.set(key, 'x'.repeat(4_000));
      await read(...keys);
      for (const key of keys) if (grow === 'written') write(key, 'x'.repeat(4_000));
      commit();
      expect(await read('key3')).toEqual(['x'.repeat(4_000)]);
      expect(asked).toEqual([...keys, 'key3']);
    }
  });

  it('stay as long as they weigh little, however often they are written', async () => {
    const { asked, commit, read, write } = setUp(20_000);
    await read('a');
    for (let n = 0; n < 1_000; n += 1) {
      write('a', `${n}`.padStart(4_000, '0'));
      commit();
    }
    expect((await read('a'))[0]).toHaveLength(4_000);
    expect(asked).toEqual(['a']);
  });

  it('that wait for their commit count by their length', () => {
    const { cache, write } = setUp();
    const sizeAfter = (key: string, value: string | null): number => {
      write(key, value);
      cache.batchApplied();
      return cache.size();
    };
    write('a', '1');
    write('a', '2');
    expect(sizeAfter('b', null)).toBe(2);
    expect(sizeAfter('c', 'x'.repeat(4_000))).toBe(6);
    expect(sizeAfter('c', 'x'.repeat(1_001))).toBe(4);
    cache.take();
    expect(cache.size()).toBe(0);
  });
});
