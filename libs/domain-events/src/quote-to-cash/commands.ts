import { command, date, internal, money, nullable, personal, sealed } from '../definition/index.ts';
import { documentNumber, key } from '../core/types.ts';
import { contact, legalEntity, quoteLines } from './types.ts';

export const bookOrder = command('BookOrder', {
  ...internal({
    quoteNumber: documentNumber,
    customerNumber: documentNumber,
    legalEntity,
    orderDate: date(),
    lines: quoteLines,
    total: money(),
    purchaseOrderNumber: nullable(documentNumber),
  }),
  ...personal({ billTo: sealed(contact) }),
});
/** `amount` is a control total: the ERP derives its own and refuses another one. */
export const postInvoice = command('PostInvoice', {
  ...internal({ orderNumber: documentNumber, legalEntity, amount: money(), invoiceDate: date() }),
});
export const postRevenue = command('PostRevenue', {
  ...internal({ invoiceNumber: documentNumber, legalEntity, amount: money(), postingDate: date() }),
});
/** Asked of a `payment-` stream by a transaction. */
export const allocatePayment = command('AllocatePayment', {
  ...internal({ transaction: key(200), reference: key(140), amount: money() }),
});
