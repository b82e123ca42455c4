import type { CommandId } from '@q2c/kernel';

/**
 * A counterpart: one instance of an external system, behind its connector.
 *
 * Each operation declares how it is made safe:
 * - `native`: the counterpart deduplicates by our key for `retentionMs`, and answers the same key as the first time;
 * - `lookup`: it can be asked by our reference; a call once sent may take effect up to `latestEffectMs` later;
 * - `none`: neither. An unknown outcome goes to a person.
 */
export type Safety =
  | { readonly kind: 'native'; readonly retentionMs: number }
  | { readonly kind: 'lookup'; readonly latestEffectMs: number }
  | { readonly kind: 'none'; readonly latestEffectMs: number };

/** One command as a counterpart sees it. `payload` is the decoded command record, personal parts already opened. */
export type CounterpartCommand = {
  readonly commandId: CommandId;
  readonly command: string;
  readonly lane: string;
  /** ISO date, or `null` where the operation has none. */
  readonly accountingDate: string | null;
  readonly payload: Readonly<Record<string, unknown>>;
};

/** The record a counterpart made: its own number, its date, its amount. */
export type Effect = {
  readonly number: string;
  readonly date: string;
  readonly amount: { readonly minor: bigint; readonly currency: string } | null;
};

/** A technical fault. It can be retried; it can never carry a business reason. */
export type TechnicalAnswer = {
  readonly kind: 'technical';
  readonly code: string;
  readonly detail: string;
  /** Whether the call may have taken or may still take effect. `false` only when the counterpart surely did not act. */
  readonly mayHaveTakenEffect: boolean;
};

/** A business no. It goes to a person or to the saga; it can never be retried by the connector. */
export type RefusedAnswer = { readonly kind: 'refused'; readonly code: string; readonly detail: string };

export type CounterpartAnswer =
  { readonly kind: 'succeeded'; readonly effect: Effect } | RefusedAnswer | TechnicalAnswer;

export type LookupAnswer =
  { readonly kind: 'found'; readonly effect: Effect } | { readonly kind: 'not-found' } | TechnicalAnswer;

export interface Counterpart {
  /** The configured instance, e.g. `erp-eu1`. */
  readonly system: string;
  readonly operations: Readonly<Record<string, Safety>>;
  /** One external call for commands of one lane in order; one answer each, in the same order. Throws nothing but defects. */
  execute(commands: readonly CounterpartCommand[]): Promise<readonly CounterpartAnswer[]>;
  /** By our reference (the command id). Required where an operation is `lookup`. */
  lookup(commands: readonly CounterpartCommand[]): Promise<readonly LookupAnswer[]>;
}
