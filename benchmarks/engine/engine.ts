import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openSqliteEventLog, openSqliteReadStore, createSystemClock, createSystemIds } from '@q2c/adapter-sqlite';
import { createMemoryBus } from '@q2c/adapter-memory';
import { compose, defaultSettings } from '@q2c/composition';
import { streamName, tenant, type EventId, type StreamName } from '@q2c/kernel';
import type { Clock, EventStore, PersonalData, Position, Safety } from '@q2c/ports';
import { objectStream, type ReaderDefinition } from '@q2c/runtime';
import { language, noopCounterpart, stepsPerTransaction, stepsProcess } from './steps-process.ts';

/** One run of the engine on SQLite with full durability; everything on that a production process has on. */
export type EngineResult = {
  readonly concurrent: number;
  readonly transactions: number;
  readonly transactionsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly bytesPerTransaction: number;
  /** Processor time of all threads, microseconds a transaction: steadier than throughput on a shared machine. */
  readonly cpuMicrosPerTransaction: number;
};

export const acme = tenant('acme');
const source = 'bench';
const topic = 'q2c.intake.acme.bench.step-quote.v1';

/** The benchmark's records hold no personal data; a call would be a mistake. */
export const noPersonalData: PersonalData = {
  seal: (requests) =>
    requests.length === 0 ? Promise.resolve([]) : Promise.reject(new RangeError('no personal data here')),
  open: (sealed) =>
    sealed.length === 0 ? Promise.resolve([]) : Promise.reject(new RangeError('no personal data here')),
  fingerprint: (requests) =>
    requests.length === 0 ? Promise.resolve([]) : Promise.reject(new RangeError('no personal data here')),
  forget: () => Promise.reject(new RangeError('no personal data here')),
};

/** The embedded projection: a row a transaction with how far it is. */
const progressReader = (): ReaderDefinition => ({
  name: 'progress',
  collections: ['progress'],
  prefixes: ['transaction-'],
  apply({ events }, rows) {
    for (const event of events)
      if (event.type === 'StepDone' || event.type === 'StepsStarted')
        rows.put('progress', event.stream, `{"revision":${event.revision},"type":"${event.type}"}`);
    return Promise.resolve();
  },
});

