import { assertInvariant, sumMoney, type Money } from '@q2c/kernel';
import type { TaxSubtotal } from './tax.ts';

/**
 * Journal entries, double entry: in each of them debits equal credits, in one currency and one legal entity. Amounts
 * are not negative; what takes back stands on the other side.
 */
export const accounts = [
  'accounts-receivable',
  'bank',
  /** Contract liability (ASC 606-10-45-2, IFRS 15.106): invoiced in advance of the service. */
  'deferred-revenue',
  'revenue',
  'tax-payable',
] as const;
export type Account = (typeof accounts)[number];

export type JournalLine = {
  readonly account: Account;
  readonly side: 'debit' | 'credit';
  readonly amount: Money;
  /** What the line is about where the account alone does not tell: a tax category and rate, an obligation. */
  readonly reference: string | null;
};

export type Journal = {
  readonly legalEntity: string;
  readonly postingDate: string;
  readonly currency: string;
  readonly lines: readonly JournalLine[];
};

/** Debits less credits, in minor units. */
export const balanceOf = ({ lines }: Pick<Journal, 'lines'>): bigint =>
  lines.reduce((sum, { side, amount }) => (side === 'debit' ? sum + amount.minor : sum - amount.minor), 0n);

type Place = Pick<Journal, 'legalEntity' | 'postingDate' | 'currency'>;

/** Leaves out lines of nothing. Faults `journal-unbalanced`, `journal-currency-mixed`, `journal-amount-negative`. */
export const journal = (place: Place, lines: readonly JournalLine[]): Journal => {
  const { legalEntity, postingDate, currency } = place;
  const which = `${legalEntity} ${postingDate}`;
  for (const { amount, account } of lines) {
    assertInvariant(
      amount.currency === currency,
      'journal-currency-mixed',
      `${which}: ${account} in ${amount.currency}`,
    );
    assertInvariant(amount.minor >= 0n, 'journal-amount-negative', `${which}: ${account} ${amount.minor}`);
  }
  const balance = balanceOf({ lines });
  assertInvariant(balance === 0n, 'journal-unbalanced', `${which}: debits less credits are ${balance}`);
  return { ...place, lines: lines.filter(({ amount }) => amount.minor !== 0n) };
};

const line = (
  account: Account,
  side: JournalLine['side'],
  amount: Money,
  reference: string | null = null,
): JournalLine => ({
  account,
  side,
  amount,
  reference,
});

/** An invoice in advance of the service: the customer owes gross, we owe service and tax. */
export const invoiceJournal = (place: Place, net: Money, subtotals: readonly TaxSubtotal[]): Journal => {
  const taxes = subtotals.map(({ category, rate, tax }) => line('tax-payable', 'credit', tax, `${category} ${rate}`));
  const gross = sumMoney([net, ...taxes.map(({ amount }) => amount)], place.currency);
  return journal(place, [
    line('accounts-receivable', 'debit', gross),
    line('deferred-revenue', 'credit', net),
    ...taxes,
  ]);
};

/** Money that came in for an invoice. */
export const cashJournal = (place: Place, amount: Money): Journal =>
  journal(place, [line('bank', 'debit', amount), line('accounts-receivable', 'credit', amount)]);

/** Service that was rendered: from the liability to revenue. `obligation` names whose. */
export const revenueJournal = (place: Place, amount: Money, obligation: string): Journal =>
  journal(place, [
    line('deferred-revenue', 'debit', amount, obligation),
    line('revenue', 'credit', amount, obligation),
  ]);
