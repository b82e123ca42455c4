import type { Money } from '@q2c/kernel';

/** How a world may end, as the oracle names it. Plain data over the plan's own keys; document numbers are no part of it. */
export type Document = {
  readonly date: string;
  readonly amount: Money;
  readonly legalEntity: string;
  readonly customerNumber: string;
};
export type OrderDocument = Document & {
  /** `<product> × <quantity> = <minor units>`, in the order of the quote's lines. */
  readonly lines: readonly string[];
  /** `<name> <e-mail>`, readable. */
  readonly billTo: string;
};

/** `<tenant>/<source>/<number>`: names one business object of one source. */
export type ObjectKey = string;
export const objectKey = (tenant: string, source: string, number: string): ObjectKey => `${tenant}/${source}/${number}`;

export type TransactionEnding = {
  readonly quote: ObjectKey;
  readonly acceptedVersion: bigint;
  /** Marks the accepted content among several of one version. */
  readonly total: Money;
  readonly end: 'completed' | 'cancelled' | 'waits-for-person' | 'waits-for-payment';
  /** Of the open exception; `null` when nobody is waited for. */
  readonly reason: string | null;
  readonly order: OrderDocument | null;
  readonly invoice: Document | null;
  readonly dueDate: string | null;
  /** The due date that passed without a payment; `null` where none did. */
  readonly overdue: string | null;
  readonly journal: Document | null;
  readonly settledBy: ObjectKey | null;
  readonly settledOn: string | null;
  readonly completedOn: string | null;
};

export type PaymentEnding = {
  readonly payment: ObjectKey;
  /** `null`, as the amount, where the payer never had an invoice to pay. */
  readonly acceptedVersion: bigint | null;
  readonly amount: Money | null;
  /** The quote whose transaction got it. */
  readonly allocatedTo: ObjectKey | null;
};

/** An input that was refused. Each copy on a topic is parked by itself; over HTTP the same bytes are parked once. */
export type ParkedEnding = {
  readonly object: ObjectKey;
  readonly code: string;
  readonly variant: number;
};

export type StaleEnding = { readonly object: ObjectKey; readonly sourceVersion: bigint };

export type DealEnding = {
  readonly transactions: readonly TransactionEnding[];
  readonly payments: readonly PaymentEnding[];
  readonly parked: readonly ParkedEnding[];
  readonly stale: readonly StaleEnding[];
};
