import {
  createBroker,
  createMemoryBackend,
  createMemoryBus,
  createMemoryKeyStore,
  createMemoryLog,
  createMemoryReadStore,
  createMemoryRows,
  createVirtualClock,
} from '@q2c/adapter-memory';
import { q2cLanguage } from '@q2c/domain-events/codec';
import { paymentDecider, parkedDecider, systemDecider } from '@q2c/domain';
import { messageOf, streamName, tenant, type StreamName } from '@q2c/kernel';
import { createPersonalData } from '@q2c/personal-data';
import type { EventStore } from '@q2c/ports';
import { quoteToCash } from '@q2c/sagas';
import { createEventDecoder, createTransact, registerDecider, type Transact } from './index.ts';

/**
 * The stage on which the runtime's specs play: memory ports over a durable part that outlives their processes, and a
 * virtual clock. Nothing here waits for real time: the world is at rest when nobody asks for a turn any more, and time
 * moves only from one wake to the next. Other specs import this one; its own tests run when Jest runs this file.
 */
export const startMs = Date.parse('2026-01-05T08:00:00.000Z');
export const acme = tenant('acme');
export const language = q2cLanguage;
export const decode = createEventDecoder(language);
export const deciders = [quoteToCash(), paymentDecider, parkedDecider, systemDecider] as const;

const turnsMax = 200_000;
const wakesMax = 50_000;

export const createStage = () => {
  let asked = 0;
  const turn = (wake: () => void): void => {
    asked += 1;
    setImmediate(() => {
      asked -= 1;
      wake();
    });
  };
  const clock = createVirtualClock({ startMs, turn });
  let drawn = 0;
  const ids = { next: () => `id${String((drawn += 1)).padStart(24, '0')}` };
  const backend = createMemoryBackend({ clock });
  const rows = createMemoryRows();
  const broker = createBroker({ clock, ids });
  const keys = createMemoryKeyStore({ randomBytes: (length) => new Uint8Array(length).fill((drawn += 1)) });
  const faults: string[] = [];

  /** Lets everything that can go on now go on. */
  const rest = async (): Promise<void> => {
    for (let n = 0; n < turnsMax; n += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      if (asked === 0) return;
    }
    throw new RangeError(`not at rest after ${turnsMax} turns`);
  };

  /** Moves the clock by `ms`, wake by wake. */
  const pass = async (ms: number): Promise<void> => {
    const until = clock.now() + ms;
    await rest();
    for (let n = 0; n < wakesMax; n += 1) {
      const next = clock.nextWakeMs();
      if (next === null || next > until) {
        clock.advanceTo(until);
        return rest();
      }
      clock.advanceTo(Math.max(next, clock.now()));
      await rest();
    }
    throw new RangeError(`more than ${wakesMax} wakes within ${ms} ms`);
  };

  /** Moves the clock from wake to wake until the condition holds; fails beyond `limitMs` of virtual time. */
  const until = async (holds: () => boolean, what: string, limitMs = 3_600_000): Promise<void> => {
    const limit = clock.now() + limitMs;
    await rest();
    for (let n = 0; n < wakesMax && !holds(); n += 1) {
      const next = clock.nextWakeMs();
      if (next === null || next > limit) throw new RangeError(`never: ${what}; faults: ${faults.join('; ')}`);
      clock.advanceTo(Math.max(next, clock.now()));
      await rest();
    }
    if (!holds()) throw new RangeError(`not within ${wakesMax} wakes: ${what}`);
  };

  /** Awaits a promise while time passes. */
  const done = async <T>(promise: Promise<T>, limitMs?: number): Promise<T> => {
    let ended = false;
    const end = (): void => void (ended = true);
    promise.then(end, end);
    await until(() => ended, 'the promise is settled', limitMs);
    return promise;
  };

  /** The ports of one process. `crash`: nothing of it is answered or delivered any more. */
  const openProcess = () => {
    const log = createMemoryLog({ backend, clock });
    const bus = createMemoryBus({ broker });
    return {
      store: log.events,
      claims: log.claims,
      readStore: createMemoryReadStore({ clock, rows }),
      personalData: createPersonalData({ keys }),
      bus,
      crash() {
        log.abandon();
        bus.abandon();
      },
    };
  };

  return {
    clock,
    ids,
    backend,
    rows,
    broker,
    faults,
    onFault: (where: string, error: unknown): void => void faults.push(`${where}: ${messageOf(error)}`),
    rest,
    pass,
    until,
    done,
    openProcess,
    /** Types of a stream's events, in order. */
    typesOf: (stream: StreamName): readonly string[] => (backend.streamOf(stream) ?? []).map(({ type }) => type),
  };
};

export type Stage = ReturnType<typeof createStage>;

export const transactOn = (stage: Stage, store: EventStore, cacheBytes = 1_000_000): Transact =>
  createTransact({
    store,
    language,
    clock: stage.clock,
    decode,
    deciders: deciders.map((decider) => registerDecider(decider as Parameters<typeof registerDecider>[0])),
    cacheBytes,
  });

if (expect.getState().testPath?.endsWith('stage.spec.ts') === true)
  describe('the stage', () => {
    it('lets time pass from wake to wake, and no further than told', async () => {
      const { clock, pass } = createStage();
      const rung: number[] = [];
      const ring = (): void => {
        rung.push(clock.now() - startMs);
        clock.at(clock.now() + 400, ring);
      };
      ring();
      await pass(1_000);
      expect([rung, clock.now() - startMs]).toEqual([[0, 400, 800], 1_000]);
    });

    it('says what never came', async () => {
      const { until } = createStage();
      await expect(until(() => false, 'the moon falls')).rejects.toThrow('never: the moon falls');
    });

    it('holds what was committed, and answers a process that crashed nothing more', async () => {
      const { openProcess, backend, pass } = createStage();
      const process = openProcess();
      const event = { id: '0', type: 'Noted', data: '{}', metadata: '{}' } as never;
      const answers: unknown[] = [];
      void process.store.append(streamName('note', acme, 'n'), 'no-stream', [event]).then((answer) => {
        answers.push(answer);
      });
      await pass(0);
      void process.store.append(streamName('note', acme, 'n'), 0, [event]).then((answer) => answers.push(answer));
      process.crash();
      await pass(1_000);
      expect([answers.length, backend.events().length]).toEqual([1, 1]);
    });
  });