export const percentile = (sorted: readonly number[], p: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? 0;

/** Events of one finished transaction: started with its first request, then settled, done and the next request. */
const eventsPerTransaction = 2 + 3 * stepsPerTransaction - 1;

const openStores = async (clock: Clock) => {
  const folder = mkdtempSync(join(tmpdir(), 'q2c-bench-'));
  const log = await openSqliteEventLog({ file: join(folder, 'events.db'), clock });
  const readStore = await openSqliteReadStore({ file: join(folder, 'read.db'), clock });
  return {
    log,
    readStore,
    /** Size of the event store once its write-ahead log is folded in. */
    bytes: () => {
      const file = join(folder, 'events.db');
      const db = new DatabaseSync(file);
      db.exec('PRAGMA busy_timeout=10000; PRAGMA wal_checkpoint(TRUNCATE)');
      db.close();
      return statSync(file).size;
    },
    async close() {
      await log.close();
      await readStore.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** Reads everything back: every stream complete, every revision in its place. Throws where not. */
const checkStore = async (store: EventStore, streams: number): Promise<void> => {
  const revisions = new Map<StreamName, number>();
  const head = await store.head();
  await new Promise<void>((resolve, reject) => {
    const subscription = store.subscribe({ after: null, prefixes: ['transaction-'] }, async ({ events, through }) => {
      for (const event of events) {
        const expected = (revisions.get(event.stream) ?? -1) + 1;
        if (event.revision !== expected)
          reject(new RangeError(`${event.stream}: ${event.revision}, expected ${expected}`));
        revisions.set(event.stream, event.revision);
      }
      if (head === null || through >= head) void subscription.stop().then(resolve);
      return Promise.resolve();
    });
    subscription.ended.catch(reject);
  });
  if (revisions.size !== streams) throw new RangeError(`${revisions.size} streams, expected ${streams}`);
  for (const [stream, revision] of revisions)
    if (revision !== eventsPerTransaction - 1)
      throw new RangeError(`${stream} ends at ${revision}, expected ${eventsPerTransaction - 1}`);
};

export type EngineRun = { readonly concurrent: number; readonly transactions: number; readonly warmup: number };

/** A running engine on fresh stores, and a way to put load on it. */
export const startEngine = async (safety: Safety) => {
  const clock = createSystemClock();
  const ids = createSystemIds();
  const stores = await openStores(clock);
  const { events: store, claims } = stores.log;
  const bus = createMemoryBus({ clock, ids });
  const faults: unknown[] = [];
  const app = compose(
    {
      eventStore: store,
      bus,
      claims,
      readStore: stores.readStore,
      personalData: noPersonalData,
      clock,
      ids,
      counterparts: [noopCounterpart(safety)],
    },
    stepsProcess,
    {
      ...defaultSettings,
      tenant: acme,
      intakeTopics: [{ topic, tenant: acme, source, object: 'step-quote' }],
      onFault: (where, error) => faults.push([where, error]),
    },
    { readers: () => [progressReader()] },
  );
  await app.start();

  // When a transaction's last event is in the store, its caller goes on.
  const finished = new Map<StreamName, () => void>();
  const watching = store.subscribe({ after: null, prefixes: ['transaction-'] }, ({ events }) => {
    for (const event of events)
      if (event.revision === eventsPerTransaction - 1) {
        finished.get(event.stream)?.();
        finished.delete(event.stream);
      }
    return Promise.resolve();
  });

  let started = 0;
  const one = async (): Promise<number> => {
    const number = `S${started++}`;
    const stream = objectStream('transaction', acme, source, number);
    const value = language.wire.encode('StepQuote', {
      number,
      sourceVersion: 1n,
      at: '2026-01-01',
      amount: { minor: 12_345n, currency: 'EUR' },
      payload: 'x'.repeat(100),
    });
    const from = performance.now();
    const done = new Promise<void>((resolve) => finished.set(stream, resolve));
    await bus.publish([{ topic, key: number, value, headers: {} }]);
    await done;
    return performance.now() - from;
  };

  const many = async (concurrent: number, transactions: number): Promise<number[]> => {
    const latencies: number[] = [];
    let left = transactions;
    await Promise.all(
      Array.from({ length: concurrent }, async () => {
        while (left-- > 0) latencies.push(await one());
      }),
    );
    return latencies;
  };

  return {
    many,
    store,
    bytes: stores.bytes,
    caughtUp: async () => app.caughtUp((await store.head()) as Position),
    check() {
      if (faults.length > 0) throw new AggregateError(faults, 'faults during the run');
    },
    /** Checks the store and closes everything. */
    async stop() {
      await watching.stop();
      await checkStore(store, started);
      await app.stop();
      await bus.close();
      await stores.close();
    },
  };
};

export const runEngine = async (safety: Safety, runs: readonly EngineRun[]): Promise<EngineResult[]> => {
  const engine = await startEngine(safety);
  const results: EngineResult[] = [];
  for (const { concurrent, transactions, warmup } of runs) {
    await engine.many(concurrent, warmup);
    await engine.caughtUp();
    const bytesBefore = engine.bytes();
    const cpuBefore = process.cpuUsage();
    const from = performance.now();
    const latencies = (await engine.many(concurrent, transactions)).sort((a, b) => a - b);
    await engine.caughtUp();
    const seconds = (performance.now() - from) / 1000;
    const cpu = process.cpuUsage(cpuBefore);
    engine.check();
    results.push({
      concurrent,
      transactions,
      transactionsPerSecond: Math.round(transactions / seconds),
      p50Ms: percentile(latencies, 0.5),
      p99Ms: percentile(latencies, 0.99),
      cpuMicrosPerTransaction: Math.round((cpu.user + cpu.system) / transactions),
      bytesPerTransaction: Math.round(Math.max(0, engine.bytes() - bytesBefore) / transactions),
    });
  }
  await engine.stop();
  return results;
};

/** One append of two events at a time: what a durable step costs when nobody shares the commit. */
export const singleCommitP50Ms = async (commits = 500): Promise<number> => {
  const clock = createSystemClock();
  const stores = await openStores(clock);
  const latencies: number[] = [];
  const data = JSON.stringify({ payload: 'x'.repeat(300) });
  for (let n = 0; n < commits; n++) {
    const event = (k: number) => ({
      id: `00000000-0000-5000-8000-${String(2 * n + k).padStart(12, '0')}` as EventId,
      type: 'Yardstick',
      data,
      metadata: data,
    });
    const from = performance.now();
    await stores.log.events.append(streamName('yardstick', acme, `n${n}`), 'no-stream', [event(0), event(1)]);
    latencies.push(performance.now() - from);
  }
  await stores.close();
  return percentile(
    latencies.sort((a, b) => a - b),
    0.5,
  );
};
