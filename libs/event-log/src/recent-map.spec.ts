import { createRecentMap } from './recent-map.ts';

describe('a map of what was used last', () => {
  it('keeps at least as many entries as promised, those used last, and at most twice as many', () => {
    const map = createRecentMap<number, number>(100);
    for (let n = 0; n < 10_000; n += 1) {
      map.set(n, n);
      map.get(0);
    }
    const held = Array.from({ length: 10_000 }, (_, n) => n).filter((n) => map.get(n) !== undefined);
    expect(held).toContain(0);
    expect(held).toEqual(expect.arrayContaining(Array.from({ length: 99 }, (_, n) => 9_999 - n)));
    expect(held.length).toBeLessThanOrEqual(200);
  });

  it('gives the last value and forgets what is deleted or cleared', () => {
    const map = createRecentMap<string, number>(2);
    for (const [key, value] of [
      ['a', 1],
      ['b', 2],
      ['c', 3],
      ['a', 4],
    ] as const)
      map.set(key, value);
    expect([map.get('a'), map.get('c')]).toEqual([4, 3]);
    map.delete('a');
    expect(map.get('a')).toBeUndefined();
    map.clear();
    expect(map.get('c')).toBeUndefined();
  });
});
