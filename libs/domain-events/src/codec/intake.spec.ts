import type { PaymentNotice, Quote } from '../index.ts';
import { createLanguage, q2cLanguage, quoteV1 } from './index.ts';

const eur = (minor: bigint) => ({ minor, currency: 'EUR' });
const line = (lineNumber: number, minor: bigint) => ({
  lineNumber,
  productCode: 'PLAN',
  description: '',
  quantity: '1',
  unitPrice: '1',
  amount: eur(minor),
});
const quote: Quote = {
  quoteNumber: 'Q-1',
  sourceVersion: 3n,
  customerNumber: 'C-1',
  legalEntity: 'DE',
  acceptedOn: '2026-02-27',
  deliveryDate: '2026-02-28',
  paymentTermsDays: 30,
  lines: [line(1, 70n), line(2, 30n)],
  total: eur(100n),
  purchaseOrderNumber: null,
  billTo: { name: 'Zoë', email: 'z@example.com' },
};
const notice: PaymentNotice = {
  paymentNumber: 'P-1',
  sourceVersion: 0n,
  reference: 'INV-1',
  amount: eur(1n),
  valueDate: '2026-03-01',
  payer: { name: 'Zoë', account: 'DE02120300000000202051' },
};
const problems = (record: string, value: object): readonly object[] => {
  const result = q2cLanguage.validate(record, value);
  return result.ok ? [] : result.refusal.problems;
};

describe('a quote', () => {
  it('is valid', () => {
    expect(q2cLanguage.validate('Quote', quote)).toEqual({ ok: true, value: quote });
  });

  it('may be delivered on the day it is accepted', () => {
    expect(problems('Quote', { ...quote, deliveryDate: quote.acceptedOn })).toEqual([]);
  });

  it('may have a line that takes from the total', () => {
    expect(problems('Quote', { ...quote, lines: [line(1, 130n), line(2, -30n)] })).toEqual([]);
  });

  it.each<[string, object, readonly object[]]>([
    [
      'one line is in another currency',
      { lines: [line(1, 70n), { ...line(2, 30n), amount: { minor: 30n, currency: 'USD' } }] },
      [{ path: 'lines', message: 'all lines are in the currency of the total' }],
    ],
    [
      'two lines have one number',
      { lines: [line(1, 70n), line(1, 30n)] },
      [{ path: 'lines', message: 'no line number stands twice' }],
    ],
    [
      'the lines do not add up to the total',
      { total: eur(101n) },
      [{ path: 'total', message: 'the total is the sum of the lines' }],
    ],
    [
      'the total is zero',
      { lines: [line(1, 0n)], total: eur(0n) },
      [{ path: 'total', message: 'the total is positive' }],
    ],
    [
      'the total is negative',
      { lines: [line(1, -5n)], total: eur(-5n) },
      [{ path: 'total', message: 'the total is positive' }],
    ],
    [
      'delivery is before acceptance',
      { deliveryDate: '2026-02-26' },
      [{ path: 'deliveryDate', message: 'delivery is not before acceptance' }],
    ],
    [
      'payment is due in more than ten years',
      { paymentTermsDays: 3_651 },
      [{ path: 'paymentTermsDays', message: 'payment terms are at most 3650 days' }],
    ],
    [
      'payment is due before the invoice',
      { paymentTermsDays: -1 },
      [{ path: 'paymentTermsDays', message: 'Too small: expected number to be >=0' }],
    ],
    [
      'the currency is no active one',
      { total: { minor: 100n, currency: 'DEM' } },
      [
        { path: 'total.currency', message: 'not an active ISO 4217 currency' },
        { path: 'lines', message: 'all lines are in the currency of the total' },
      ],
    ],
    [
      'two things are wrong at once',
      { total: eur(-1n), deliveryDate: '2026-02-26' },
      [
        { path: 'total', message: 'the total is the sum of the lines' },
        { path: 'total', message: 'the total is positive' },
        { path: 'deliveryDate', message: 'delivery is not before acceptance' },
      ],
    ],
  ])('is refused when %s', (_, change, expected) => {
    expect(problems('Quote', { ...quote, ...change })).toEqual(expected);
  });

  it('has 1 to 1,000 lines', () => {
    const lines = (count: number) => ({
      ...quote,
      lines: Array.from({ length: count }, (_, index) => line(index + 1, 1n)),
      total: eur(BigInt(count)),
    });
    expect([1, 1_000].map((count) => problems('Quote', lines(count)))).toEqual([[], []]);
    expect([0, 1_001].map((count) => problems('Quote', lines(count)).length > 0)).toEqual([true, true]);
  });

  it('may write decimals with zeros that say nothing; they are taken in canonical form', () => {
    const loose = { ...quote, lines: [{ ...line(1, 100n), quantity: '1.50', unitPrice: '-0.0' }] };
    expect(q2cLanguage.validate('Quote', loose)).toMatchObject({
      ok: true,
      value: { lines: [{ quantity: '1.5', unitPrice: '0' }] },
    });
  });
});

