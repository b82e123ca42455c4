import { readFileSync } from 'node:fs';
import { addDays, formatMoney, money, moneyFromMajor, sumMoney, type Money } from '@q2c/kernel';
import {
  atPointInTime,
  billingPeriods,
  cashJournal,
  invoiceJournal,
  oneOffAmount,
  periodAmount,
  revenueJournal,
  straightLineByDay,
  taxByCategory,
  termEnd,
  type BillingFrequency,
  type DocumentTax,
  type Journal,
  type PricedLine,
  type TaxCategory,
} from './index.ts';

/** The rows under `<!-- name -->` in the document, without their head. */
const document = readFileSync(new URL('../../../docs/worked-example.md', import.meta.url), 'utf8');
const tableOf = (name: string): readonly (readonly string[])[] => {
  const [, after] = document.split(`<!-- ${name} -->\n`);
  if (after === undefined) throw new RangeError(`no table "${name}"`);
  const [table = ''] = after.trimStart().split('\n\n');
  return table
    .trimEnd()
    .split('\n')
    .slice(2)
    .map((row) =>
      row
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
};

const bare = (amount: Money): string => formatMoney(amount).split(' ')[0] ?? '';

type Example = {
  readonly currency: string;
  readonly start: string;
  readonly frequency: BillingFrequency;
  readonly line: PricedLine;
  readonly netDays: number;
  readonly category: TaxCategory;
  readonly rate: string;
  /** Major units, with the first invoice. */
  readonly oneOff: string | null;
};

const examples: readonly Example[] = [
  {
    ...{ currency: 'EUR', start: '2026-01-15', frequency: 'monthly', netDays: 30, category: 'S', rate: '0.19' },
    line: { quantity: '7', unitPrice: '12.95', discount: '0.125' },
    oneOff: '500',
  },
  {
    ...{ currency: 'JPY', start: '2026-01-31', frequency: 'quarterly', netDays: 30, category: 'S', rate: '0.1' },
    line: { quantity: '5', unitPrice: '3985', discount: '0.07' },
    oneOff: null,
  },
  {
    ...{ currency: 'KWD', start: '2026-03-15', frequency: 'annually', netDays: 60, category: 'O', rate: '0' },
    line: { quantity: '1', unitPrice: '102.8805', discount: '0' },
    oneOff: null,
  },
];

const oneOffOf = ({ oneOff, currency }: Example): Money =>
  oneOffAmount({ quantity: '1', unitPrice: oneOff ?? '0', discount: '0' }, currency, 'half-up');

type Invoice = DocumentTax & { readonly date: string; readonly to: string; readonly due: string };

const invoicesOf = (example: Example): readonly Invoice[] => {
  const { start, frequency, line, currency, category, rate, netDays } = example;
  return billingPeriods(start, 12, frequency).map(({ from, to, months }, n) => {
    const nets = [periodAmount(line, months, currency, 'half-up'), ...(n === 0 ? [oneOffOf(example)] : [])];
    const tax = taxByCategory(
      nets.map((net) => ({ category, rate, net })),
      currency,
      'half-up',
    );
    return { ...tax, date: from, to, due: addDays(from, netDays) };
  });
};

const recurringTotal = (example: Example): Money =>
  sumMoney(
    billingPeriods(example.start, 12, example.frequency).map(({ months }) =>
      periodAmount(example.line, months, example.currency, 'half-up'),
    ),
    example.currency,
  );

const scheduleOf = (example: Example) =>
  straightLineByDay(recurringTotal(example), example.start, termEnd(example.start, 12));

describe.each(examples)('the worked example in $currency', (example) => {
  const { currency } = example;
  const invoices = invoicesOf(example);

  it('has these invoices', () =>
    expect(
      invoices.map(({ date, to, net, tax, gross, due }) => [date, to, bare(net), bare(tax), bare(gross), due]),
    ).toEqual(tableOf(`invoices ${currency}`)));

  it('has this revenue, month by month', () => {
    let through = money(0n, currency);
    const rows = scheduleOf(example).map(({ month, postingDate, amount }) => {
      through = sumMoney([through, amount], currency);
      return [month, bare(through), bare(amount), postingDate];
    });
    expect(rows).toEqual(
      tableOf(`revenue ${currency}`).map(([month, , sum, entry, posted]) => [month, sum, entry, posted]),
    );
  });

  it('recognises what it invoices', () => {
    const invoiced = sumMoney(
      invoices.map(({ net }) => net),
      currency,
    );
    const entries = [...scheduleOf(example), ...atPointInTime(oneOffOf(example), example.start)];
    expect(
      sumMoney(
        entries.map(({ amount }) => amount),
        currency,
      ),
    ).toEqual(invoiced);
  });
});

describe('the worked example in EUR', () => {
  const [example] = examples;
  if (example === undefined) throw new RangeError('no example');
  const [first] = invoicesOf(example);
  if (first === undefined) throw new RangeError('no invoice');
  const at = (postingDate: string) => ({ legalEntity: 'DE01', postingDate, currency: 'EUR' });
  const [january] = scheduleOf(example);

  const rowsOf = (what: string, { postingDate, lines }: Journal): string[][] =>
    lines.map(({ account, side, amount }) => [
      ...[postingDate, what, account],
      ...(side === 'debit' ? [bare(amount), ''] : ['', bare(amount)]),
    ]);

  it('has these journals in January', () => {
    const rows = [
      ...rowsOf('first invoice', invoiceJournal(at('2026-01-15'), first.net, first.subtotals)),
      ...rowsOf('set-up rendered', revenueJournal(at('2026-01-20'), oneOffOf(example), 'set-up')),
      ...rowsOf('first payment', cashJournal(at('2026-01-29'), first.gross)),
      ...rowsOf('seats, January', revenueJournal(at('2026-01-31'), january?.amount ?? first.net, 'seats')),
    ];
    expect(rows).toEqual(tableOf('journals EUR'));
  });

  it('sums to what the document says', () => {
    const sum = (amounts: readonly Money[]): string => bare(sumMoney(amounts, 'EUR'));
    const invoices = invoicesOf(example);
    expect([
      sum(invoices.map(({ net }) => net)),
      sum(invoices.map(({ tax }) => tax)),
      sum(invoices.map(({ gross }) => gross)),
      bare(recurringTotal(example)),
    ]).toEqual(['1451.84', '275.84', '1727.68', '951.84']);
    expect(moneyFromMajor('1727.68', 'EUR', 'half-up').minor).toBe(172_768n);
  });
});
