import type { DomainEvent, OrderBooked } from '@q2c/domain-events';

export type OrderPart = { readonly kind: 'none' } | ({ readonly kind: 'booked' } & OrderBooked);

export const evolveOrder = (order: OrderPart, event: DomainEvent): OrderPart =>
  event.type === 'OrderBooked' ? { kind: 'booked', ...event.data } : order;
