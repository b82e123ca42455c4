import type { Money } from '@q2c/kernel';

/**
 * What a simulated world is told to do: its inputs and the plans of its people, as plain data. The world carries them
 * out under faults; the oracle says from the same plan what has to come of it.
 */
export type LinePlan = {
  readonly productCode: string;
  readonly description: string;
  readonly quantity: string;
  readonly unitPrice: string;
  readonly amount: Money;
};

export type QuoteContent = {
  readonly quoteNumber: string;
  readonly sourceVersion: bigint;
  readonly customerNumber: string;
  readonly legalEntity: string;
  /** ISO dates. */
  readonly acceptedOn: string;
  readonly deliveryDate: string;
  readonly paymentTermsDays: number;
  readonly lines: readonly LinePlan[];
  readonly total: Money;
  readonly purchaseOrderNumber: string | null;
  readonly billTo: { readonly name: string; readonly email: string };
};

export type NoticeContent = {
  readonly paymentNumber: string;
  readonly sourceVersion: bigint;
  readonly reference: string;
  readonly amount: Money;
  readonly valueDate: string;
  readonly payer: { readonly name: string; readonly account: string };
};

/** One sending of one content. `copies`: so many messages in a row on the topic, or requests over HTTP. */
export type Sending = {
  readonly atMs: number;
  readonly via: 'topic' | 'http';
  readonly copies: number;
  readonly schemaVersion: 1 | 2;
  /** Held back until the object was accepted, so that the order of arrival is certain. */
  readonly afterAcceptance: boolean;
};

/** All that is ever sent about one business object of one source. The first variant is sent without waiting. */
export type ObjectPlan<Content> = {
  readonly tenant: string;
  readonly source: string;
  readonly variants: readonly { readonly content: Content; readonly sendings: readonly Sending[] }[];
};

export type QuotePlan = ObjectPlan<QuoteContent>;
export type NoticePlan = ObjectPlan<NoticeContent> & {
  /**
   * Of which quote of the deal the payer gives the invoice's number: he pays when he has the invoice, and never where there
   * is none. `null`: he gives what stands in the content.
   */
  readonly invoiceOf: number | null;
};

/**
 * What people do about a credit hold on the order:
 * - `release`: credit control lifts the hold, then resumes;
 * - `resume-early`: resumes while the hold stands, is refused again, then releases;
 * - `cancel`: cancels the transaction;
 * - `quarrel`: one person releases while another cancels;
 * - `leave`: nobody comes.
 */
export type CreditHoldPlan = 'none' | 'release' | 'resume-early' | 'cancel' | 'quarrel' | 'leave';

/**
 * What the ERP makes of an amount by itself: the order or the invoice is by so much more than it was told. `agreed`:
 * somebody goes on with that; otherwise nobody comes.
 */
export type OwnAmountPlan = { readonly at: 'order' | 'invoice'; readonly byMinor: bigint; readonly agreed: boolean };

/**
 * What people do about payments that two quotes may be meant by:
 * - `decide`: they choose the first quote for what is ambiguous, and let go what belongs to the other;
 * - `leave`: nobody comes.
 */
export type ReceivablesPlan = 'decide' | 'leave';

/** Transactions and payments that meet each other, and nobody else. All quotes share one tenant and quote number. */
export type DealPlan = {
  readonly name: string;
  readonly quotes: readonly QuotePlan[];
  readonly notices: readonly NoticePlan[];
  readonly creditHold: CreditHoldPlan;
  readonly ownAmount: OwnAmountPlan | null;
  readonly receivables: ReceivablesPlan;
};

/** Bytes that no schema can read, or that belong elsewhere; `discard`: a person throws them away. */
export type UnreadablePlan = {
  readonly tenant: string;
  readonly source: string;
  readonly object: 'quote' | 'payment-notice';
  readonly bytes: Uint8Array;
  readonly code: string;
  readonly sendings: readonly Omit<Sending, 'schemaVersion' | 'afterAcceptance'>[];
  readonly discard: boolean;
};

export type WorldPlan = {
  readonly startMs: number;
  /** From here on nothing fails any more. */
  readonly calmFromMs: number;
  /** When the world is looked at. */
  readonly endMs: number;
  readonly deals: readonly DealPlan[];
  readonly unreadable: readonly UnreadablePlan[];
};
