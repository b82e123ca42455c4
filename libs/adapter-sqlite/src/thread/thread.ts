import { Worker } from 'node:worker_threads';
import { Fault } from '@q2c/kernel';
import { closing, faultOf, type Answer, type Role, type ThreadData } from './protocol.ts';

/** A running thread as the process sees it. */
export type Thread = {
  /** Rejects with the thread's fault, or with `lost` when the thread ended before it answered. */
  readonly ask: <T>(question: unknown, lost?: 'store-unavailable' | 'append-outcome-unknown') => Promise<T>;
  /** Answers what was asked, closes the file, ends the thread. */
  readonly close: () => Promise<void>;
  /** Ends the thread where it stands, as the death of the process would. */
  readonly kill: () => void;
};

type Waiting = {
  readonly lost: 'store-unavailable' | 'append-outcome-unknown';
  readonly resolve: (value: unknown) => void;
  readonly reject: (fault: Fault) => void;
};

/** Works from the sources and from the compiled output: the thread's module has the extension of this one. */
const isSource = import.meta.url.endsWith('.ts');
const moduleUrl = new URL(isSource ? './main.ts' : './main.js', import.meta.url);
/** Not the process's own arguments: an inspector or test flags are not for this thread. */
const execArgv = isSource ? ['--conditions=source'] : [];

export const startThread = async (role: Role, file: string): Promise<Thread> => {
  const workerData: ThreadData = { role, file };
  const worker = new Worker(moduleUrl, { workerData, execArgv, name: role });
  const waiting: Waiting[] = [];
  let first = 0;
  let ended: Fault | undefined;

  const end = (why: string): void => {
    ended ??= new Fault('store-unavailable', why, { retriable: false });
    for (const { lost, reject } of waiting.splice(0).slice(first))
      reject(new Fault(lost, why, { retriable: lost === 'append-outcome-unknown' }));
    first = 0;
  };

  const take = (): Waiting | undefined => {
    const next = waiting[first];
    first += 1;
    if (first === waiting.length) {
      waiting.length = 0;
      first = 0;
    }
    return next;
  };

  worker.on('message', (answer: Answer) => {
    const next = take();
    if (answer.ok) next?.resolve(answer.value);
    else next?.reject(faultOf(answer));
  });
  worker.on('error', (error) => end(`the thread of ${file} failed: ${String(error)}`));
  const exited = new Promise<void>((resolve) => {
    worker.on('exit', () => {
      end(`the thread of ${file} has ended`);
      resolve();
    });
  });

  const answered = <T>(lost: Waiting['lost']): Promise<T> =>
    new Promise((resolve, reject) => {
      waiting.push({ lost, resolve: (value) => resolve(value as T), reject });
    });

  const ask = <T>(question: unknown, lost: Waiting['lost'] = 'store-unavailable'): Promise<T> => {
    if (ended !== undefined) return Promise.reject(ended);
    const answer = answered<T>(lost);
    worker.postMessage(question);
    return answer;
  };

  await answered('store-unavailable');
  return {
    ask,
    close: async () => {
      if (ended === undefined) await ask(closing);
      await exited;
    },
    kill: () => void worker.terminate(),
  };
};
