import type { Clock } from '@q2c/ports';

/**
 * What this process is waiting for at its ports right now. Everything it does begins with an input or a wake of the
 * clock and goes from one port call to the next, so with none in flight only an input or the passing of time can make
 * anything happen.
 */
export type InFlight = {
  count(): number;
  /** The same port, its calls counted. */
  watch<Port extends object>(port: Port): Port;
};

const isPromise = (value: unknown): value is Promise<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';

export const createInFlight = (): InFlight => {
  let count = 0;
  const counted = (call: (...words: unknown[]) => unknown): ((...words: unknown[]) => unknown) => {
    return (...words) => {
      const answer = call(...words);
      if (!isPromise(answer)) return answer;
      count += 1;
      const done = (): void => {
        count -= 1;
      };
      answer.then(done, done);
      return answer;
    };
  };
  return {
    count: () => count,
    watch: <Port extends object>(port: Port): Port =>
      Object.fromEntries(
        Object.entries(port).map(([name, value]: [string, unknown]) => [
          name,
          typeof value === 'function' ? counted(value as (...words: unknown[]) => unknown) : value,
        ]),
      ) as Port,
  };
};

/** A clock that knows which wakes were asked for through it. */
export type WatchedClock = Clock & {
  /** The earliest one, ms since epoch; `null` when nobody waits. */
  nextWakeMs(): number | null;
};

export const watchWakes = (clock: Clock): WatchedClock => {
  const wakes = new Set<{ readonly atMs: number }>();
  return {
    now: () => clock.now(),
    turn: () => clock.turn(),
    at(atMs, wake) {
      const entry = { atMs };
      wakes.add(entry);
      const cancel = clock.at(atMs, () => {
        wakes.delete(entry);
        wake();
      });
      return () => {
        wakes.delete(entry);
        cancel();
      };
    },
    nextWakeMs: () => (wakes.size === 0 ? null : Math.min(...[...wakes].map(({ atMs }) => atMs))),
  };
};
