import { z } from 'zod';
import type { IntSpec } from '../../definition/index.ts';
import { leaf, type FieldCodec } from '../field-codec.ts';
import { breach, mismatch } from '../mismatch.ts';
import { asIs, formatted, quote } from './text.ts';

// −0 is refused: JSON and Avro would both silently make it 0.
const isInt32 = (value: unknown): value is number => typeof value === 'number' && Object.is(value | 0, value);

const parseInt32 = (value: unknown): number => {
  if (!isInt32(value)) throw mismatch('a whole number of 32 bits', value);
  return value;
};

export const intCodec = ({ min, max }: IntSpec): FieldCodec =>
  leaf({
    assert(value) {
      const number = parseInt32(value);
      if (number < min || number > max) throw breach(`not within ${min} and ${max}`);
    },
    emit: String,
    parse: parseInt32,
    // avsc reads a longer integer without complaint.
    fromAvro: parseInt32,
    schema: 'int',
    zod: () =>
      z
        .int32()
        .min(min)
        .max(max)
        .refine((value) => !Object.is(value, -0), { message: 'negative zero' }),
  });

export const flagCodec = (): FieldCodec => {
  const assert = (value: unknown): boolean => {
    if (typeof value !== 'boolean') throw mismatch('true or false', value);
    return value;
  };
  return leaf({ assert, emit: String, parse: assert, fromAvro: asIs, schema: 'boolean', zod: () => z.boolean() });
};

const U64_MAX = 2n ** 64n - 1n;
const u64Text = /^(?:0|[1-9][0-9]{0,19})$/;

const assertU64 = (value: unknown): void => {
  if (typeof value !== 'bigint') throw mismatch('a bigint', value);
  if (value < 0n || value > U64_MAX) throw breach('not within 64 bits unsigned');
};

const parseU64 = (value: unknown): bigint => {
  if (typeof value !== 'string' || !u64Text.test(value)) throw mismatch('decimal text of a whole number', value);
  const number = BigInt(value);
  if (number > U64_MAX) throw breach('not within 64 bits unsigned');
  return number;
};

export const u64Codec = (): FieldCodec => ({
  ...leaf({
    assert: assertU64,
    emit: (value) => quote(String(value)),
    parse: parseU64,
    fromAvro: parseU64,
    schema: formatted('unsigned-64-bit'),
    zod: () => z.bigint().min(0n).max(U64_MAX),
  }),
  toAvro(value) {
    assertU64(value);
    return String(value);
  },
  identical: false,
});
