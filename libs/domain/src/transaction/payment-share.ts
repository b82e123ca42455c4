import type { DomainEvent, PaymentSettled } from '@q2c/domain-events';

/**
 * What this transaction gets of a payment; `documentId` is the payment's stream. It is looked for under each reference
 * that a payer may give, and what was found by one of them is not looked for under the other any more.
 *
 * - `found`: it is asked for its share. `by` says which reference led to it, or that a person chose it among several
 *   transactions that bear that reference.
 * - `elsewhere`: what was found belongs to another transaction. Once a person has seen that, this one is looked for by its
 *   invoice number only, since its quote number leads to what others pay.
 */
export type PaymentSharePart =
  | { readonly kind: 'none' }
  | { readonly kind: 'found'; readonly documentId: string; readonly by: PaymentReference | 'choice' }
  | { readonly kind: 'elsewhere'; readonly documentId: string }
  | ({ readonly kind: 'settled' } & PaymentSettled);

export type PaymentReference = 'quote' | 'invoice';

/** Kinds of wait, by the number that a payer gives. The first is as old as the streams: it was the only one once. */
export const paymentWaits: Readonly<Record<PaymentReference, string>> = {
  quote: 'payment',
  invoice: 'payment-by-invoice',
};

export const paymentReferenceOf = (waitKind: string): PaymentReference | undefined =>
  (['quote', 'invoice'] as const).find((reference) => paymentWaits[reference] === waitKind);

/** Refusals of a payment that say more than that it waits for a person. */
export const paymentRefusals = { ambiguous: 'payment-ambiguous', elsewhere: 'payment-allocated-elsewhere' } as const;

const refused = (share: PaymentSharePart & { readonly kind: 'found' }, code: string): PaymentSharePart => {
  switch (code) {
    case paymentRefusals.ambiguous:
      return { ...share, by: 'choice' };
    case paymentRefusals.elsewhere:
      return { kind: 'elsewhere', documentId: share.documentId };
    default:
      return share;
  }
};

export const evolvePaymentShare = (share: PaymentSharePart, event: DomainEvent): PaymentSharePart => {
  switch (event.type) {
    case 'WaitEnded': {
      const by = paymentReferenceOf(event.data.kind);
      const looked = share.kind === 'none' || share.kind === 'elsewhere';
      return by === undefined || !looked ? share : { kind: 'found', documentId: event.data.by, by };
    }
    case 'ExceptionRaised':
      return event.data.exceptionId === 'payment' && share.kind === 'found' ? refused(share, event.data.code) : share;
    case 'PaymentSettled':
      return { kind: 'settled', ...event.data };
    default:
      return share;
  }
};
