import { assertInvariant } from '@q2c/kernel';
import type { RecordDefinition } from '../definition/index.ts';

/**
 * Schema ids of the embedded shape, where there is no registry to give them. An id is never changed and never used
 * again. Records that are not listed (of a benchmark, of a test) get a high id from their name and version.
 */
export const schemaIds: Readonly<Record<string, number>> = {
  'CommandRequested.v1': 1,
  'CommandSettled.v1': 2,
  'CommandParked.v1': 3,
  'CommandOutcome.v1': 4,
  'WaitingFor.v1': 5,
  'WaitEnded.v1': 6,
  'DeadlineSet.v1': 7,
  'DeadlineCleared.v1': 8,
  'ExceptionRaised.v1': 9,
  'ExceptionResolved.v1': 10,
  'InputStale.v1': 11,
  'InputParked.v1': 12,
  'ParkedInputTaken.v1': 13,
  'ParkedInputDiscarded.v1': 14,
  'BreakerOpened.v1': 15,
  'BreakerClosed.v1': 16,
  'DeadLetter.v1': 17,
  'DocumentPartStored.v1': 18,
  'Quote.v1': 101,
  'Quote.v2': 102,
  'PaymentNotice.v1': 103,
  'QuoteAccepted.v1': 121,
  'QuoteAccepted.v2': 122,
  'OrderBooked.v1': 123,
  'InvoicePosted.v1': 124,
  'PaymentSettled.v1': 125,
  'PaymentOverdue.v1': 126,
  'RevenuePosted.v1': 127,
  'TransactionCompleted.v1': 128,
  'TransactionCancelled.v1': 129,
  'PaymentReceived.v1': 130,
  'PaymentAllocated.v1': 131,
  'ObligationSatisfied.v1': 132,
  'BookOrder.v1': 151,
  'PostInvoice.v1': 152,
  'PostRevenue.v1': 153,
  'AllocatePayment.v1': 154,
};

const UNLISTED_FROM = 2 ** 30;

/** FNV-1a, 32 bit. */
const hash = (text: string): number => {
  let value = 0x811c9dc5;
  for (const byte of Buffer.from(text)) value = Math.imul(value ^ byte, 0x01000193);
  return value >>> 0;
};

export const fileStem = ({ name, version }: RecordDefinition): string => `${name}.v${version}`;

export const schemaIdOf = (definition: RecordDefinition): number => {
  const stem = fileStem(definition);
  const id = schemaIds[stem] ?? UNLISTED_FROM + (hash(stem) % UNLISTED_FROM);
  assertInvariant(Number.isInteger(id) && id > 0, 'definition-malformed', `${stem} has no usable schema id`);
  return id;
};
