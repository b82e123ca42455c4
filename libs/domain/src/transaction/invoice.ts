import type { DomainEvent, InvoicePosted } from '@q2c/domain-events';

export type InvoicePart = { readonly kind: 'none' } | ({ readonly kind: 'posted' | 'overdue' } & InvoicePosted);

export const evolveInvoice = (invoice: InvoicePart, event: DomainEvent): InvoicePart => {
  if (event.type === 'InvoicePosted') return { kind: 'posted', ...event.data };
  return event.type === 'PaymentOverdue' && invoice.kind === 'posted' ? { ...invoice, kind: 'overdue' } : invoice;
};
