import {
  confidential,
  date,
  int,
  intake,
  internal,
  money,
  nullable,
  personal,
  personalPlain,
  refined,
  revise,
  u64,
} from '../definition/index.ts';
import { documentNumber, key } from '../core/types.ts';
import { contact, legalEntity, payer, quoteLines } from './types.ts';

/** Ten years: more is a mistake in the unit. */
export const MAX_PAYMENT_TERMS_DAYS = 3_650;

const terms = {
  quoteNumber: documentNumber,
  sourceVersion: u64(),
  customerNumber: documentNumber,
  legalEntity,
  acceptedOn: date(),
  deliveryDate: date(),
  paymentTermsDays: int(0),
  lines: quoteLines,
  total: money(),
};
const billTo = personal({ billTo: personalPlain(contact) });

export const quoteV1 = intake('Quote', { ...internal(terms), ...billTo });

/** A quote that the customer accepted, as the CRM sends it. Version 2 adds the customer's purchase order number. */
export const quote = refined(
  revise(
    quoteV1,
    { ...internal({ ...terms, purchaseOrderNumber: nullable(documentNumber) }), ...billTo },
    (previous) => ({ ...previous, purchaseOrderNumber: null }),
  ),
  {
    path: 'lines',
    message: 'all lines are in the currency of the total',
    holds: ({ lines, total }) => lines.every(({ amount }) => amount.currency === total.currency),
  },
  {
    path: 'lines',
    message: 'no line number stands twice',
    holds: ({ lines }) => new Set(lines.map(({ lineNumber }) => lineNumber)).size === lines.length,
  },
  {
    path: 'total',
    message: 'the total is the sum of the lines',
    holds: ({ lines, total }) => lines.reduce((sum, { amount }) => sum + amount.minor, 0n) === total.minor,
  },
  { path: 'total', message: 'the total is positive', holds: ({ total }) => total.minor > 0n },
  {
    path: 'paymentTermsDays',
    message: `payment terms are at most ${MAX_PAYMENT_TERMS_DAYS} days`,
    holds: ({ paymentTermsDays }) => paymentTermsDays <= MAX_PAYMENT_TERMS_DAYS,
  },
  {
    path: 'deliveryDate',
    message: 'delivery is not before acceptance',
    holds: ({ acceptedOn, deliveryDate }) => deliveryDate >= acceptedOn,
  },
);

/**
 * Money that reached our bank or payment provider. `reference` is what the payer gave as the number that we told, that of
 * the invoice or of the quote: he may write anything, so it is confidential. It is what a deal and its payment find each
 * other by, so it is not sealed.
 */
export const paymentNotice = refined(
  intake('PaymentNotice', {
    ...internal({ paymentNumber: documentNumber, sourceVersion: u64() }),
    ...confidential({ reference: key(140) }),
    ...internal({ amount: money(), valueDate: date() }),
    ...personal({ payer: personalPlain(payer) }),
  }),
  { path: 'amount', message: 'the amount is positive', holds: ({ amount }) => amount.minor > 0n },
);
