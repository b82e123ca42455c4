import type { Position, ReadStore, Row, RowWrite } from '../index.ts';

export type ReadStoreSetup = {
  readonly readStore: ReadStore;
  /** Ends this store and opens another one over what it had made durable. */
  readonly restart: () => Promise<ReadStoreSetup>;
  readonly close: () => Promise<void>;
};

const at = (n: number): Position => String(n).padStart(16, '0') as Position;

let run = 0;

/** Every `ReadStore` passes this. */
export const readStoreContract = (title: string, setUp: () => Promise<ReadStoreSetup>): void => {
  describe(`${title}: ReadStore`, () => {
    let setup: ReadStoreSetup;
    let reader = '';
    let collection = '';

    beforeEach(async () => {
      run += 1;
      reader = `reader-${process.pid}-${Date.now()}-${run}`;
      collection = `rows-${process.pid}-${Date.now()}-${run}`;
      setup = await setUp();
    });
    afterEach(() => setup.close());

    const write = (key: string, value: string | null, to = collection): RowWrite => ({ collection: to, key, value });
    const commit = (from: Position | null, to: Position, writes: readonly RowWrite[] = []): Promise<string> =>
      setup.readStore.commit({ reader, from, to, writes });
    const get = (...keys: string[]): Promise<readonly (string | undefined)[]> => setup.readStore.get(collection, keys);
    const keysOf = (rows: readonly Row[]): readonly string[] => rows.map(({ key }) => key);

    it('commits rows and checkpoint together', async () => {
      expect(await setup.readStore.checkpoint(reader)).toBeNull();
      expect(await commit(null, at(5), [write('a', '1'), write('b', '2')])).toBe('committed');
      expect(await setup.readStore.checkpoint(reader)).toBe(at(5));
      expect(await get('b', 'missing', 'a')).toEqual(['2', undefined, '1']);
    });

    it('writes nothing for a reader that was overtaken', async () => {
      await commit(null, at(5), [write('a', 'first')]);
      expect(await commit(null, at(6), [write('a', 'fenced'), write('c', 'fenced')])).toBe('fenced');
      expect(await commit(at(4), at(6), [write('a', 'fenced')])).toBe('fenced');
      expect(await get('a', 'c')).toEqual(['first', undefined]);
      expect(await setup.readStore.checkpoint(reader)).toBe(at(5));
      expect(await commit(at(5), at(6), [write('a', 'second')])).toBe('committed');
      expect(await get('a')).toEqual(['second']);
    });

    it('lets exactly one of two readers of one name win each step', async () => {
      let from: Position | null = null;
      for (let step = 1; step <= 20; step += 1) {
        const answers: string[] = await Promise.all(
          ['one', 'two'].map((who) => commit(from, at(step), [write(`step${step}`, who)])),
        );
        expect([...answers].sort()).toEqual(['committed', 'fenced']);
        expect(await get(`step${step}`)).toEqual([answers[0] === 'committed' ? 'one' : 'two']);
        from = at(step);
      }
    });

    it('commits for readers of several names side by side', async () => {
      const names = Array.from({ length: 20 }, (_, n) => `${reader}/${n}`);
      for (const step of [1, 2, 3])
        expect(
          await Promise.all(
            names.map((name, n) =>
              setup.readStore.commit({
                reader: name,
                from: step === 1 ? null : at(step - 1),
                to: at(step),
                writes: [write(`${n}`, String(step))],
              }),
            ),
          ),
        ).toEqual(names.map(() => 'committed'));
      expect(await Promise.all(names.map((name) => setup.readStore.checkpoint(name)))).toEqual(names.map(() => at(3)));
      expect(await get(...names.map((_, n) => `${n}`))).toEqual(names.map(() => '3'));
    });

    it('keeps the last write of one key, and deletes', async () => {
      await commit(null, at(1), [write('a', '1'), write('a', '2'), write('b', '1'), write('b', null)]);
      expect(await get('a', 'b')).toEqual(['2', undefined]);
      await commit(at(1), at(2), [write('a', null), write('missing', null)]);
      expect(await get('a')).toEqual([undefined]);
      expect(await setup.readStore.range(collection, { limit: 10 })).toEqual([]);
    });

    it('reads a commit as soon as it is answered, whole', async () => {
      let from: Position | null = null;
      for (let step = 1; step <= 10; step += 1) {
        await commit(
          from,
          at(step),
          ['x', 'y', 'z'].map((key) => write(key, String(step))),
        );
        from = at(step);
        expect(new Set(await get('x', 'y', 'z'))).toEqual(new Set([String(step)]));
      }
    });

    it('gives ranges in order of the keys, from either end, within bounds', async () => {
      const keys = ['d', 'a', 'c', 'aa', 'b', 'B', '1'];
      await commit(
        null,
        at(1),
        keys.map((key) => write(key, key)),
      );
      await commit(at(1), at(2), [write('other', 'x', `${collection}-other`)]);
      const range = async (options: Omit<Parameters<ReadStore['range']>[1], 'limit'> & { limit?: number }) =>
        keysOf(await setup.readStore.range(collection, { limit: 100, ...options }));
      expect(await range({})).toEqual(['1', 'B', 'a', 'aa', 'b', 'c', 'd']);
      expect(await range({ from: 'a', to: 'c' })).toEqual(['a', 'aa', 'b']);
      expect(await range({ from: 'ab' })).toEqual(['b', 'c', 'd']);
      expect(await range({ to: 'a' })).toEqual(['1', 'B']);
      expect(await range({ from: 'c', to: 'c' })).toEqual([]);
      expect(await range({ limit: 2 })).toEqual(['1', 'B']);
      expect(await range({ limit: 2, reverse: true })).toEqual(['d', 'c']);
      expect(await range({ from: 'a', to: 'c', reverse: true, limit: 2 })).toEqual(['b', 'aa']);
      expect(await setup.readStore.range(`${collection}-none`, { limit: 5 })).toEqual([]);
      expect((await setup.readStore.range(collection, { from: 'b', limit: 1 }))[0]).toEqual({ key: 'b', value: 'b' });
    });

    it('orders keys by code units, with every character below U+D800, U+0000 included', async () => {
      const keys = [
        'a\u0000',
        'a\u0001',
        'a',
        'a!',
        'ab',
        'a\u0000b',
        'é',
        'z',
        '株',
        '\ud7ff',
        '',
        'a\u007f',
        'a\u0080',
      ];
      await commit(
        null,
        at(1),
        keys.map((key) => write(key, `value of ${key.length}`)),
      );
      const rows = await setup.readStore.range(collection, { limit: 100 });
      expect(keysOf(rows)).toEqual([...keys].sort((left, right) => (left < right ? -1 : 1)));
      expect(rows.map(({ key, value }) => value === `value of ${key.length}`)).not.toContain(false);
      expect(keysOf(await setup.readStore.range(collection, { from: 'a', to: 'a\u0000', limit: 9 }))).toEqual(['a']);
      expect(keysOf(await setup.readStore.range(collection, { from: 'a\u0000', to: 'a\u0001', limit: 9 }))).toEqual([
        'a\u0000',
        'a\u0000b',
      ]);
      expect(keysOf(await setup.readStore.range(collection, { from: 'z', to: '\uffff', limit: 9 }))).toEqual([
        'z',
        'é',
        '株',
        '\ud7ff',
      ]);
      expect(await get('a\u0000', 'a')).toEqual(['value of 2', 'value of 1']);
    });

    it('refuses a key whose place in the order is not the same everywhere', async () => {
      for (const key of ['😀', '\ud800', '\uff21'])
        await expect(commit(null, at(1), [write(key, 'x')])).rejects.toMatchObject({ code: 'row-key-malformed' });
      expect(await setup.readStore.checkpoint(reader)).toBeNull();
    });

    it('keeps values of any text', async () => {
      const values = ['', '{"text":"Zürich 株式会社 😀"}', 'x'.repeat(100_000)];
      await commit(
        null,
        at(1),
        values.map((value, n) => write(`v${n}`, value)),
      );
      expect(await get('v0', 'v1', 'v2')).toEqual(values);
    });

    it('clears a reader’s checkpoint and its collections, and nothing else', async () => {
      await commit(null, at(7), [
        write('a', '1'),
        write('b', '1', `${collection}-2`),
        write('c', '1', `${collection}-3`),
      ]);
      await setup.readStore.commit({ reader: `${reader}-other`, from: null, to: at(3), writes: [] });
      await setup.readStore.clear(reader, [collection, `${collection}-2`]);
      expect(await setup.readStore.checkpoint(reader)).toBeNull();
      expect(await setup.readStore.checkpoint(`${reader}-other`)).toBe(at(3));
      expect(await setup.readStore.range(collection, { limit: 5 })).toEqual([]);
      expect(await setup.readStore.get(`${collection}-2`, ['b'])).toEqual([undefined]);
      expect(await setup.readStore.get(`${collection}-3`, ['c'])).toEqual(['1']);
      expect(await commit(at(7), at(8))).toBe('fenced');
      expect(await commit(null, at(1), [write('a', 'rebuilt')])).toBe('committed');
    });

    it('keeps rows and checkpoints over a restart', async () => {
      await commit(null, at(9), [write('a', '1')]);
      setup = await setup.restart();
      expect(await setup.readStore.checkpoint(reader)).toBe(at(9));
      expect(await get('a')).toEqual(['1']);
      expect(await commit(at(9), at(10), [write('a', '2')])).toBe('committed');
    });
  });
};
