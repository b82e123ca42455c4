import type { z } from 'zod';
import type { RecordCompiler } from './record-compiler.ts';

export type AvroSchema = string | readonly AvroSchema[] | { readonly [attribute: string]: AvroAttribute };
export type AvroAttribute =
  string | number | boolean | null | readonly AvroAttribute[] | { readonly [attribute: string]: AvroAttribute };

/** Everything that is compiled from the description of one field. */
export type FieldCodec = {
  /** Canonical JSON (RFC 8785) of a value in memory. Throws a mismatch when the value is not of this shape. */
  readonly json: (value: unknown) => string;
  /** Business content for fingerprints: canonical JSON without defaults; `null` when nothing is left. */
  readonly content: (value: unknown) => string | null;
  /** From parsed JSON. Asserts types and widths, not patterns: a rule tightened later must not hide history. */
  readonly parse: (json: unknown) => unknown;
  /** The value as avsc writes it; asserts the shape as `json` does. The same object where the forms are equal. */
  readonly toAvro: (value: unknown) => unknown;
  /** From what avsc read; asserts what Avro itself does not. */
  readonly fromAvro: (value: unknown) => unknown;
  /** `defined`: names that stand in the schema already; `owner`: name for an unnamed enum. */
  readonly avroSchema: (defined: Set<string>, owner: string) => AvroSchema;
  readonly zod: () => z.ZodType;
  /** Whether `toAvro` gives back what it got. */
  readonly identical: boolean;
};

/** What a codec may need of its surroundings: other records, by name. */
export type CodecContext = { readonly embedded: RecordCompiler };

/** A codec for a value that stands as itself in memory and Avro. */
export const leaf = (parts: {
  readonly assert: (value: unknown) => void;
  readonly emit: (value: unknown) => string;
  readonly parse: (json: unknown) => unknown;
  readonly fromAvro: (value: unknown) => unknown;
  readonly schema: AvroSchema;
  readonly zod: () => z.ZodType;
}): FieldCodec => {
  const json = (value: unknown): string => {
    parts.assert(value);
    return parts.emit(value);
  };
  return {
    json,
    content: json,
    parse: parts.parse,
    toAvro(value) {
      parts.assert(value);
      return value;
    },
    fromAvro: parts.fromAvro,
    avroSchema: () => parts.schema,
    zod: parts.zod,
    identical: true,
  };
};
