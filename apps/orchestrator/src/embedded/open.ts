import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  createSystemClock,
  createSystemIds,
  openDataFolder,
  openDurableClock,
  openSqliteEventLog,
  openSqliteKeyStore,
  openSqliteReadStore,
  type DurableClock,
} from '@q2c/adapter-sqlite';
import { compose, defaultSettings, quoteToCashProcess, viewReader, type Orchestrator } from '@q2c/composition';
import { createInProcessBus } from '@q2c/event-log';
import { createPersonalData } from '@q2c/personal-data';
import type { Clock, EventStore, Ids, ReadStore } from '@q2c/ports';
import { openSqliteErpRecords, type SqliteErpRecords } from '@q2c/reference-systems';
import { paymentsView, transactionsView } from '@q2c/views';
import type { Logger } from 'pino';
import type { Configuration } from '../configuration.ts';
import { alsoAsJson } from '../json/json-form.ts';
import type { TakenIn } from '../operations/answers.ts';
import { createSignedWebhook, type SignedWebhook } from '../webhooks/signed-webhook.ts';
import { createClosers, type Closers } from './closers.ts';
import { embeddedErp } from './erp.ts';
import { createHealth, type Health } from './health.ts';
import { createInFlight, watchWakes } from './in-flight.ts';
import { createInputs, type Inputs } from './inputs.ts';
import { isQuiet, untilQuiet, type Quiet } from './quiet.ts';
import { createMover, type Mover } from './time.ts';

/**
 * The embedded shape: one process, one folder, SQLite files, an in-process bus and the reference ERP. Opening takes
 * the folder's lock, so no other process works on it; closing lets what runs come to its end.
 */
export type Embedded = {
  readonly configuration: Configuration;
  readonly folder: string;
  readonly orchestrator: Orchestrator;
  readonly store: EventStore;
  readonly readStore: ReadStore;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly erpRecords: SqliteErpRecords;
  readonly health: Health;
  readonly inputs: Inputs;
  /** Where it is configured. */
  readonly paymentWebhook: SignedWebhook<TakenIn> | undefined;
  /** Where the clock is virtual. */
  readonly mover: Mover | undefined;
  /** When something is due by itself next, ms since epoch: of ours, of a counterpart or of the bus; `null` if never. */
  nextWorkMs(): Promise<number | null>;
  /** Until nothing is in flight and all readers have seen everything. */
  untilQuiet(): Promise<Quiet>;
  /** Whether it is so at this moment. */
  isQuiet(): Promise<boolean>;
  /** Calls at ports that have not been answered. */
  inFlight(): number;
  /**
   * Until this reader has seen everything that is durable now, so that who was answered also finds it in a list. A reader
   * that stopped, or that takes longer than a bound, is not waited for.
   */
  caughtUp(reader: string): Promise<void>;
  close(): Promise<void>;
};

/** Real time, ms: a view that is further behind is busy rebuilding, and an older answer serves better than none. */
const caughtUpMs = 2_000;

type Parts = { readonly configuration: Configuration; readonly log: Logger; readonly closers: Closers };

const openClock = async (
  { configuration: { clock, clockStartMs } }: Parts,
  file: (name: string) => string,
): Promise<{ readonly clock: Clock; readonly durable: DurableClock | undefined }> => {
  if (clock === 'system') return { clock: createSystemClock(), durable: undefined };
  const durable = await openDurableClock({ file: file('clock.json'), startMs: clockStartMs });
  return { clock: durable, durable };
};

