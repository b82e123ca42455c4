import { createSystemClock, openSqliteEventLog, openSqliteReadStore } from '@q2c/adapter-sqlite';
import { commandId, streamName, type StreamName } from '@q2c/kernel';
import type { NewEvent } from '@q2c/ports';
import { createReader, createEventDecoder, eventId, indexReader, relayReader } from '@q2c/runtime';
import { join } from 'node:path';
import { acme } from '../engine/engine.ts';
import { language, system } from '../engine/steps-process.ts';

/**
 * Fills a data folder with the remains of a busy system: finished transactions, transactions with an open command, and
 * transactions with a deadline that is due, with indexes and relay caught up, as they stand when a process dies.
 */
export type Filling = { readonly transactions: number; readonly open: number; readonly due: number };

const step = { step: 1, amount: { minor: 12_345n, currency: 'EUR' }, at: '2026-01-01', payload: 'x'.repeat(100) };
const metadata =
  '{"$causationId":"fill","$correlationId":"fill","actor":"bench","businessTime":"2026-01-01T00:00:00.000Z","links":[],' +
  '"recordTime":"2026-01-01T00:00:00.000Z","schemaVersion":1,"source":"bench","tenant":"acme",' +
  '"traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}';

type Kind = 'finished' | 'open' | 'due';

const eventsOf = (stream: StreamName, n: number, kind: Kind): NewEvent[] => {
  const id = commandId(stream, 'step1', 'noop', 1);
  const started = ['StepsStarted', { number: `F${n}`, ...step, step: 0 }] as const;
  const requested = [
    'CommandRequested',
    {
      commandId: id,
      command: 'DoStep',
      system,
      lane: stream,
      priority: 'interactive',
      accountingDate: '2026-01-01',
      payload: { record: 'DoStep', version: 1, value: step },
    },
  ] as const;
  const settled = [
    'CommandSettled',
    { commandId: id, outcome: 'succeeded', code: null, detail: null, effect: null, attempts: [] },
  ] as const;
  const due = ['DeadlineSet', { name: 'payment-due', at: '2026-01-31T00:00:00.000Z' }] as const;
  const events = { finished: [started, requested, settled], open: [started, requested], due: [due] }[kind];
  return events.map(([type, data], ordinal) => {
    const encoded = language.encodeEvent(type, data).data;
    return { id: eventId(stream, 'fill', ordinal, type, encoded), type, data: encoded, metadata };
  });
};

export const fill = async (folder: string, { transactions, open, due }: Filling): Promise<void> => {
  const clock = createSystemClock();
  const log = await openSqliteEventLog({ file: join(folder, 'events.db'), clock });
  const readStore = await openSqliteReadStore({ file: join(folder, 'read.db'), clock });
  const kindOf = (n: number): Kind => {
    // Spread over the whole store: what is open or due need not be young.
    const place = (n * 7919) % transactions;
    if (place < open) return 'open';
    return place < open + due ? 'due' : 'finished';
  };
  const pageSize = 1_000;
  for (let from = 0; from < transactions; from += pageSize)
    await Promise.all(
      Array.from({ length: Math.min(pageSize, transactions - from) }, (_, k) => {
        const stream = streamName('transaction', acme, `f${from + k}`);
        return log.events.append(stream, 'no-stream', eventsOf(stream, from + k, kindOf(from + k)));
      }),
    );

  const decode = createEventDecoder(language);
  const silentBus = {
    publish: () => Promise.resolve(),
    consume: () => Promise.reject(new RangeError('nobody consumes here')),
    mark: () => Promise.resolve(''),
    passed: () => Promise.resolve(true),
  };
  const options = {
    store: log.events,
    readStore,
    claims: log.claims,
    clock,
    owner: 'fill',
    leaseMs: 60_000,
    onFault: (where: string, error: unknown) => {
      throw new AggregateError([error], where);
    },
  };
  const nothing = () => undefined;
  const indexes = createReader(
    indexReader(decode, new Set(), () => [], { timetable: nothing, open: nothing }),
    options,
  );
  const relay = { store: log.events, readStore, language, decode, bus: silentBus, indexes };
  const readers = [indexes, createReader(relayReader(relay), options)];
  const head = await log.events.head();
  if (head === null) throw new RangeError('nothing was filled in');
  for (const reader of readers) reader.start();
  await Promise.all(readers.map((reader) => reader.reached(head)));
  await Promise.all(readers.map((reader) => reader.stop()));
  await log.close();
  await readStore.close();
};
