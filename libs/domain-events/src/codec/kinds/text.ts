import { z } from 'zod';
import type { TextSpec } from '../../definition/index.ts';
import { leaf, type AvroSchema, type FieldCodec } from '../field-codec.ts';
import { breach, mismatch } from '../mismatch.ts';

export const parseText = (value: unknown): string => {
  if (typeof value !== 'string') throw mismatch('text', value);
  return value;
};

/** Avro gives text or nothing else, so there is nothing left to assert. */
export const asIs = (value: unknown): unknown => value;

/** Text whose alphabet needs no escaping in JSON. */
export const quote = (value: unknown): string => `"${value as string}"`;

export const formatted = (format: string): AvroSchema => ({ type: 'string', format });

export const textCodec = ({ max, pattern }: TextSpec): FieldCodec =>
  leaf({
    assert(value) {
      if (typeof value !== 'string') throw mismatch('text', value);
      if (value.length > max) throw breach(`longer than ${max}`);
      if (pattern !== null && !pattern.test(value)) throw breach(`does not match ${pattern}`);
      if (!value.isWellFormed()) throw breach('is not well-formed Unicode');
    },
    // JSON.stringify escapes well-formed text exactly as RFC 8785 asks.
    emit: (value) => JSON.stringify(value),
    parse: parseText,
    fromAvro: asIs,
    schema: { type: 'string', maxLength: max },
    zod: () => {
      const bounded = z.string().max(max);
      return (pattern === null ? bounded : bounded.regex(pattern)).refine((value) => value.isWellFormed(), {
        message: 'not well-formed Unicode',
      });
    },
  });
