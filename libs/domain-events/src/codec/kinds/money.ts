import { isCurrency, MINOR_MAX, MINOR_MIN } from '@q2c/kernel';
import { z } from 'zod';
import type { FieldCodec } from '../field-codec.ts';
import { breach, mismatch, within } from '../mismatch.ts';

const currencyText = /^[A-Z]{3}$/;
const minorText = /^(?:0|-?[1-9][0-9]{0,18})$/;

type Parts = { readonly minor: unknown; readonly currency: unknown };

const assertParts = (value: unknown): Parts => {
  if (typeof value !== 'object' || value === null || !('minor' in value) || !('currency' in value))
    throw mismatch('an amount of money', value);
  for (const key in value) if (key !== 'minor' && key !== 'currency') throw breach(`unknown field "${key}"`);
  return value;
};

const assertMinor = (minor: unknown): bigint => {
  if (typeof minor !== 'bigint') throw within(mismatch('a bigint', minor), 'minor');
  if (minor < MINOR_MIN || minor > MINOR_MAX) throw within(breach('not within ±(2^63−1)'), 'minor');
  return minor;
};

/** The list of currencies is checked where money comes in: a currency that ends must stay readable in history. */
const assertCurrency = (currency: unknown): string => {
  if (typeof currency !== 'string' || !currencyText.test(currency))
    throw within(mismatch('a currency code', currency), 'currency');
  return currency;
};

const assertMoney = (value: unknown): { minor: bigint; currency: string } => {
  const { minor, currency } = assertParts(value);
  return { minor: assertMinor(minor), currency: assertCurrency(currency) };
};

const json = (value: unknown): string => {
  const { minor, currency } = assertMoney(value);
  return `{"currency":"${currency}","minor":"${minor}"}`;
};

const NAME = 'q2c.Money';

export const moneyCodec = (): FieldCodec => ({
  json,
  content: json,
  parse(value) {
    const { minor, currency } = assertParts(value);
    if (typeof minor !== 'string' || !minorText.test(minor))
      throw within(mismatch('decimal text of minor units', minor), 'minor');
    return { minor: assertMinor(BigInt(minor)), currency: assertCurrency(currency) };
  },
  toAvro: assertMoney,
  fromAvro: assertMoney,
  avroSchema(defined) {
    if (defined.has(NAME)) return NAME;
    defined.add(NAME);
    return {
      type: 'record',
      name: NAME,
      fields: [
        { name: 'minor', type: 'long', classification: 'internal' },
        { name: 'currency', type: 'string', classification: 'internal' },
      ],
    };
  },
  zod: () =>
    z.strictObject({
      minor: z.bigint().min(MINOR_MIN).max(MINOR_MAX),
      currency: z.string().refine(isCurrency, { message: 'not an active ISO 4217 currency' }),
    }),
  identical: true,
});
