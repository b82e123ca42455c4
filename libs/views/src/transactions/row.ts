import type { DomainEvent } from '@q2c/domain-events';
import { amountText, type AmountText } from '../amount-text.ts';

/** One line a transaction: what operations want to know without reading its stream. */
export const milestones = ['QuoteAccepted', 'OrderBooked', 'InvoicePosted', 'PaymentSettled', 'RevenuePosted'] as const;
export type Milestone = (typeof milestones)[number];

export type OpenExceptionRow = {
  readonly exceptionId: string;
  readonly code: string;
  /** The role in whose work queue it stands. */
  readonly owner: string;
  readonly detail: string;
  /** ISO instant. */
  readonly since: string;
};

export type TransactionState = 'running' | 'waiting-for-person' | 'completed' | 'cancelled';

export type TransactionRow = {
  readonly quoteNumber: string;
  readonly source: string;
  readonly customerNumber: string;
  readonly legalEntity: string;
  readonly total: AmountText;
  readonly state: TransactionState;
  /** When each milestone was recorded, ISO instant; without those not reached. */
  readonly milestones: Readonly<Partial<Record<Milestone, string>>>;
  /** Numbers that the counterparts gave. */
  readonly documents: Readonly<Partial<Record<'order' | 'invoice' | 'payment' | 'journal', string>>>;
  readonly overdueSince: string | null;
  /** In the order in which they were raised. */
  readonly exceptions: readonly OpenExceptionRow[];
};

const opened = (event: DomainEvent & { readonly type: 'QuoteAccepted' }, at: string): TransactionRow => {
  const { quoteNumber, source, customerNumber, legalEntity, total } = event.data;
  return {
    quoteNumber,
    source,
    customerNumber,
    legalEntity,
    total: amountText(total),
    state: 'running',
    milestones: { QuoteAccepted: at },
    documents: {},
    overdueSince: null,
    exceptions: [],
  };
};

const reached = (
  row: TransactionRow,
  milestone: Milestone,
  at: string,
  documents: TransactionRow['documents'],
): TransactionRow => ({
  ...row,
  milestones: { ...row.milestones, [milestone]: at },
  documents: { ...row.documents, ...documents },
});

const withExceptions = (row: TransactionRow, exceptions: readonly OpenExceptionRow[]): TransactionRow => {
  const ended = row.state === 'completed' || row.state === 'cancelled';
  const state = ended ? row.state : exceptions.length > 0 ? 'waiting-for-person' : 'running';
  return { ...row, exceptions, state };
};

/** `undefined` before the quote; an event that says nothing to this view gives back the same row. */
export const evolveTransactionRow = (
  row: TransactionRow | undefined,
  event: DomainEvent,
  at: string,
): TransactionRow | undefined => {
  if (event.type === 'QuoteAccepted') return opened(event, at);
  if (row === undefined) return undefined;
  switch (event.type) {
    case 'OrderBooked':
      return reached(row, event.type, at, { order: event.data.orderNumber });
    case 'InvoicePosted':
      return reached(row, event.type, at, { invoice: event.data.invoiceNumber });
    case 'PaymentSettled':
      return { ...reached(row, event.type, at, { payment: event.data.paymentNumber }), overdueSince: null };
    case 'RevenuePosted':
      return reached(row, event.type, at, { journal: event.data.journalNumber });
    case 'PaymentOverdue':
      return { ...row, overdueSince: at };
    case 'ExceptionRaised': {
      const { exceptionId, code, owner, detail } = event.data;
      const others = row.exceptions.filter((open) => open.exceptionId !== exceptionId);
      return withExceptions(row, [...others, { exceptionId, code, owner, detail, since: at }]);
    }
    case 'ExceptionResolved':
      return withExceptions(
        row,
        row.exceptions.filter((open) => open.exceptionId !== event.data.exceptionId),
      );
    case 'TransactionCompleted':
      return { ...row, state: 'completed' };
    case 'TransactionCancelled':
      return { ...row, state: 'cancelled' };
    default:
      return row;
  }
};
