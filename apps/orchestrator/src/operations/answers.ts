import type { Refusal } from '@q2c/domain-events';
import type { ParkedInput } from '@q2c/runtime';
import type { PaymentCounts, PaymentRow, TransactionCounts, TransactionRow } from '@q2c/views';

/**
 * What the operations API answers: one place for the server and for whoever calls it. All of it is JSON as it stands;
 * amounts are minor units as decimal text.
 */

/** An input is durable. A repetition of it gets the same answer. */
export type TakenIn =
  { readonly transaction: string; readonly href: string } | { readonly payment: string; readonly href: null };

export type TransactionItem = TransactionRow & {
  /** 26 characters, from tenant, source and quote number. */
  readonly id: string;
  readonly stream: string;
  readonly href: string;
};

/** `next`: where the following page is; `null` on the last one. */
export type Page<T> = { readonly items: readonly T[]; readonly next: string | null };

export type HistoryEvent = {
  readonly revision: number;
  readonly type: string;
  /** When it was recorded, and when it happened in the business; ISO instants. */
  readonly at: string;
  readonly businessTime: string;
  readonly actor: string;
  readonly cause: string;
  /** As stored; personal parts stay sealed and are shown as the word "sealed". */
  readonly data: unknown;
};

export type TransactionDetail = TransactionItem & { readonly history: readonly HistoryEvent[] };

export type PaymentItem = Omit<PaymentRow, 'foundFor' | 'appliedTo'> & {
  /** 26 characters, from tenant, source and payment number. */
  readonly id: string;
  readonly stream: string;
  /** What the payer gave. Confidential: he may have written anything. */
  readonly reference: string;
  /** Ids of transactions that were led to it, the first ten: none where nobody waits for what the payer gave. */
  readonly foundFor: readonly string[];
  /** Id of the transaction that has got it; `null`: nobody has. */
  readonly appliedTo: string | null;
};

export type ParkedItem = Omit<ParkedInput, 'revision'> & { readonly href: string };

export type Acted = { readonly result: 'done' | 'already-so' };

/** One exception of one transaction that was resumed with others. */
export type ResumedItem = {
  readonly id: string;
  readonly quoteNumber: string;
  readonly href: string;
  readonly exceptionId: string;
  /** When it was raised, ISO instant. */
  readonly since: string;
  /** For which system the command was that failed; `null` where it is about no command. */
  readonly system: string | null;
  readonly result: Acted['result'] | 'refused' | 'would-resume';
  /** Why, where it was refused. */
  readonly refusal: { readonly code: string; readonly detail: string } | null;
};

export type ResumedPage = {
  readonly items: readonly ResumedItem[];
  /** Exceptions of this page's transactions that were left as they are, by reason code. */
  readonly others: Readonly<Record<string, number>>;
  /** What to send as `after` for the following page; `null` on the last one. */
  readonly nextAfter: string | null;
};

export type StatusAnswer = {
  readonly clock: { readonly kind: 'system' | 'virtual' | 'manual'; readonly now: string };
  /** Nothing is on its way and every view that has not stopped has seen everything: only an input or time does more. */
  readonly quiet: boolean;
  /** Calls at ports that have not been answered. */
  readonly inFlight: number;
  /** The next instant at which something is due by itself, ms since epoch; `null` when nothing is. */
  readonly nextWorkMs: number | null;
  /** Counted up to `countedUpTo`. */
  readonly openCommands: number;
  readonly parked: number;
  readonly countedUpTo: number;
  readonly accepted: number;
  readonly milestones: TransactionCounts['milestones'];
  readonly states: TransactionCounts['states'];
  readonly payments: PaymentCounts;
  /** Parts that hit a fault which a retry does not cure. */
  readonly stopped: readonly { readonly part: string; readonly code: string; readonly message: string }[];
  /** What goes on and has trouble, the longest first; at most 100, and the word "others" for all on top of them. */
  readonly troubles: readonly {
    readonly where: string;
    readonly code: string;
    readonly message: string;
    readonly times: number;
    /** When it was met first and last; ISO instants. */
    readonly since: string;
    readonly last: string;
  }[];
};

/** A refusal, with what is worth knowing beside its code and words. */
export type Refused = Refusal & { readonly more?: Readonly<Record<string, unknown>> };

export type Moved = { readonly result: 'moved' | 'nothing-due'; readonly now: string };
