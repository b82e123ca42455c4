import { q2cLanguage } from '@q2c/domain-events/codec';

/** Quotes and payment notices as a partner writes them, and as they are in the end. */
const money = {
  type: 'record',
  name: 'Amount',
  fields: [
    { name: 'minor', type: 'long' },
    { name: 'currency', type: 'string' },
  ],
};

type Field = { readonly name: string; readonly type: unknown; readonly default?: unknown };

/** `types`: other types than ours for some fields, of the quote and of its lines. */
export const lineFields = (types: Readonly<Record<string, unknown>> = {}): Field[] =>
  [
    { name: 'lineNumber', type: 'int' },
    { name: 'productCode', type: 'string' },
    { name: 'description', type: 'string' },
    { name: 'quantity', type: 'string' },
    { name: 'unitPrice', type: 'string' },
    { name: 'amount', type: money },
  ].map((field) => ({ ...field, type: types[field.name] ?? field.type }));

export const quoteFields = (types: Readonly<Record<string, unknown>> = {}): Field[] =>
  [
    { name: 'quoteNumber', type: 'string' },
    { name: 'sourceVersion', type: 'string' },
    { name: 'customerNumber', type: 'string' },
    { name: 'legalEntity', type: 'string' },
    { name: 'acceptedOn', type: 'string' },
    { name: 'deliveryDate', type: 'string' },
    { name: 'paymentTermsDays', type: 'int' },
    {
      name: 'lines',
      type: { type: 'array', items: { type: 'record', name: 'Item', fields: lineFields(types) } },
    },
    { name: 'total', type: 'Amount' },
    { name: 'purchaseOrderNumber', type: ['null', 'string'] },
    {
      name: 'billTo',
      type: {
        type: 'record',
        name: 'Person',
        fields: [
          { name: 'name', type: 'string' },
          { name: 'email', type: 'string' },
        ],
      },
    },
  ].map((field) => ({ ...field, type: types[field.name] ?? field.type }));

export const quoteSchema = (fields: readonly Field[] = quoteFields()) => ({
  ...{ type: 'record', name: 'Quote', namespace: 'com.example.crm' },
  fields,
});

/** With strings where ours has them; numbers are numbers. */
export const quoteRecord = (n: number, words: Readonly<Record<string, unknown>> = {}) => ({
  quoteNumber: `Q-${n}`,
  sourceVersion: '1',
  customerNumber: `C-${n}`,
  legalEntity: 'DE01',
  acceptedOn: '2026-01-10',
  deliveryDate: '2026-02-01',
  paymentTermsDays: 30,
  lines: [lineRecord()],
  total: { minor: 120_000, currency: 'EUR' },
  purchaseOrderNumber: `PO-${n}`,
  billTo: { name: 'Zoë Example', email: 'zoe@example.org' },
  ...words,
});
export const lineRecord = (words: Readonly<Record<string, unknown>> = {}) => ({
  ...{ lineNumber: 1, productCode: 'P-1', description: 'Set-up', quantity: '10.5', unitPrice: '114.28' },
  amount: { minor: 120_000, currency: 'EUR' },
  ...words,
});

const euros = { minor: 120_000n, currency: 'EUR' };
/** The value that such a quote is for everybody behind the intake. */
export const quoteValue = (n: number, words: Readonly<Record<string, unknown>> = {}) => ({
  ...quoteRecord(n),
  sourceVersion: 1n,
  lines: [lineValue()],
  total: euros,
  ...words,
});
export const lineValue = (words: Readonly<Record<string, unknown>> = {}) => ({
  ...lineRecord(),
  amount: euros,
  ...words,
});

export const decoded = (message: Uint8Array): unknown => {
  const read = q2cLanguage.wire.decode(message);
  return read.ok ? read.value.value : read.refusal;
};
