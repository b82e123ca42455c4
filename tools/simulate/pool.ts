import { Worker } from 'node:worker_threads';
import type { Answer, Task } from './worker.ts';

/** Runs tasks on worker threads, each thread one at a time; `answered` hears of each as it ends. */
export const runTasks = async <T extends Task>(
  tasks: readonly T[],
  threads: number,
  answered: (answer: Answer<T>) => void,
): Promise<void> => {
  const left = tasks.values();
  const work = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL('./worker.ts', import.meta.url));
      let current: T | undefined;
      const next = (): void => {
        current = left.next().value;
        if (current === undefined) void worker.terminate().then(() => resolve());
        else worker.postMessage(current);
      };
      worker.on('message', (answer: Answer<T>) => {
        answered(answer);
        next();
      });
      worker.on('error', (cause) => reject(new Error(`${JSON.stringify(current)} ended its thread`, { cause })));
      next();
    });
  await Promise.all(Array.from({ length: Math.min(threads, tasks.length) }, work));
};
