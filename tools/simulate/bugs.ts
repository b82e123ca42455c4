import { availableParallelism } from 'node:os';
import { plantedBugs, seedsPerBug } from '@q2c/testing';
import { runTasks } from './pool.ts';

/**
 * `node --conditions=source tools/simulate/bugs.ts`: can the checkers fail? Each planted bug has to be found by the
 * checker it names, within its seeds. (That nothing is found without a bug is what the simulation itself shows.)
 */
let caught = 0;
await runTasks(
  plantedBugs.map(({ name }) => ({ bug: name })),
  availableParallelism(),
  ({ task, result, error }) => {
    if (result !== undefined && result.seed !== null) {
      caught += 1;
      console.log(`caught: ${task.bug} · by ${result.caughtBy} in seed ${result.seed}`);
    } else
      console.log(
        `MISSED: ${task.bug} · ${error ?? `not by ${result?.caughtBy ?? ''} in ${seedsPerBug} seeds; others: ${result?.others.join(', ') ?? ''}`}`,
      );
  },
);
console.log(`planted bugs: ${caught} passed, ${plantedBugs.length - caught} failed, 0 skipped`);
process.exitCode = caught === plantedBugs.length ? 0 : 1;
