import { q2cLanguage } from '@q2c/domain-events/codec';

/** Messages as upstream systems would send them: one line of 1,200.00 EUR, accepted 10 January, delivered 1 February. */
export type QuoteWords = {
  readonly customerNumber?: string;
  readonly sourceVersion?: bigint;
  readonly description?: string;
};

const total = { minor: 120_000n, currency: 'EUR' };

const quoteContent = (quoteNumber: string, words: QuoteWords) => ({
  quoteNumber,
  sourceVersion: words.sourceVersion ?? 1n,
  customerNumber: words.customerNumber ?? 'C-1',
  legalEntity: 'DE01',
  acceptedOn: '2026-01-10',
  deliveryDate: '2026-02-01',
  paymentTermsDays: 30,
  lines: [
    {
      lineNumber: 1,
      productCode: 'P-1',
      description: words.description ?? 'Set-up',
      quantity: '1',
      unitPrice: '1200',
      amount: total,
    },
  ],
  total,
  billTo: { name: 'Ada Example', email: 'ada@example.org' },
});

export const quoteMessage = (quoteNumber: string, words: QuoteWords = {}): Uint8Array =>
  q2cLanguage.wire.encode('Quote', { ...quoteContent(quoteNumber, words), purchaseOrderNumber: null });

/** The version before purchase orders, framed by hand: nothing of ours writes it any more. */
export const quoteMessageV1 = (quoteNumber: string, words: QuoteWords = {}): Uint8Array => {
  const { avroType, schemaId, toAvro } = q2cLanguage.definition('Quote', 1);
  const body = Buffer.alloc(4_096);
  const end = avroType.encode(toAvro(quoteContent(quoteNumber, words)), body, 5);
  body.writeInt32BE(schemaId, 1);
  return new Uint8Array(body.subarray(0, end));
};

const paymentContent = (paymentNumber: string, reference: string, minor = total.minor) => ({
  paymentNumber,
  sourceVersion: 1n,
  reference,
  amount: { ...total, minor },
  valueDate: '2026-01-20',
  payer: { name: 'Ada Example', account: 'DE00 0000' },
});

export const paymentMessage = (paymentNumber: string, reference: string, minor?: bigint): Uint8Array =>
  q2cLanguage.wire.encode('PaymentNotice', paymentContent(paymentNumber, reference, minor));

type Parsed = { readonly [field: string]: unknown };

/** The same as JSON of the newest version, ready to be changed. */
export const quoteJson = (quoteNumber: string, words: QuoteWords = {}): Parsed =>
  JSON.parse(
    q2cLanguage.definition('Quote').toJson({ ...quoteContent(quoteNumber, words), purchaseOrderNumber: null }),
  ) as Parsed;

export const paymentJson = (paymentNumber: string, reference: string): Parsed =>
  JSON.parse(q2cLanguage.definition('PaymentNotice').toJson(paymentContent(paymentNumber, reference))) as Parsed;
