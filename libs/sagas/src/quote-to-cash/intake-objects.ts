import type { PaymentNotice, Quote } from '@q2c/domain-events';

/** What upstream systems publish, and which stream each object belongs to. */
export const intakeObjects = [
  {
    object: 'quote',
    record: 'Quote',
    category: 'transaction',
    number: (quote: Quote) => quote.quoteNumber,
    businessDate: (quote: Quote) => quote.acceptedOn,
    subject: (quote: Quote) => `customer.${quote.customerNumber}`,
  },
  {
    object: 'payment-notice',
    record: 'PaymentNotice',
    category: 'payment',
    number: (notice: PaymentNotice) => notice.paymentNumber,
    businessDate: (notice: PaymentNotice) => notice.valueDate,
    subject: (notice: PaymentNotice) => `payer.${notice.paymentNumber}`,
  },
] as const;
