import { callBugs } from './calls.ts';
import { decisionBugs } from './decisions.ts';
import { deliveryBugs } from './delivery.ts';
import { handoverBugs } from './handover.ts';
import { machineryBugs } from './machinery.ts';
import { memoryBugs } from './memory.ts';
import { rowBugs } from './rows.ts';
import { seedsPerBug, type PlantedBug } from './planted-bug.ts';
import { simulate } from '../simulate/simulate.ts';

export { seedsPerBug, type PlantedBug } from './planted-bug.ts';

export const plantedBugs: readonly PlantedBug[] = [
  ...[...callBugs, ...deliveryBugs, ...memoryBugs, ...decisionBugs],
  ...handoverBugs,
  ...rowBugs,
  ...machineryBugs,
];

export type Hunt = {
  readonly name: string;
  readonly caughtBy: string;
  /** The first seed in which the named checker complained; `null` when none of them did. */
  readonly seed: number | null;
  readonly problem: string;
  /** Checkers that complained in other seeds before. */
  readonly others: readonly string[];
};

/** Looks for the first seed that catches the bug. Worlds that break the ERP's promise prove nothing here. */
export const hunt = async ({ name, caughtBy, bug }: PlantedBug): Promise<Hunt> => {
  const others = new Set<string>();
  for (let seed = 1; seed <= seedsPerBug; seed += 1) {
    const { problems, breaksPromise } = await simulate({ seed, bug });
    if (breaksPromise) continue;
    const found = problems.find(({ checker }) => checker === caughtBy);
    if (found !== undefined) return { name, caughtBy, seed, problem: found.problem, others: [...others] };
    for (const { checker } of problems) others.add(checker);
  }
  return { name, caughtBy, seed: null, problem: '', others: [...others] };
};
