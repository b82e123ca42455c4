/** Tells whoever moves time that somebody outside did something: an input came, or a person acted. */
export type Inputs = {
  came(): void;
  /** How many came so far. */
  count(): number;
  /**
   * Resolves `true` once more than `seen` have come, or the wait was called off; `false` after `ms` of real time without.
   * Left out, `ms` is for ever.
   */
  beyond(seen: number, calledOff: AbortSignal, ms?: number): Promise<boolean>;
};

export const createInputs = (): Inputs => {
  const wakes = new Set<() => void>();
  let count = 0;
  return {
    count: () => count,
    came() {
      count += 1;
      for (const wake of [...wakes]) wake();
    },
    beyond: (seen, calledOff, ms) =>
      new Promise((resolve) => {
        const end = (answer: boolean): void => {
          clearTimeout(timer);
          wakes.delete(wake);
          calledOff.removeEventListener('abort', wake);
          resolve(answer);
        };
        const wake = (): void => end(true);
        const timer = ms === undefined ? undefined : setTimeout(() => end(false), ms);
        wakes.add(wake);
        calledOff.addEventListener('abort', wake);
        if (calledOff.aborted || count > seen) wake();
      }),
  };
};
