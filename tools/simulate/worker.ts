import { parentPort } from 'node:worker_threads';
import { messageOf } from '@q2c/kernel';
import { simulate, type SeedReport } from '@q2c/testing';

/** Runs the seeds it is given, one after the other, in a plain Node thread. */
export type SeedAnswer = { readonly seed: number; readonly report?: SeedReport; readonly error?: string };

parentPort?.on('message', (seed: number) => {
  simulate({ seed }).then(
    (report) => parentPort?.postMessage({ seed, report } satisfies SeedAnswer),
    (error: unknown) => parentPort?.postMessage({ seed, error: messageOf(error) }),
  );
});
