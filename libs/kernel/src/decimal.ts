import { Big } from 'big.js';
import { assertInvariant } from './invariant.ts';
import { divideRounded, type RoundingMode } from './money-rounding.ts';

/**
 * Exact decimals for quantities and rates: text in, text out, never a float. The canonical form has no exponent, no
 * sign on zero, no zeros that say nothing (`10.5`, not `+010.50`), and at most 40 characters, so that equal numbers
 * are equal texts.
 */
const plain = /^-?[0-9]{1,60}(?:\.[0-9]{1,60})?$/;
const canonical = /^(?:0|-?[1-9][0-9]*|-?(?:0|[1-9][0-9]*)\.[0-9]*[1-9])$/;
const LENGTH_MAX = 40;

export const isCanonicalDecimal = (text: string): boolean => text.length <= LENGTH_MAX && canonical.test(text);

const format = (number: Big): string => {
  const text = number.toFixed();
  return text === '-0' ? '0' : text;
};

/** The canonical form of plain decimal text; `null` when it is none or does not fit. */
export const canonicalDecimal = (text: string): string | null => {
  if (isCanonicalDecimal(text)) return text;
  if (!plain.test(text)) return null;
  const result = format(new Big(text));
  return result.length <= LENGTH_MAX ? result : null;
};

const read = (text: string): Big => {
  assertInvariant(isCanonicalDecimal(text), 'decimal-malformed', `"${text}" is no decimal in canonical form`);
  return new Big(text);
};

const write = (number: Big): string => {
  const text = format(number);
  assertInvariant(text.length <= LENGTH_MAX, 'decimal-out-of-range', `${text} has more than ${LENGTH_MAX} characters`);
  return text;
};

/** Faults of all operations: `decimal-malformed`, `decimal-out-of-range`. */
export const addDecimals = (a: string, b: string): string => write(read(a).plus(read(b)));
export const subtractDecimals = (a: string, b: string): string => write(read(a).minus(read(b)));
export const multiplyDecimals = (a: string, b: string): string => write(read(a).times(read(b)));
export const compareDecimals = (a: string, b: string): -1 | 0 | 1 => read(a).cmp(read(b));

/** Whole number and power of ten: `12.34` is 1234 / 10². */
export type Ratio = { readonly numerator: bigint; readonly places: number };

export const ratioOf = (text: string): Ratio => {
  assertInvariant(isCanonicalDecimal(text), 'decimal-malformed', `"${text}" is no decimal in canonical form`);
  const point = text.indexOf('.');
  if (point < 0) return { numerator: BigInt(text), places: 0 };
  return { numerator: BigInt(text.slice(0, point) + text.slice(point + 1)), places: text.length - point - 1 };
};

const scaled = (units: bigint, places: number): string => write(new Big(`${units}e-${places}`));

/** `a / b` with so many decimal places at most, 0 to 40. Faults `division-by-zero`, `places-out-of-range`. */
export const divideDecimals = (a: string, b: string, places: number, mode: RoundingMode): string => {
  assertInvariant(
    Number.isInteger(places) && places >= 0 && places <= LENGTH_MAX,
    'places-out-of-range',
    `${places} decimal places, expected 0 to ${LENGTH_MAX}`,
  );
  const [dividend, divisor] = [ratioOf(a), ratioOf(b)];
  const numerator = dividend.numerator * 10n ** BigInt(divisor.places + places);
  const denominator = divisor.numerator * 10n ** BigInt(dividend.places);
  return scaled(divideRounded(numerator, denominator, mode), places);
};

export const roundDecimal = (text: string, places: number, mode: RoundingMode): string =>
  divideDecimals(text, '1', places, mode);
