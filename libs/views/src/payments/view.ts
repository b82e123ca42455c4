import type { DomainEvent } from '@q2c/domain-events';
import type { StreamName } from '@q2c/kernel';
import { amountText, type AmountText } from '../amount-text.ts';
import type { RowChange, RowRef, View } from '../view.ts';

/**
 * The payments view: what was received, and which of it no transaction has got (unapplied cash). What the payer wrote as a
 * reference is confidential and stays in the payment's stream, where whoever shows a payment reads it.
 *
 * | collection | key | value |
 * | --- | --- | --- |
 * | payments | stream | `PaymentRow` |
 * | payment-states | state, received at, stream | – : a list by state is a range, oldest first |
 * | payment-counts | `all` | `PaymentCounts` |
 */
export type PaymentState = 'unapplied' | 'applied';

export type PaymentRow = {
  readonly paymentNumber: string;
  readonly source: string;
  readonly amount: AmountText;
  /** ISO date. */
  readonly valueDate: string;
  /** When it was recorded, ISO instant. */
  readonly receivedAt: string;
  readonly state: PaymentState;
  /** Transactions that its reference led to it, the first ten. None: nobody waits for what the payer gave. */
  readonly foundFor: readonly StreamName[];
  readonly appliedTo: StreamName | null;
};

export type PaymentCounts = Readonly<Record<PaymentState, number>>;

const foundMax = 10;
/** Sorts before everything a part may contain. */
const separator = '\u0001';
export const paymentStateKey = (state: PaymentState, receivedAt: string, stream: StreamName): string =>
  [state, receivedAt, stream].join(separator);
export const streamOfPaymentStateKey = (key: string): StreamName =>
  key.slice(key.lastIndexOf(separator) + 1) as StreamName;

const countsRef: RowRef = { collection: 'payment-counts', key: 'all' };
const rowRef = (stream: StreamName): RowRef => ({ collection: 'payments', key: stream });

export const readPaymentRow = (value: string): PaymentRow => JSON.parse(value) as PaymentRow;
export const readPaymentCounts = (value: string | undefined): PaymentCounts =>
  value === undefined ? { unapplied: 0, applied: 0 } : (JSON.parse(value) as PaymentCounts);

/** The payment that an event is about. A transaction says which one it found. */
const paymentOf = (stream: StreamName, event: DomainEvent): StreamName | undefined => {
  if (event.type === 'PaymentReceived' || event.type === 'PaymentAllocated') return stream;
  if (event.type !== 'WaitEnded' || !event.data.by.startsWith('payment-')) return undefined;
  return event.data.kind.startsWith('payment') ? (event.data.by as StreamName) : undefined;
};

const evolve = (
  row: PaymentRow | undefined,
  { stream, at, event }: { readonly stream: StreamName; readonly at: string; readonly event: DomainEvent },
): PaymentRow | undefined => {
  if (event.type === 'PaymentReceived') {
    const { paymentNumber, source, amount, valueDate } = event.data;
    const received = { paymentNumber, source, amount: amountText(amount), valueDate, receivedAt: at };
    return { ...received, state: 'unapplied', foundFor: [], appliedTo: null };
  }
  if (row === undefined) return undefined;
  if (event.type === 'PaymentAllocated')
    return { ...row, state: 'applied', appliedTo: event.data.transaction as StreamName };
  const known = row.foundFor.includes(stream) || row.foundFor.length >= foundMax;
  return known ? row : { ...row, foundFor: [...row.foundFor, stream] };
};

const stateChanges = (stream: StreamName, before: PaymentRow | undefined, after: PaymentRow): RowChange[] => {
  if (before?.state === after.state) return [];
  const collection = 'payment-states';
  const key = ({ state, receivedAt }: PaymentRow): string => paymentStateKey(state, receivedAt, stream);
  return [
    ...(before === undefined ? [] : [{ collection, key: key(before), value: null }]),
    { collection, key: key(after), value: '' },
  ];
};

const recount = (counts: PaymentCounts, before: PaymentRow | undefined, after: PaymentRow): PaymentCounts => {
  const left = before === undefined ? counts : { ...counts, [before.state]: counts[before.state] - 1 };
  return { ...left, [after.state]: left[after.state] + 1 };
};

export const paymentsView: View = {
  name: 'payments',
  collections: ['payments', 'payment-states', 'payment-counts'],
  prefixes: ['payment-', 'transaction-'],
  types: ['PaymentReceived', 'PaymentAllocated', 'WaitEnded'],
  reads({ stream, event }) {
    const payment = paymentOf(stream, event);
    return payment === undefined ? [] : [rowRef(payment), countsRef];
  },
  project({ stream, at, event }, [rowText, countsText]) {
    const payment = paymentOf(stream, event);
    if (payment === undefined) return [];
    const before = rowText === undefined ? undefined : readPaymentRow(rowText);
    const after = evolve(before, { stream, at, event });
    if (after === undefined || after === before) return [];
    const counts = recount(readPaymentCounts(countsText), before, after);
    return [
      { ...rowRef(payment), value: JSON.stringify(after) },
      ...stateChanges(payment, before, after),
      ...(before?.state === after.state ? [] : [{ ...countsRef, value: JSON.stringify(counts) }]),
    ];
  },
};
