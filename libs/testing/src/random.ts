/**
 * Chance for simulated worlds: sfc32, seeded by text. The same seed gives the same draws on every machine.
 * `fork` derives an independent source by name, so that drawing more in one place changes nothing elsewhere.
 */
export type Random = {
  /** In [0, 1). */
  next(): number;
  /** A whole number from `from` to `to`, both included. */
  int(from: number, to: number): number;
  chance(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
  /** Each item with its weight; weights need not sum to anything. */
  weighted<T>(items: readonly (readonly [T, number])[]): T;
  shuffled<T>(items: readonly T[]): T[];
  /** `length` bytes. */
  bytes(length: number): Uint8Array;
  /** Text of `length` characters `[a-z2-7]`. */
  text(length: number): string;
  fork(name: string): Random;
};

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';

/** FNV-1a, finished as murmur3 finishes; four of them with different starts seed the generator. */
const hashOf = (text: string, start: number): number => {
  let hash = 0x811c9dc5 ^ start;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
};

const sfc32 = (seed: string): (() => number) => {
  let [a, b, c, counter] = [1, 2, 3, 4].map((n) => hashOf(seed, n * 0x9e3779b9)) as [number, number, number, number];
  const draw = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let n = 0; n < 12; n += 1) draw();
  return draw;
};

export const createRandom = (seed: string): Random => {
  const next = sfc32(seed);
  const int = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1));
  const random: Random = {
    next,
    int,
    chance: (probability) => next() < probability,
    pick(items) {
      if (items.length === 0) throw new RangeError('nothing to pick from');
      return items[int(0, items.length - 1)] as (typeof items)[number];
    },
    weighted(items) {
      let rest = next() * items.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [item, weight] of items) {
        rest -= weight;
        if (rest < 0) return item;
      }
      return random.pick(items)[0];
    },
    shuffled(items) {
      const shuffled = [...items];
      for (let index = shuffled.length - 1; index > 0; index -= 1) {
        const other = int(0, index);
        const [left, right] = [shuffled[index], shuffled[other]] as [(typeof items)[number], (typeof items)[number]];
        shuffled[index] = right;
        shuffled[other] = left;
      }
      return shuffled;
    },
    bytes: (length) => Uint8Array.from({ length }, () => int(0, 255)),
    text: (length) => Array.from({ length }, () => alphabet[int(0, 31)]).join(''),
    fork: (name) => createRandom(`${seed}/${name}`),
  };
  return random;
};
