import { allocatePayment, bookOrder, postInvoice, postRevenue } from './commands.ts';
import {
  invoicePosted,
  obligationSatisfied,
  orderBooked,
  paymentAllocated,
  paymentOverdue,
  paymentReceived,
  paymentSettled,
  quoteAccepted,
  quoteAcceptedV1,
  revenuePosted,
  transactionCancelled,
  transactionCompleted,
} from './events.ts';
import { paymentNotice, quote, quoteV1 } from './intake.ts';

export const quoteToCashEvents = {
  QuoteAccepted: quoteAccepted,
  OrderBooked: orderBooked,
  InvoicePosted: invoicePosted,
  PaymentSettled: paymentSettled,
  PaymentOverdue: paymentOverdue,
  ObligationSatisfied: obligationSatisfied,
  RevenuePosted: revenuePosted,
  TransactionCompleted: transactionCompleted,
  TransactionCancelled: transactionCancelled,
  PaymentReceived: paymentReceived,
  PaymentAllocated: paymentAllocated,
};

export const quoteToCashCommands = {
  BookOrder: bookOrder,
  PostInvoice: postInvoice,
  PostRevenue: postRevenue,
  AllocatePayment: allocatePayment,
};

export const quoteToCashIntake = { Quote: quote, PaymentNotice: paymentNotice };

export { quoteAcceptedV1, quoteV1 };

/** Versions that are no longer written but must be read for ever. */
export const earlierVersions = [quoteV1, quoteAcceptedV1];

export const quoteToCashRecords = [
  ...earlierVersions,
  ...Object.values(quoteToCashEvents),
  ...Object.values(quoteToCashCommands),
  ...Object.values(quoteToCashIntake),
];
