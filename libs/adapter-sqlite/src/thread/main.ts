import { parentPort, workerData } from 'node:worker_threads';
import { createEventReader } from '../events/reader-service.ts';
import { createEventWriter } from '../events/writer-service.ts';
import { createKeyService } from '../keys/key-service.ts';
import { createRowService } from '../rows/row-service.ts';
import { answerOfError, closing, type Answer, type Role, type Service, type ThreadData } from './protocol.ts';

/** A thread that owns connections to one file, so that the event loop of the process never waits for the disk. */
const services: Readonly<Record<Role, (file: string) => Service>> = {
  'event-writer': createEventWriter,
  'event-reader': createEventReader,
  rows: createRowService,
  keys: createKeyService,
};

const attempt = (file: string, work: () => unknown): Answer => {
  try {
    return { ok: true, value: work() };
  } catch (error) {
    return answerOfError(error, file);
  }
};

const run = (port: NonNullable<typeof parentPort>, { role, file }: ThreadData): void => {
  let service: Service | undefined;
  const started = attempt(file, () => {
    service = services[role](file);
  });
  port.postMessage(started);
  if (service === undefined) {
    port.close();
    return;
  }
  const { answer, close } = service;
  port.on('message', (question: unknown) => {
    if (question === closing) {
      port.postMessage(attempt(file, close));
      port.close();
    } else port.postMessage(attempt(file, () => answer(question)));
  });
};

if (parentPort !== null) run(parentPort, workerData as ThreadData);
