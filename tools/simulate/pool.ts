import { Worker } from 'node:worker_threads';
import type { SeedAnswer } from './worker.ts';

/** Runs seeds on worker threads, each thread one seed at a time; `answered` hears of each as it ends. */
export const runSeeds = async (
  seeds: readonly number[],
  threads: number,
  answered: (answer: SeedAnswer) => void,
): Promise<void> => {
  const left = seeds.values();
  const work = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL('./worker.ts', import.meta.url));
      let current: number | undefined;
      const next = (): void => {
        const { value, done } = left.next();
        current = value;
        if (done === true) void worker.terminate().then(() => resolve());
        else worker.postMessage(value);
      };
      worker.on('message', (answer: SeedAnswer) => {
        answered(answer);
        next();
      });
      worker.on('error', (error) => reject(new Error(`seed ${current ?? ''} ended its thread`, { cause: error })));
      next();
    });
  await Promise.all(Array.from({ length: Math.min(threads, seeds.length) }, work));
};
