import { money } from '@q2c/kernel';
import type { ErpDocument } from '@q2c/reference-systems';
import type { QuoteContent } from '../samples/deals.ts';
import { compareBooks, expectedOf, totalsOf, type Asked } from './compare.ts';
import { problemsOf } from './report.ts';

const total = money(1_000n, 'JPY');
const quote = (quoteNumber: string): QuoteContent => ({
  ...{ quoteNumber, sourceVersion: 1n, customerNumber: `C-${quoteNumber}`, legalEntity: 'JP01' },
  ...{ acceptedOn: '2026-01-05', deliveryDate: '2026-01-05', paymentTermsDays: 0, lines: [], total },
  ...{ billTo: { name: 'n', email: 'e' }, purchaseOrderNumber: null },
});
const notice = (reference: string, minor = 1_000n) => ({
  ...{ paymentNumber: `P-${reference}`, sourceVersion: 1n, reference, amount: money(minor, 'JPY') },
  ...{ valueDate: '2026-01-05', payer: { name: 'n', account: 'a' } },
});
const asked: Asked = { quotes: [quote('A'), quote('B')], notices: [notice('A'), notice('B', 999n)], creditHolds: [] };

const document = (kind: ErpDocument['kind'], number: string, basis: string, minor = 1_000n): ErpDocument => ({
  ...{ kind, number, basis, reference: 'r', date: '2026-01-05', legalEntity: 'JP01' },
  amount: money(minor, 'JPY'),
});
const good = ['A', 'B'].flatMap((number) => [
  document('order', `SO-${number}`, number),
  document('invoice', `INV-${number}`, `SO-${number}`),
  document('journal', `JE-${number}`, `INV-${number}`),
]);
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
    ['an order booked twice', [...good, document('order', 'SO-A2', 'A')], { doubled: ['order for A: SO-A, SO-A2'] }],
    [
      'a wrong amount',
      good.map((each) => (each.number === 'JE-B' ? document('journal', 'JE-B', 'INV-B', 1_001n) : each)),
      { wrong: ['journal for B: JE-B is 1001 JPY, asked for 1000 JPY'] },
    ],
    ['an order that nobody asked for', [...good, document('order', 'SO-C', 'C')], { unasked: ['order for C'] }],
  ])('finds %s', (_what, documents, found) => expect(compareBooks(expected, documents)).toEqual({ ...none, ...found }));
});

it('sums what was asked for and what was booked to the minor unit', () => {
  const books = [
    ...good,
    document('order', 'SO-A2', 'A', 1n),
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

  it('names a milestone not reached, a person who waits in vain, and one who should wait', () => {
    const milestones = [{ milestone: 'OrderBooked', reached: 1, asked: 2 }];
    const others = waiting.map((each) => ({ ...each, quoteNumber: 'A' }));
    expect(problemsOf(expected, ['message-truncated'], { ...found, milestones, waiting: others })).toEqual([
      'OrderBooked: 1 of 2',
      'A waits for "payment-differs", asked: "nobody"',
      'B waits for "nobody", asked: "payment-differs"',
      'not parked: message-truncated',
    ]);
  });
});
