import { money } from '@q2c/kernel';
import type { ErpDocument } from '@q2c/reference-systems';
import type { QuoteContent } from '../samples/deals.ts';
import { compareBooks, expectedOf, totalsOf, type Asked } from './compare.ts';
import { problemsOf } from './report.ts';

const total = money(1_000n, 'JPY');
const quote = (quoteNumber: string): QuoteContent => ({
  ...{ quoteNumber, sourceVersion: 1n, customerNumber: `C-${quoteNumber}`, legalEntity: 'JP01' },
  ...{ acceptedOn: '2026-01-05', deliveryDate: '2026-02-09', paymentTermsDays: 0, lines: [], total },
  ...{ billTo: { name: 'n', email: 'e' }, purchaseOrderNumber: null },
});
const notice = (reference: string, minor = 1_000n) => ({
  ...{ paymentNumber: `P-${reference}`, sourceVersion: 1n, reference, amount: money(minor, 'JPY') },
  ...{ valueDate: '2026-01-05', payer: { name: 'n', account: 'a' } },
});
const asked: Asked = { quotes: [quote('A'), quote('B')], notices: [notice('A'), notice('B', 999n)], creditHolds: [] };

const step = { order: 'order/order', invoice: 'invoice/invoice', journal: 'revenue/revenue' };
/** A document of the quote whose number ends its own. */
const document = (kind: ErpDocument['kind'], number: string, basis: string, minor = 1_000n): ErpDocument => ({
  ...{ kind, number, basis, reference: `transaction-acme.${number.slice(-1).toLowerCase()}/${step[kind]}/1` },
  ...{ date: kind === 'journal' ? '2026-02-09' : '2026-01-05', legalEntity: 'JP01' },
  ...{ customerNumber: `C-${number.slice(-1)}`, lines: [], billTo: '' },
  amount: money(minor, 'JPY'),
});
const good = ['A', 'B'].flatMap((number) => [
  document('order', `SO-${number}`, number),
  document('invoice', `INV-${number}`, `SO-${number}`),
  document('journal', `JE-${number}`, `INV-${number}`),
]);
const altered = (which: string, alteration: Partial<ErpDocument>): readonly ErpDocument[] =>
  good.map((each) => (each.number === which ? { ...each, ...alteration } : each));
const none = { lost: [], doubled: [], wrong: [], unasked: [] };

describe('the comparison with the books', () => {
  const expected = expectedOf(asked);

  it('finds nothing where everything is as asked', () => expect(compareBooks(expected, good)).toEqual(none));

  it.each<[string, readonly ErpDocument[], object]>([
    [
      'a lost invoice',
      good.filter(({ number }) => number !== 'INV-A' && number !== 'JE-A'),
      { lost: ['invoice for A', 'journal for A'] },
    ],
    ['an order booked twice', [...good, document('order', 'SO-2A', 'A')], { doubled: ['order for A: SO-A, SO-2A'] }],
    [
      'a wrong amount',
      altered('JE-B', { amount: money(1_001n, 'JPY') }),
      { wrong: ['journal for B: JE-B has the amount 1001 JPY, asked for 1000 JPY'] },
    ],
    [
      'a journal in the wrong month',
      altered('JE-A', { date: '1999-01-01' }),
      { wrong: ['journal for A: JE-A has the date 1999-01-01, asked for 2026-02-09'] },
    ],
    [
      'an invoice of the day of delivery',
      altered('INV-A', { date: '2026-02-09' }),
      { wrong: ['invoice for A: INV-A has the date 2026-02-09, asked for 2026-01-05'] },
    ],
    [
      'a wrong legal entity',
      altered('SO-B', { legalEntity: 'XX99' }),
      { wrong: ['order for B: SO-B has the legal entity XX99, asked for JP01'] },
    ],
    [
      'a wrong customer',
      altered('SO-B', { customerNumber: 'C-A' }),
      { wrong: ['order for B: SO-B has the customer C-A, asked for C-B'] },
    ],
    [
      'a reference to the transaction of another quote',
      altered('INV-A', { reference: 'transaction-acme.b/invoice/invoice/1' }),
      {
        wrong: [
          'invoice for A: INV-A has the reference transaction-acme.b/invoice/invoice/1, asked for one of transaction-acme.a',
        ],
      },
    ],
    [
      'a reference to another step',
      altered('INV-A', { reference: 'transaction-acme.a/order/order/1' }),
      {
        wrong: [
          'invoice for A: INV-A has the reference transaction-acme.a/order/order/1, asked for one of transaction-acme.a',
        ],
      },
    ],
    [
      'two quotes under the references of one',
      good.map((each) => ({ ...each, reference: each.reference.replace('acme.b', 'acme.a') })),
      { wrong: ['B has the references of A'] },
    ],
    ['an order that nobody asked for', [...good, document('order', 'SO-C', 'C')], { unasked: ['order for C'] }],
  ])('finds %s', (_what, documents, found) => expect(compareBooks(expected, documents)).toEqual({ ...none, ...found }));
});

it('sums what was asked for and what was booked to the minor unit', () => {
  const books = [
    ...good,
    document('order', 'SO-2A', 'A', 1n),
    { ...document('order', 'SO-X', 'X'), amount: money(1_005n, 'KWD') },
  ];
  expect(totalsOf(expectedOf(asked), books)).toEqual([
    { currency: 'JPY', asked: '2000 JPY', order: '2001 JPY', invoice: '2000 JPY', journal: '2000 JPY' },
    { currency: 'KWD', asked: '0.000 KWD', order: '1.005 KWD', invoice: '0.000 KWD', journal: '0.000 KWD' },
  ]);
});

describe('what is not as asked', () => {
  const expected = expectedOf(asked);
  const waiting = [
    { quoteNumber: 'B', customerNumber: 'C-B', code: 'payment-differs', owner: 'receivables', detail: '' },
  ];
  const parked = [{ parkedId: 'p', code: 'schema-unknown', detail: '' }];
  const found = { waiting, parked, milestones: [{ milestone: 'OrderBooked', reached: 2, asked: 2 }], comparison: none };

  it('is empty when all is', () => expect(problemsOf(expected, ['schema-unknown'], found)).toEqual([]));

  it('names each input parked that the samples do not contain', () => {
    const more = [...parked, ...parked, { parkedId: 'q', code: 'content-invalid', detail: '' }];
    expect(problemsOf(expected, ['schema-unknown'], { ...found, parked: more })).toEqual([
      'parked, and nobody sent it: schema-unknown',
      'parked, and nobody sent it: content-invalid',
    ]);
  });

  it('names what the books say otherwise', () => {
    const comparison = { ...none, wrong: ['journal for A: JE-A has the date 1999-01-01, asked for 2026-02-09'] };
    expect(problemsOf(expected, ['schema-unknown'], { ...found, comparison })).toEqual([
      'wrong: journal for A: JE-A has the date 1999-01-01, asked for 2026-02-09',
    ]);
  });

  it('names a milestone not reached, a person who waits in vain, and one who should wait', () => {
    const milestones = [{ milestone: 'OrderBooked', reached: 1, asked: 2 }];
    const others = waiting.map((each) => ({ ...each, quoteNumber: 'A' }));
    expect(problemsOf(expected, ['message-truncated'], { ...found, milestones, waiting: others })).toEqual([
      'OrderBooked: 1 of 2',
      'A waits for "payment-differs", asked: "nobody"',
      'B waits for "nobody", asked: "payment-differs"',
      'not parked: message-truncated',
      'parked, and nobody sent it: schema-unknown',
    ]);
  });
});
