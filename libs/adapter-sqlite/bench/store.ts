import { createHash } from 'node:crypto';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { streamName, tenant, type EventId, type StreamName } from '@q2c/kernel';
import type { EventStore, NewEvent } from '@q2c/ports';
import { z } from 'zod';
import { createSystemClock, openSqliteEventLog } from '../src/index.ts';

/**
 * The work of the bare sketch (12 events in 6 appends a transaction, a zod check and hashed ids at each step) through
 * the real store: node --conditions=source libs/adapter-sqlite/bench/store.ts [folder]
 * SUBSCRIBERS=n adds n unfiltered subscriptions that only count.
 */
const stepDone = z.object({
  type: z.literal('StepDone'),
  transactionId: z.string(),
  step: z.number().int(),
  commandId: z.string(),
  amount: z.object({ minor: z.string(), currency: z.string().length(3) }),
  at: z.string(),
});

const uuid = (name: string): EventId => {
  const hex = createHash('sha1').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}` as EventId;
};

const event = (type: string, stream: StreamName, step: number): NewEvent => ({
  id: uuid(`${stream}${type}${step}`),
  type,
  data: JSON.stringify({
    type,
    transactionId: stream,
    step,
    commandId: `${stream}:${step}`,
    amount: { minor: '12345', currency: 'EUR' },
    at: '2026-01-01T00:00:00Z',
    payload: 'x'.repeat(100),
  }),
  metadata: JSON.stringify({
    correlationId: stream,
    causationId: `${stream}:${step}`,
    tenant: 't',
    actor: 'a',
    source: 'bench',
    schema: 1,
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  }),
});

const owner = tenant('acme');

const append = async (
  store: EventStore,
  stream: StreamName,
  expected: 'no-stream' | number,
  events: readonly NewEvent[],
): Promise<number> => {
  const answer = await store.append(stream, expected, events);
  if (answer.kind !== 'appended') throw new Error(`unexpected ${answer.kind}`);
  return answer.revision;
};

const transaction = async (store: EventStore, n: number): Promise<void> => {
  const stream = streamName('transaction', owner, String(n));
  let revision = await append(store, stream, 'no-stream', [
    event('QuoteAccepted', stream, 0),
    event('CommandRequested', stream, 1),
  ]);
  for (let step = 1; step <= 5; step += 1) {
    stepDone.parse({
      type: 'StepDone',
      transactionId: stream,
      step,
      commandId: `${stream}:${step}`,
      amount: { minor: '1', currency: 'EUR' },
      at: 'x',
    });
    const next = step < 5 ? event('CommandRequested', stream, step + 1) : event('Completed', stream, step);
    revision = await append(store, stream, revision, [event('StepDone', stream, step), next]);
  }
};

const folder = await mkdtemp(join(process.argv[2] ?? tmpdir(), 'q2c-bench-'));
const file = join(folder, 'events.db');
const log = await openSqliteEventLog({ file, clock: createSystemClock() });
let seen = 0;
for (let index = 0; index < Number(process.env['SUBSCRIBERS'] ?? 0); index += 1)
  log.events.subscribe({ after: null }, async ({ events }) => {
    seen += events.length;
  });

let base = 0;
const run = async (transactions: number, concurrent: number): Promise<void> => {
  const latencies: number[] = [];
  let taken = 0;
  const started = performance.now();
  const worker = async (): Promise<void> => {
    while (taken < transactions) {
      const n = base + taken++;
      const begun = performance.now();
      await transaction(log.events, n);
      latencies.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: concurrent }, worker));
  base += taken;
  const seconds = (performance.now() - started) / 1000;
  latencies.sort((left, right) => left - right);
  const at = (share: number): string => (latencies[Math.floor(latencies.length * share)] ?? 0).toFixed(2);
  console.log(
    `c=${concurrent} n=${taken} ${(taken / seconds).toFixed(0)} tx/s ${((taken * 12) / seconds).toFixed(0)} ev/s p50 ${at(0.5)} p99 ${at(0.99)} ms`,
  );
};

for (const [transactions, concurrent] of [
  [200, 1],
  [300, 1],
  [4_000, 100],
  [8_000, 400],
  [8_000, 1_000],
] as const)
  await run(transactions, concurrent);
const { user, system } = process.cpuUsage();
console.log(`cpu ${((user + system) / 1e6).toFixed(2)} s for ${base} transactions`);
await log.close();
console.log(`${((await stat(file)).size / base).toFixed(0)} bytes a transaction, ${seen} events seen by subscribers`);
await rm(folder, { recursive: true });
