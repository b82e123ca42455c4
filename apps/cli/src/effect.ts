import { isCurrency, minorUnitExponent, moneyFromMajor, ok, refuse, type Result } from '@q2c/kernel';

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
  readonly amount: { readonly minor: string; readonly currency: string } | null;
};

const amountOf = (text: string): Effect['amount'] | undefined => {
  const [, major = '', places = '', currency = ''] = /^(-?\d+(?:\.(\d+))?) ([A-Z]{3})$/.exec(text) ?? [];
  // An amount with more places than the currency has would be rounded, and this one has to be what stands there.
  if (!isCurrency(currency) || places.length > (minorUnitExponent(currency) ?? 0)) return undefined;
  return { minor: String(moneyFromMajor(major, currency, 'half-even').minor), currency };
};

/** Either an effect or none, said outright: leaving something out must not mean "it had no effect". */
export const effectOf = ({ noEffect, number, date, amount }: EffectWords): Result<Effect | null, string> => {
  const said = [number, date, amount].some((word) => word !== undefined);
  if (noEffect === true) return said ? refuse('--no-effect goes without --number, --date and --amount') : ok(null);
  if (number === undefined || date === undefined)
    return refuse('say what stands at the counterpart, --number with --date, or --no-effect');
  if (amount === undefined) return ok({ number, date, amount: null });
  const read = amountOf(amount);
  return read === undefined || read === null
    ? refuse(`--amount "${amount}": expected e.g. "1200.00 EUR", with no more places than the currency has`)
    : ok({ number, date, amount: read });
};