describe('a number that another system gave', () => {
  const refused = (quoteNumber: string): boolean => problems('Quote', { ...quote, quoteNumber }).length > 0;

  it.each(['Q-1', 'ＡＢ', 'Größe 7', 'عقد-٣', '見積 12', 'Q/1#a', 'e\u0301'])('may be %s', (text) =>
    expect(refused(text)).toBe(false),
  );

  it.each([
    ['nothing', ''],
    ['a space first', ' Q'],
    ['a space last', 'Q '],
    ['two spaces', 'Q  1'],
    ['a no-break space', 'Q\u00a01'],
    ['a line separator', 'Q\u20281'],
    ['NUL', 'Q\u00001'],
    ['BEL', 'Q\u00071'],
    ['ESC', '\u001b[2J'],
    ['DEL', 'Q\u007f'],
    ['a C1 control', 'Q\u009b1'],
    ['a right-to-left override', 'Q\u202e1'],
    ['a zero-width space', 'Q\u200b1'],
    ['a zero-width joiner', 'Q\u200d1'],
    ['a byte order mark', '\ufeffQ'],
    ['a soft hyphen', 'Q\u00ad1'],
    ['a lone surrogate', 'Q\ud800'],
    ['a private-use character', 'Q\ue000'],
    ['a character that is none', 'Q\uffff'],
    ['a language tag', 'Q\u{e0041}'],
    ['a Hangul filler', 'Q\u3164'],
    ['a variation selector', 'Q\ufe0f'],
  ])('has no %s', (_what, text) => expect(refused(text)).toBe(true));
});

describe('a payment notice', () => {
  it('is valid', () => {
    expect(q2cLanguage.validate('PaymentNotice', notice)).toEqual({ ok: true, value: notice });
  });

  it.each([0n, -1n])('is refused over an amount of %s', (minor) => {
    expect(problems('PaymentNotice', { ...notice, amount: eur(minor) })).toEqual([
      { path: 'amount', message: 'the amount is positive' },
    ]);
  });
});

describe('business content', () => {
  const contentOf = (value: object): string => q2cLanguage.businessContent('Quote', value).content;

  it('is the same for a message in version 1 and the same message in version 2', () => {
    const { purchaseOrderNumber: _, ...older } = quote;
    const sender = createLanguage([quoteV1]);
    const arrived = q2cLanguage.wire.decode(sender.wire.encode('Quote', older));
    if (!arrived.ok) throw new Error(arrived.refusal.detail);
    expect(contentOf(arrived.value.value)).toBe(contentOf(quote));
  });

  it('has no version, no defaults and nothing personal', () => {
    const { content, personal } = q2cLanguage.businessContent('Quote', quote);
    const read = JSON.parse(content) as object;
    expect(Object.keys(read)).toEqual([
      'acceptedOn',
      'customerNumber',
      'deliveryDate',
      'legalEntity',
      'lines',
      'paymentTermsDays',
      'quoteNumber',
      'total',
    ]);
    expect(personal).toEqual([
      { path: 'billTo', part: 'Contact', plaintext: '{"email":"z@example.com","name":"Zoë"}' },
    ]);
    expect(contentOf({ ...quote, sourceVersion: 4n })).toBe(content);
    expect(contentOf({ ...quote, billTo: { name: 'Other', email: '' } })).toBe(content);
  });

  it.each<[string, object]>([
    ['an amount', { total: eur(101n) }],
    ['a purchase order number', { purchaseOrderNumber: 'PO' }],
    ['the order of lines', { lines: [line(2, 30n), line(1, 70n)] }],
    ['a description', { lines: [{ ...line(1, 70n), description: 'x' }, line(2, 30n)] }],
  ])('changes with %s', (_, change) => {
    expect(contentOf({ ...quote, ...change })).not.toBe(contentOf(quote));
  });
});
