import type { Random } from '../random.ts';

/**
 * Turns of a simulated world. Work that asked for a turn is called one by one, each after everything that the one
 * before set off has come to rest; now and then a later one goes first, so that other interleavings are met.
 */
export type Turns = {
  turn(wake: () => void): void;
  /** Resolves when nobody asks for a turn any more. Throws beyond `maxTurns` in all: a world that never rests. */
  drain(): Promise<void>;
  readonly count: () => number;
};

const rest = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

export const createTurns = (random: Random, overtaking: number, maxTurns: number): Turns => {
  let ready: (() => void)[] = [];
  let count = 0;

  const takeNext = (): (() => void) | undefined => {
    if (ready.length < 2 || !random.chance(overtaking)) return ready.shift();
    const [chosen] = ready.splice(random.int(1, ready.length - 1), 1);
    return chosen;
  };

  return {
    turn: (wake) => void ready.push(wake),
    async drain() {
      // Also before the first: what was just called may be about to ask.
      await rest();
      for (let next = takeNext(); next !== undefined; next = takeNext()) {
        count += 1;
        if (count > maxTurns) {
          ready = [];
          throw new RangeError(`the world did not come to rest within ${maxTurns} turns`);
        }
        next();
        await rest();
      }
    },
    count: () => count,
  };
};
