import { money, type Money } from '@q2c/kernel';
import { codeOfThrown } from '@q2c/testing/spec';
import { balanceOf, invoiceJournal, journal, revenueJournal, type JournalLine } from './index.ts';

const eur = (minor: bigint): Money => money(minor, 'EUR');
const place = { legalEntity: 'DE01', postingDate: '2026-01-31', currency: 'EUR' };
const line = (account: JournalLine['account'], side: JournalLine['side'], amount: Money): JournalLine => ({
  ...{ account, side, amount, reference: null },
});
describe('a journal', () => {
  it('balances', () => {
    const given = [line('bank', 'debit', eur(5n)), line('revenue', 'credit', eur(4n))];
    expect(codeOfThrown(() => journal(place, given))).toBe('journal-unbalanced');
    expect(balanceOf({ lines: given })).toBe(1n);
  });
  it('is in one currency', () =>
    expect(
      codeOfThrown(() =>
        journal(place, [line('bank', 'debit', money(5n, 'JPY')), line('revenue', 'credit', money(5n, 'JPY'))]),
      ),
    ).toBe('journal-currency-mixed'));
  it('has no negative amounts', () =>
    expect(
      codeOfThrown(() => journal(place, [line('bank', 'debit', eur(-5n)), line('revenue', 'credit', eur(-5n))])),
    ).toBe('journal-amount-negative'));
  it('leaves out what is nothing', () => {
    const nothing = { category: 'O', rate: '0', taxable: eur(900n), tax: eur(0n) } as const;
    expect(invoiceJournal(place, eur(900n), [nothing]).lines).toEqual([
      line('accounts-receivable', 'debit', eur(900n)),
      line('deferred-revenue', 'credit', eur(900n)),
    ]);
  });
  it('names whose revenue it is', () =>
    expect(revenueJournal(place, eur(4n), 'seats').lines.map(({ reference }) => reference)).toEqual([
      'seats',
      'seats',
    ]));
});
