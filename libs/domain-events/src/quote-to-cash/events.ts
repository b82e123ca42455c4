import {
  confidential,
  date,
  event,
  int,
  internal,
  money,
  nullable,
  personal,
  revise,
  sealed,
  u64,
} from '../definition/index.ts';
import { actor, commandIdText, detail, documentNumber, key, sha256, system } from '../core/types.ts';
import { contact, legalEntity, payer, quoteLines } from './types.ts';

const accepted = {
  quoteNumber: documentNumber,
  source: system,
  sourceVersion: u64(),
  fingerprint: sha256,
  customerNumber: documentNumber,
  legalEntity,
  acceptedOn: date(),
  deliveryDate: date(),
  paymentTermsDays: int(0),
  lines: quoteLines,
  total: money(),
  processVersion: int(1),
};
const billTo = personal({ billTo: sealed(contact) });

export const quoteAcceptedV1 = event('QuoteAccepted', { ...internal(accepted), ...billTo });
export const quoteAccepted = revise(
  quoteAcceptedV1,
  { ...internal({ ...accepted, purchaseOrderNumber: nullable(documentNumber) }), ...billTo },
  (previous) => ({ ...previous, purchaseOrderNumber: null }),
);

export const orderBooked = event('OrderBooked', {
  ...internal({ orderNumber: documentNumber, bookedOn: date(), amount: money() }),
});
export const invoicePosted = event('InvoicePosted', {
  ...internal({ invoiceNumber: documentNumber, invoiceDate: date(), dueDate: date(), amount: money() }),
});
/** `share` is what this transaction got of the payment, which may cover several. */
export const paymentSettled = event('PaymentSettled', {
  ...internal({ documentId: key(200), paymentNumber: documentNumber, share: money(), valueDate: date() }),
});
export const paymentOverdue = event('PaymentOverdue', {
  ...internal({ invoiceNumber: documentNumber, dueDate: date() }),
});
/** Control of the item passed to the customer (ASC 606-10-25-30, IFRS 15.38). */
export const obligationSatisfied = event('ObligationSatisfied', { ...internal({ satisfiedOn: date() }) });
export const revenuePosted = event('RevenuePosted', {
  ...internal({ journalNumber: documentNumber, postedOn: date(), amount: money() }),
});
/** Not final: a late input reopens the transaction. */
export const transactionCompleted = event('TransactionCompleted', { ...internal({ completedOn: date() }) });
export const transactionCancelled = event('TransactionCancelled', { ...internal({ reason: detail, by: actor }) });

/** First event of a `payment-` stream. */
export const paymentReceived = event('PaymentReceived', {
  ...internal({
    paymentNumber: documentNumber,
    source: system,
    sourceVersion: u64(),
    fingerprint: sha256,
  }),
  ...confidential({ reference: key(140) }),
  ...internal({ amount: money(), valueDate: date(), processVersion: int(1) }),
  ...personal({ payer: sealed(payer) }),
});
/** A transaction got this amount of the payment, by its command. `transaction` is the stream's name. */
export const paymentAllocated = event('PaymentAllocated', {
  ...internal({ transaction: key(200), commandId: commandIdText, amount: money() }),
});
