import type { DomainEvent, OperationInput } from '@q2c/domain-events';
import { q2cLanguage } from '@q2c/domain-events/codec';
import { ok, refuse, type Result, type StreamName } from '@q2c/kernel';
import type { RecordedEvent } from '@q2c/ports';
import { objectStream, readMetadata } from '@q2c/runtime';
import {
  evolveTransactionRow,
  readTransactionRow,
  stateKey,
  streamOfStateKey,
  type TransactionRow,
  type TransactionState,
} from '@q2c/views';
import type { Embedded } from '../embedded/open.ts';
import type { Acted, HistoryEvent, Page, Refused, TransactionDetail, TransactionItem } from './answers.ts';
import { idOf, transactionHref, transactionStream } from './ids.ts';
import { pageOf, type PageOptions } from './pages.ts';

const notFound = (id: string): Refused => ({ code: 'transaction-not-found', detail: `there is no transaction ${id}` });

const itemOf = (stream: StreamName, row: TransactionRow): TransactionItem => ({
  id: idOf(stream),
  stream,
  href: transactionHref(idOf(stream)),
  ...row,
});

export type ListTransactionsOptions = PageOptions & {
  readonly state?: TransactionState | undefined;
  /** Of the configured quote source. */
  readonly quoteNumber?: string | undefined;
};

/** Streams of one page, in their own order. */
const streamsOf = async (
  { readStore, configuration }: Embedded,
  { state, after, limit }: ListTransactionsOptions,
): Promise<readonly StreamName[]> => {
  const start = after === undefined ? undefined : transactionStream(configuration.tenant, after);
  const beyond = start === undefined ? '' : `${start}\u0000`;
  if (state === undefined) {
    const rows = await readStore.range('transactions', { from: beyond, limit });
    return rows.map(({ key }) => key as StreamName);
  }
  const from = stateKey(state, beyond as StreamName);
  const rows = await readStore.range('transaction-states', { from, to: `${state}\u0002`, limit });
  return rows.map(({ key }) => streamOfStateKey(key));
};

/** As far as the view has come; one more than asked for tells whether there is a next page. */
export const listTransactions = async (
  embedded: Embedded,
  options: ListTransactionsOptions,
): Promise<Page<TransactionItem>> => {
  const { tenant, sources } = embedded.configuration;
  const { quoteNumber, state, limit } = options;
  const streams =
    quoteNumber === undefined
      ? await streamsOf(embedded, { ...options, limit: limit + 1 })
      : [objectStream('transaction', tenant, sources.quote, quoteNumber)];
  const values = await embedded.readStore.get('transactions', streams);
  const items = streams.flatMap((stream, n) => {
    const value = values[n];
    return value === undefined ? [] : [itemOf(stream, readTransactionRow(value))];
  });
  return pageOf(items, limit, ({ id }) => ({ path: '/v1/transactions', query: { state, limit, after: id } }));
};

/** Personal parts are sealed texts; they would tell nobody anything. */
const shown = (event: RecordedEvent): unknown => {
  const data = JSON.parse(event.data) as Record<string, unknown>;
  const { sealedFields } = q2cLanguage.definition(event.type);
  for (const { path } of sealedFields) if (path in data) data[path] = 'sealed';
  return data;
};

const historyOf = (event: RecordedEvent): HistoryEvent => {
  const { recordTime, businessTime, actor, $causationId } = readMetadata(event.metadata);
  return {
    revision: event.revision,
    type: event.type,
    at: recordTime,
    businessTime,
    actor,
    cause: $causationId,
    data: shown(event),
  };
};

/** Folded from the stream itself, so it never lags behind what was answered before. */
export const showTransaction = async (
  { store, orchestrator, configuration }: Embedded,
  id: string,
): Promise<Result<TransactionDetail, Refused>> => {
  const stream = transactionStream(configuration.tenant, id);
  const read = stream === undefined ? undefined : await store.readStream(stream);
  if (stream === undefined || read?.kind !== 'found') return refuse(notFound(id));
  let row: TransactionRow | undefined;
  for (const event of read.events)
    row = evolveTransactionRow(row, orchestrator.decode(event) as DomainEvent, readMetadata(event.metadata).recordTime);
  return row === undefined ? refuse(notFound(id)) : ok({ ...itemOf(stream, row), history: read.events.map(historyOf) });
};

type WithoutKind<T> = T extends unknown ? Omit<T, 'kind'> : never;
export type TransactionAct = WithoutKind<OperationInput>;

/** A manual act, under an id of its own: the same act sent again is recognised by it. */
export const actOnTransaction = async (
  { store, orchestrator, configuration, inputs }: Embedded,
  id: string,
  act: TransactionAct,
  operationId: string,
): Promise<Result<Acted, Refused>> => {
  const stream = transactionStream(configuration.tenant, id);
  const read = stream === undefined ? undefined : await store.readStream(stream, { limit: 1 });
  if (stream === undefined || read?.kind !== 'found') return refuse(notFound(id));
  const envelope = {
    cause: `operation/${operationId}/${act.operation}`,
    actor: `person:${act.by}`,
    source: 'operations',
  };
  const done = await (act.operation === 'settle'
    ? orchestrator.settle(stream, { input: { kind: 'operation', ...act }, ...envelope })
    : orchestrator.transact(stream, { input: { kind: 'operation', ...act }, ...envelope }));
  inputs.came();
  if (done.kind === 'refused') return refuse(done.refusal);
  return ok({ result: done.kind === 'appended' ? 'done' : 'already-so' });
};
