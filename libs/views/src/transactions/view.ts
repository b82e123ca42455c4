import type { StreamName } from '@q2c/kernel';
import type { RowChange, RowRef, View } from '../view.ts';
import { noTransactions, recount, type TransactionCounts } from './counts.ts';
import { evolveTransactionRow, type OpenExceptionRow, type TransactionRow, type TransactionState } from './row.ts';

/**
 * The transactions view.
 *
 * | collection | key | value |
 * | --- | --- | --- |
 * | transactions | stream | `TransactionRow` |
 * | transaction-states | state, stream | – : a list by state is a range |
 * | exceptions | since, stream, exception id | `ExceptionRow`: the work queue, oldest first |
 * | transaction-counts | `all` | `TransactionCounts` |
 */
export type ExceptionRow = OpenExceptionRow & { readonly stream: StreamName; readonly quoteNumber: string };

/** Sorts before everything a part may contain. */
const separator = '\u0001';
export const exceptionKey = (stream: StreamName, { since, exceptionId }: OpenExceptionRow): string =>
  [since, stream, exceptionId].join(separator);

export const stateKey = (state: TransactionState, stream: StreamName): string => state + separator + stream;
export const streamOfStateKey = (key: string): StreamName => key.slice(key.indexOf(separator) + 1) as StreamName;

const countsRef: RowRef = { collection: 'transaction-counts', key: 'all' };
const rowRef = (stream: StreamName): RowRef => ({ collection: 'transactions', key: stream });

export const readTransactionRow = (value: string): TransactionRow => JSON.parse(value) as TransactionRow;
export const readExceptionRow = (value: string): ExceptionRow => JSON.parse(value) as ExceptionRow;
export const readTransactionCounts = (value: string | undefined): TransactionCounts =>
  value === undefined ? noTransactions : (JSON.parse(value) as TransactionCounts);

const exceptionChanges = (
  stream: StreamName,
  before: readonly OpenExceptionRow[],
  { exceptions, quoteNumber }: TransactionRow,
): RowChange[] => {
  const keyOf = (open: OpenExceptionRow): string => exceptionKey(stream, open);
  const closed = before.filter((open) => !exceptions.some((still) => keyOf(still) === keyOf(open)));
  const raised = exceptions.filter((open) => !before.some((known) => keyOf(known) === keyOf(open)));
  const row = (open: OpenExceptionRow): ExceptionRow => ({ ...open, stream, quoteNumber });
  return [
    ...closed.map((open) => ({ collection: 'exceptions', key: keyOf(open), value: null })),
    ...raised.map((open) => ({ collection: 'exceptions', key: keyOf(open), value: JSON.stringify(row(open)) })),
  ];
};

const stateChanges = (
  stream: StreamName,
  before: TransactionState | undefined,
  after: TransactionState,
): RowChange[] => {
  if (before === after) return [];
  const collection = 'transaction-states';
  const left = before === undefined ? [] : [{ collection, key: stateKey(before, stream), value: null }];
  return [...left, { collection, key: stateKey(after, stream), value: '' }];
};

export const transactionsView: View = {
  name: 'transactions',
  collections: ['transactions', 'transaction-states', 'exceptions', 'transaction-counts'],
  prefixes: ['transaction-'],
  reads: ({ stream }) => [rowRef(stream), countsRef],
  project({ stream, at, event }, [rowText, countsText]) {
    const before = rowText === undefined ? undefined : readTransactionRow(rowText);
    const after = evolveTransactionRow(before, event, at);
    if (after === undefined || after === before) return [];
    const counts = recount(readTransactionCounts(countsText), before, after);
    return [
      { ...rowRef(stream), value: JSON.stringify(after) },
      ...stateChanges(stream, before?.state, after.state),
      ...exceptionChanges(stream, before?.exceptions ?? [], after),
      { ...countsRef, value: JSON.stringify(counts) },
    ];
  },
};
