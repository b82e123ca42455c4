import type { DomainEvent, QuoteAccepted } from '@q2c/domain-events';
import { evolveAcceptedInput, type AcceptedInput } from '../process/accepted-input.ts';

/** The deal as it was accepted: every later step copies from here. */
export type QuotePart =
  { readonly kind: 'none' } | (AcceptedInput & { readonly kind: 'accepted'; readonly accepted: QuoteAccepted });

export const evolveQuote = (quote: QuotePart, event: DomainEvent): QuotePart => {
  if (event.type === 'QuoteAccepted') {
    const { sourceVersion, fingerprint } = event.data;
    return { kind: 'accepted', object: 'quote', sourceVersion, fingerprint, stale: [], accepted: event.data };
  }
  return quote.kind === 'none' ? quote : evolveAcceptedInput(quote, event);
};
