import { addMoney, multiplyMoney, sumMoney, type Money, type RoundingMode } from '@q2c/kernel';

/**
 * Tax of one document, by category and rate: the lines of one category are added first and the sum is taxed and
 * rounded once (EN 16931: BT-116 taxable amount, BT-117 tax amount, rules BR-CO-17 and BR-S-08). Tax by line can differ
 * by a minor unit a line and is another policy.
 */
export const taxByCategoryPolicy = 'by-document-and-category';

/** Codes of UNCL 5305 as EN 16931 uses them: standard, zero rated, exempt, reverse charge, outside the scope. */
export type TaxCategory = 'S' | 'Z' | 'E' | 'AE' | 'O';

export type TaxableLine = {
  readonly category: TaxCategory;
  /** Exact decimal, `0.19` for 19 %; `0` in all categories but `S`. */
  readonly rate: string;
  readonly net: Money;
};

export type TaxSubtotal = {
  readonly category: TaxCategory;
  readonly rate: string;
  readonly taxable: Money;
  readonly tax: Money;
};

export type DocumentTax = {
  /** In the order in which category and rate first appear. */
  readonly subtotals: readonly TaxSubtotal[];
  readonly net: Money;
  readonly tax: Money;
  readonly gross: Money;
};

/** Fault `currency-mismatch` when the lines are in several currencies. */
export const taxByCategory = (lines: readonly TaxableLine[], currency: string, mode: RoundingMode): DocumentTax => {
  const groups = Map.groupBy(lines, ({ category, rate }) => `${category} ${rate}`);
  const subtotals = [...groups.values()].flatMap((group): TaxSubtotal[] => {
    const [first] = group;
    if (first === undefined) return [];
    const taxable = sumMoney(
      group.map(({ net }) => net),
      currency,
    );
    return [{ category: first.category, rate: first.rate, taxable, tax: multiplyMoney(taxable, first.rate, mode) }];
  });
  const net = sumMoney(
    subtotals.map(({ taxable }) => taxable),
    currency,
  );
  const tax = sumMoney(
    subtotals.map((subtotal) => subtotal.tax),
    currency,
  );
  return { subtotals, net, tax, gross: addMoney(net, tax) };
};
