import type { DomainEvent, EventType } from '@q2c/domain-events';
import { paymentWaits } from '@q2c/domain';
import { tenantOf, type StreamName, type Tenant } from '@q2c/kernel';

/**
 * How a payment and its deal find each other. A payer gives the number of the invoice, or of the quote, and says not which
 * of the two it is, nor which system gave it: so a payment is announced under both, and each deal says which numbers it
 * bears. Numbers are unique within the system that gives them; one that several deals bear names none of them for sure.
 */
export const referenceKey = (tenant: Tenant, reference: string): string => `${tenant}/${reference}`;

type WaitKey = { readonly kind: string; readonly key: string };

/** Under this key stand all deals that bear the number. Nobody waits for it. */
export const dealsBearing = (tenant: Tenant, number: string): WaitKey => ({
  kind: 'deal',
  key: referenceKey(tenant, number),
});

/** Event types that announce something to those who wait, or look. */
export const announcing: ReadonlySet<EventType> = new Set<EventType>([
  'PaymentReceived',
  'QuoteAccepted',
  'InvoicePosted',
]);

export const announces = (stream: StreamName, event: DomainEvent): readonly WaitKey[] => {
  const tenant = tenantOf(stream);
  switch (event.type) {
    case 'PaymentReceived': {
      const key = referenceKey(tenant, event.data.reference);
      return [paymentWaits.quote, paymentWaits.invoice].map((kind) => ({ kind, key }));
    }
    case 'QuoteAccepted':
      return [dealsBearing(tenant, event.data.quoteNumber)];
    case 'InvoicePosted':
      return [dealsBearing(tenant, event.data.invoiceNumber)];
    default:
      return [];
  }
};
