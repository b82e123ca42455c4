import type { DomainEvent, PaymentSettled } from '@q2c/domain-events';

/** What this transaction gets of a payment; `documentId` is the payment's stream. */
export type PaymentSharePart =
  | { readonly kind: 'none' }
  | { readonly kind: 'found'; readonly documentId: string }
  | ({ readonly kind: 'settled' } & PaymentSettled);

export const evolvePaymentShare = (share: PaymentSharePart, event: DomainEvent): PaymentSharePart => {
  if (event.type === 'WaitEnded' && event.data.kind === 'payment') return { kind: 'found', documentId: event.data.by };
  return event.type === 'PaymentSettled' ? { kind: 'settled', ...event.data } : share;
};
