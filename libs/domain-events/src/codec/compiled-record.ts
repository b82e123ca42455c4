import type { z } from 'zod';
import type { RecordDefinition, RecordValue } from '../definition/index.ts';
import { createAvroType, type AvroType } from './avro-type.ts';
import { compileFields } from './compile-field.ts';
import { walkFields } from './field-paths.ts';
import type { AvroSchema, CodecContext, FieldCodec } from './field-codec.ts';

/** One version of one record, with everything that comes of its definition. Validator and Avro are made when asked for. */
export type CompiledRecord = {
  readonly definition: RecordDefinition;
  readonly codec: FieldCodec;
  readonly schemaId: number;
  /** A record inside another one must not hold one itself: nesting is bounded by that. */
  readonly embeds: boolean;
  readonly avroSchema: AvroSchema;
  readonly avroType: AvroType;
  /** Shape alone. */
  readonly shape: z.ZodType<RecordValue>;
  /** Shape and refinements. */
  readonly zod: z.ZodType<RecordValue>;
};

const refine = (schema: z.ZodType<RecordValue>, { refinements }: RecordDefinition): z.ZodType<RecordValue> =>
  refinements.reduce(
    (refined, rule) => refined.refine((value) => rule.holds(value), { message: rule.message, path: [rule.path] }),
    schema,
  );

const once = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
};

export const compileRecord = (
  definition: RecordDefinition,
  schemaId: number,
  context: CodecContext,
): CompiledRecord => {
  const { name, fields } = definition;
  const codec = compileFields(name, fields, context);
  const avroSchema = once(() => codec.avroSchema(new Set(), name));
  const avroType = once(() => createAvroType(avroSchema()));
  const shape = once(() => codec.zod() as z.ZodType<RecordValue>);
  const zod = once(() => refine(shape(), definition));
  return {
    definition,
    codec,
    schemaId,
    embeds: walkFields(fields).some(({ spec }) => spec.kind === 'embedded'),
    get avroSchema() {
      return avroSchema();
    },
    get avroType() {
      return avroType();
    },
    get shape() {
      return shape();
    },
    get zod() {
      return zod();
    },
  };
};
