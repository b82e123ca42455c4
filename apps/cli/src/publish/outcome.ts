/** What became of one record of a file. */
export type Outcome =
  /** Its events are durable. `taken-in`: so, and the process did not say whether it knew it before. */
  | { readonly kind: 'accepted' | 'already-known' | 'taken-in' }
  /** Kept by the process, with its reason and a way back. */
  | { readonly kind: 'parked'; readonly code: string; readonly detail: string; readonly parkedId: string }
  /** Not taken in, and not kept: by the process, or before it was sent. */
  | { readonly kind: 'refused'; readonly code: string; readonly detail: string }
  /** Nobody said that it is durable; it may be so. */
  | { readonly kind: 'unanswered'; readonly code: string; readonly detail: string }
  /** In a dry run: it would be sent. */
  | { readonly kind: 'valid' };

export type OutcomeKind = Outcome['kind'];
export type Trouble = Extract<Outcome, { readonly code: string }>;
