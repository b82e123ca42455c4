import { runWorld, type WorldOptions } from '../world/world.ts';
import { simulate } from './simulate.ts';

/** The smallest world found that still fails as the first one did, and what happened in it. */
export type Shrunk = {
  /** `null`: it did not fail again, so nothing was left out. */
  readonly failure: string | null;
  readonly without: readonly string[];
  readonly faults: readonly string[];
  readonly trace: readonly string[];
};

/** The checker that complains first, or `deterministic` where none does and a second run has other events. */
export const failureOf = async (options: WorldOptions): Promise<string | null> => {
  const { problems, hash } = await simulate(options);
  const [first] = problems;
  if (first !== undefined) return first.checker;
  const again = await simulate(options);
  return again.hash === hash ? null : 'deterministic';
};

/**
 * Leaves out deals and kinds of fault one after the other, as long as the world fails in the same way. One pass: what
 * is left is small enough to read.
 */
export const shrink = async (options: WorldOptions): Promise<Shrunk> => {
  const failure = await failureOf(options);
  const without = new Set(options.without);
  const world = await runWorld(options);
  const names = [...world.plan.deals.map(({ name }) => name), ...world.faults.counts.keys()];
  if (failure !== null)
    for (const name of names) {
      const fewer = new Set([...without, name]);
      if ((await failureOf({ ...options, without: fewer })) === failure) without.add(name);
    }
  const { faults, trace } = await runWorld({ ...options, without, trace: true });
  return {
    failure,
    without: [...without],
    faults: [...faults.counts].map(([cell, count]) => `${count}× ${cell}`),
    trace,
  };
};
