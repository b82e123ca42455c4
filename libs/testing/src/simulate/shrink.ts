import { runWorld, type WorldOptions } from '../world/world.ts';
import { simulate } from './simulate.ts';

/** The smallest world found that still fails as the first one did, and what happened in it. */
export type Shrunk = {
  readonly without: readonly string[];
  readonly faults: readonly string[];
  readonly trace: readonly string[];
};

/**
 * Leaves out deals and kinds of fault one after the other, as long as the same checker still complains. One pass: what
 * is left is small enough to read.
 */
export const shrink = async (options: WorldOptions): Promise<Shrunk> => {
  const first = await simulate(options);
  const checker = first.problems[0]?.checker;
  const without = new Set(options.without);
  const world = await runWorld(options);
  const names = [...world.plan.deals.map(({ name }) => name), ...first.faults.map(([cell]) => cell)];
  for (const name of names) {
    const fewer = new Set([...without, name]);
    const { problems } = await simulate({ ...options, without: fewer });
    if (problems[0]?.checker === checker) without.add(name);
  }
  const smallest = { ...options, without };
  const { faults } = await simulate(smallest);
  const { trace } = await runWorld({ ...smallest, trace: true });
  return { without: [...without], faults: faults.map(([cell, count]) => `${count}× ${cell}`), trace };
};
