import { parentPort } from 'node:worker_threads';
import { messageOf } from '@q2c/kernel';
import { hunt, plantedBugs, simulate, type Hunt, type SeedReport } from '@q2c/testing';

/** Runs worlds in a plain Node thread: one seed, or one planted bug's seeds until it is caught. */
export type Task = { readonly seed: number } | { readonly bug: string };
export type Answer<T> = { readonly task: T; readonly result?: ResultOf<T>; readonly error?: string };
export type ResultOf<T> = T extends { readonly seed: number } ? SeedReport : Hunt;

const run = async (task: Task): Promise<SeedReport | Hunt> => {
  if ('seed' in task) return simulate(task);
  const bug = plantedBugs.find(({ name }) => name === task.bug);
  if (bug === undefined) throw new RangeError(`no planted bug "${task.bug}"`);
  return hunt(bug);
};

parentPort?.on('message', (task: Task) => {
  run(task).then(
    (result) => parentPort?.postMessage({ task, result }),
    (error: unknown) => parentPort?.postMessage({ task, error: messageOf(error) }),
  );
});
