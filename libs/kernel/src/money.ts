import { ratioOf } from './decimal.ts';
import { assertInvariant } from './invariant.ts';
import { minorUnitExponent } from './money-currencies.ts';
import { divideRounded, type RoundingMode } from './money-rounding.ts';

/**
 * Money is a whole number of minor units and a currency. Nothing here is a float, and every result stays within
 * ±(2^63−1) minor units, the range that every store and wire form can hold. Adding two currencies is a defect of the
 * program, so it is a fault; what a counterpart sends is compared before it is added.
 */
export type Money = { readonly minor: bigint; readonly currency: string };

export const MINOR_MAX = 2n ** 63n - 1n;
export const MINOR_MIN = -MINOR_MAX;

/** Faults `money-out-of-range`, `currency-unknown`. */
export const money = (minor: bigint, currency: string): Money => {
  assertInvariant(minorUnitExponent(currency) !== undefined, 'currency-unknown', `"${currency}" is no active currency`);
  return inRange(minor, currency);
};

const inRange = (minor: bigint, currency: string): Money => {
  assertInvariant(
    minor >= MINOR_MIN && minor <= MINOR_MAX,
    'money-out-of-range',
    `${minor} minor units of ${currency}`,
  );
  return { minor, currency };
};

const assertSameCurrency = (a: Money, b: Money): void =>
  assertInvariant(a.currency === b.currency, 'currency-mismatch', `${a.currency} and ${b.currency}`);

/** Fault `currency-mismatch`, as of every operation on two amounts. */
export const addMoney = (a: Money, b: Money): Money => {
  assertSameCurrency(a, b);
  return inRange(a.minor + b.minor, a.currency);
};

export const subtractMoney = (a: Money, b: Money): Money => {
  assertSameCurrency(a, b);
  return inRange(a.minor - b.minor, a.currency);
};

export const negateMoney = ({ minor, currency }: Money): Money => ({ minor: -minor, currency });

/** In range is only what comes out, so that the order of the amounts does not matter. */
export const sumMoney = (amounts: readonly Money[], currency: string): Money => {
  const zero = money(0n, currency);
  for (const amount of amounts) assertSameCurrency(zero, amount);
  return inRange(
    amounts.reduce((sum, { minor }) => sum + minor, 0n),
    currency,
  );
};

export const compareMoney = (a: Money, b: Money): -1 | 0 | 1 => {
  assertSameCurrency(a, b);
  if (a.minor === b.minor) return 0;
  return a.minor < b.minor ? -1 : 1;
};

export const sameMoney = (a: Money, b: Money): boolean => a.minor === b.minor && a.currency === b.currency;

/** Times an exact decimal (a rate, a quantity), rounded once at the end. */
export const multiplyMoney = ({ minor, currency }: Money, factor: string, mode: RoundingMode): Money => {
  const { numerator, places } = ratioOf(factor);
  return inRange(divideRounded(minor * numerator, 10n ** BigInt(places), mode), currency);
};

const exponentOf = (currency: string): number => {
  const exponent = minorUnitExponent(currency);
  assertInvariant(exponent !== undefined, 'currency-unknown', `"${currency}" is no active currency`);
  return exponent;
};

/** An amount written in major units, e.g. `12.345` EUR, rounded to minor units. */
export const moneyFromMajor = (major: string, currency: string, mode: RoundingMode): Money => {
  const { numerator, places } = ratioOf(major);
  const minor = divideRounded(numerator * 10n ** BigInt(exponentOf(currency)), 10n ** BigInt(places), mode);
  return inRange(minor, currency);
};

/**
 * Major units with all places of the currency, for people: `12.30 EUR`. Histories and counterparts may name a currency
 * that is not, or no longer, in the list: its amount is shown in minor units.
 */
export const formatMoney = ({ minor, currency }: Money): string => {
  const exponent = minorUnitExponent(currency);
  if (exponent === undefined) return `${minor} minor units of ${currency}`;
  const digits = String(minor < 0n ? -minor : minor).padStart(exponent + 1, '0');
  const whole = digits.slice(0, digits.length - exponent);
  const fraction = exponent === 0 ? '' : `.${digits.slice(-exponent)}`;
  return `${minor < 0n ? '-' : ''}${whole}${fraction} ${currency}`;
};
