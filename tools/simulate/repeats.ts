/** Hears of each run of a seed, and what its second run says of the first: the same seed gives the same events. */
export const createRepeats = () => {
  const hashes = new Map<number, string>();
  return {
    /** `hash`: of the events; `undefined` when the run gave no report. */
    hear(seed: number, hash: string | undefined): { readonly repeated: boolean; readonly problem: string | null } {
      const before = hashes.get(seed);
      if (before === undefined) {
        if (hash !== undefined) hashes.set(seed, hash);
        return { repeated: false, problem: null };
      }
      const problem =
        hash === before ? null : `deterministic: its events hash to ${before}, then to ${hash ?? 'nothing'}`;
      return { repeated: true, problem };
    },
  };
};
