import { multiplyDecimals, moneyFromMajor, subtractDecimals, type Money, type RoundingMode } from '@q2c/kernel';

/**
 * What a line costs. Rates, quantities and discounts are exact decimals; an amount is rounded once, at the end
 * (EN 16931, BT-131: the net amount of an invoice line is rounded, its price is not).
 */
export type PricedLine = {
  /** Exact decimal, e.g. seats. */
  readonly quantity: string;
  /** Major units of the currency, an exact decimal of any number of places: for a recurring line the price of one month. */
  readonly unitPrice: string;
  /** Part of the price that is given up, `0.125` for 12.5 %; `0` when there is none. */
  readonly discount: string;
};

const exactPrice = ({ quantity, unitPrice, discount }: PricedLine): string =>
  multiplyDecimals(multiplyDecimals(quantity, unitPrice), subtractDecimals('1', discount));

/** Net amount of a one-off line. Faults of the exact decimals: `decimal-malformed`, `decimal-out-of-range`. */
export const oneOffAmount = (line: PricedLine, currency: string, mode: RoundingMode): Money =>
  moneyFromMajor(exactPrice(line), currency, mode);

/** Net amount of so many months of a recurring line. */
export const periodAmount = (line: PricedLine, months: number, currency: string, mode: RoundingMode): Money =>
  moneyFromMajor(multiplyDecimals(exactPrice(line), String(months)), currency, mode);
