import type { DomainEvent, EventType } from '@q2c/domain-events';
import { tenantOf, type StreamName, type Tenant } from '@q2c/kernel';

/** Under which key an invoice and its payment find each other: the reference that the payer was told, the quote number. */
export const paymentWaitKey = (tenant: Tenant, reference: string): string => `${tenant}/${reference}`;

/** Event types that announce something to those who wait. */
export const announcing: ReadonlySet<EventType> = new Set<EventType>(['PaymentReceived']);

export const announces = (
  stream: StreamName,
  event: DomainEvent,
): readonly { readonly kind: string; readonly key: string }[] =>
  event.type === 'PaymentReceived'
    ? [{ kind: 'payment', key: paymentWaitKey(tenantOf(stream), event.data.reference) }]
    : [];
