import type { MemoryBackend } from '@q2c/adapter-memory';
import { Fault } from '@q2c/kernel';
import type { EventBatch, EventStore, SubscribeOptions, Subscription } from '@q2c/ports';
import { never } from '../life.ts';
import { delayMs, faultyCall, pause, type Surroundings } from './faulty-call.ts';

export const faultyEventStore = (around: Surroundings, store: EventStore, backend: MemoryBackend): EventStore => {
  const { life, faults, clock, random } = around;

  const subscribe = (options: SubscribeOptions, handler: (batch: EventBatch) => Promise<void>): Subscription => {
    let drop: (reason: Fault) => void = () => undefined;
    let dropped = false;
    const broken = new Promise<never>((_, reject) => (drop = reject));
    broken.catch(() => undefined);

    const handle = async (batch: EventBatch): Promise<void> => {
      if (!life.alive()) return never();
      if (dropped) return;
      const kind = faults.choose('subscribe');
      if (kind === 'dropped') {
        dropped = true;
        drop(new Fault('subscription-dropped', 'simulated', { retriable: true }));
        void inner.stop();
        return;
      }
      if (kind === 'crash-before') {
        life.crash();
        return never();
      }
      if (kind === 'delay') await life.guard(pause(clock, delayMs(random)));
      await life.guard(handler(batch));
      if (kind === 'crash-after') {
        life.crash();
        return never();
      }
    };
    const inner = store.subscribe(options, handle);
    return { stop: () => life.guard(inner.stop()), ended: life.guard(Promise.race([inner.ended, broken])) };
  };

  return {
    append: (stream, expected, events) =>
      faultyCall(around, {
        boundary: 'append',
        perform: async () => {
          const answer = await store.append(stream, expected, events);
          if (answer.kind === 'conflict') faults.count('append', 'conflict');
          return answer;
        },
        performLate: () => {
          const revision = expected === 'no-stream' ? -1 : expected;
          backend.apply([{ kind: 'append', stream, expected: revision, events }]);
        },
        unavailable: 'store-unavailable',
        unknown: 'append-outcome-unknown',
      }),
    readStream: (stream, options) =>
      faultyCall(around, {
        boundary: 'readStream',
        perform: () => store.readStream(stream, options),
        unavailable: 'store-unavailable',
      }),
    head: () =>
      faultyCall(around, { boundary: 'query', perform: () => store.head(), unavailable: 'store-unavailable' }),
    subscribe,
  };
};