const openParts = async (parts: Parts): Promise<Embedded> => {
  const { configuration, log, closers } = parts;
  const folder = await openDataFolder(resolve(configuration.dataFolder), new Date());
  closers.add('folder', () => folder.close());
  const inFlight = createInFlight();
  const inputs = createInputs();
  const opened = await openClock(parts, folder.file);
  const clock = inFlight.watch(opened.clock);
  const ids = createSystemIds();
  const health = createHealth(log, clock);

  const keys = await openSqliteKeyStore({ file: folder.file('keys.db') });
  closers.add('keys', () => keys.close());
  const readStore = await openSqliteReadStore({ file: folder.file('read.db'), clock });
  closers.add('read store', () => readStore.close());
  const eventLog = await openSqliteEventLog({ file: folder.file('events.db'), clock });
  closers.add('events', () => eventLog.close());
  const erpRecords = openSqliteErpRecords({ file: folder.file('erp.db') });
  closers.add('ERP', () => erpRecords.close());
  // What counterparts do later, and when the bus delivers a rejected batch again: nobody else asks for wakes that matter.
  const owing = watchWakes(clock);
  const bus = createInProcessBus({ clock: owing, ids, onRejection: health.onRejection });
  closers.add('bus', () => bus.close());

  const store = inFlight.watch(eventLog.events);
  const watchedReads = inFlight.watch<ReadStore>(readStore);
  const process = quoteToCashProcess();
  const orchestrator = compose(
    {
      eventStore: store,
      bus: inFlight.watch(bus),
      claims: inFlight.watch(eventLog.claims),
      readStore: watchedReads,
      personalData: inFlight.watch(createPersonalData({ keys: inFlight.watch(keys) })),
      clock,
      ids,
      counterparts: [embeddedErp(configuration, inFlight.watch(erpRecords), owing)],
    },
    { ...process, intakeObjects: alsoAsJson(process.language, process.intakeObjects) },
    {
      ...{ ...defaultSettings, tenant: configuration.tenant, soleOwner: 'embedded' },
      ...{ onFault: health.onFault, onStuck: health.onStuck },
    },
    { readers: (decode) => [transactionsView, paymentsView].map((view) => viewReader(view, decode)) },
  );
  await orchestrator.start();
  closers.add('orchestrator', () => orchestrator.stop());

  const hasStopped = (name: string): boolean => health.stopped().some(({ part }) => part === name);
  const running = () => orchestrator.readers.filter(({ name }) => !hasStopped(name));
  const quietOptions = { inFlight, store: eventLog.events, readers: running };
  const quiet = (): Promise<Quiet> => untilQuiet(quietOptions);
  const nextWorkMs = async (): Promise<number | null> => {
    const times = [await orchestrator.nextWorkMs(), owing.nextWakeMs()].filter((time) => time !== null);
    return times.length === 0 ? null : Math.min(...times);
  };
  const mover =
    opened.durable === undefined
      ? undefined
      : createMover({
          ...{ clock: opened.durable, nextWorkMs, inputs, untilQuiet: quiet, onFault: health.onFault },
        });
  const webhook = configuration.paymentWebhook;
  return {
    ...{ configuration, folder: folder.path, orchestrator, store, readStore: watchedReads, clock, ids },
    ...{ erpRecords, health, inputs, mover },
    paymentWebhook: webhook && createSignedWebhook({ name: 'payment', secrets: webhook.secrets, clock, log }),
    nextWorkMs,
    untilQuiet: quiet,
    isQuiet: () => isQuiet(quietOptions),
    inFlight: () => inFlight.count(),
    async caughtUp(name) {
      const reader = running().find((each) => each.name === name);
      const head = await eventLog.events.head();
      if (reader === undefined || head === null) return;
      await Promise.race([reader.reached(head), sleep(caughtUpMs, undefined, { ref: false })]);
    },
    close: () => closers.closeAll(),
  };
};

/** Faults: `data-folder-in-use`, `store-read-only`, `store-full`, `store-version-unknown`. */
export const openEmbedded = async (configuration: Configuration, log: Logger): Promise<Embedded> => {
  const closers = createClosers(log);
  try {
    return await openParts({ configuration, log, closers });
  } catch (error) {
    await closers.closeAll();
    throw error;
  }
};
