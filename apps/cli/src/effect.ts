import { MINOR_MAX, MINOR_MIN, minorUnitExponent, ok, refuse, type Result } from '@q2c/kernel';

/** What a person found at the counterpart, as the words of `settle`. */
export type EffectWords = {
  readonly noEffect?: boolean;
  readonly number?: string;
  readonly date?: string;
  readonly amount?: string;
};

export type Effect = {
  readonly number: string;
  readonly date: string;
  readonly amount: { readonly minor: string; readonly currency: string };
};

const amountOf = (text: string): Effect['amount'] | undefined => {
  const [, whole = '', places = '', currency = ''] = /^(-?\d+)(?:\.(\d+))? ([A-Z]{3})$/.exec(text) ?? [];
  const exponent = minorUnitExponent(currency);
  // More places than the currency has would have to be rounded, and this is to be what stands there.
  if (exponent === undefined || places.length > exponent) return undefined;
  const minor = BigInt(whole + places.padEnd(exponent, '0'));
  return minor < MINOR_MIN || minor > MINOR_MAX ? undefined : { minor: String(minor), currency };
};

/** Either an effect, whole, or none, said outright: what is left out means neither "no effect" nor "as it was asked for". */
export const effectOf = ({ noEffect, number, date, amount }: EffectWords): Result<Effect | null, string> => {
  const said = [number, date, amount].some((word) => word !== undefined);
  if (noEffect === true) return said ? refuse('--no-effect goes without --number, --date and --amount') : ok(null);
  if (number === undefined || date === undefined || amount === undefined)
    return refuse('say what stands at the counterpart, --number with --date and --amount, or --no-effect');
  const read = amountOf(amount);
  return read === undefined
    ? refuse(`--amount "${amount}": expected e.g. "1200.00 EUR", with no more places than the currency has`)
    : ok({ number, date, amount: read });
};
