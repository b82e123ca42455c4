import type { z } from 'zod';
import type { FieldSpec, RecordDefinition, RecordValue } from '../definition/index.ts';
import { createAvroType, type AvroType } from './avro-type.ts';
import { compileFields } from './compile-field.ts';
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
  readonly zod: z.ZodType<RecordValue>;
};

const holdsRecords = (spec: FieldSpec): boolean => {
  switch (spec.kind) {
    case 'embedded':
      return true;
    case 'nullable':
      return holdsRecords(spec.of);
    case 'list':
      return holdsRecords(spec.item);
    case 'record':
    case 'personal-plain':
      return Object.values(spec.part.fields).some((field) => holdsRecords(field.type));
    default:
      return false;
  }
};

const refine = (schema: z.ZodType, { refinements }: RecordDefinition): z.ZodType =>
  refinements.reduce(
    (refined, rule) =>
      refined.refine((value) => rule.holds(value as RecordValue), { message: rule.message, path: [rule.path] }),
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
  const zod = once(() => refine(codec.zod(), definition) as z.ZodType<RecordValue>);
  return {
    definition,
    codec,
    schemaId,
    embeds: Object.values(fields).some((field) => holdsRecords(field.type)),
    get avroSchema() {
      return avroSchema();
    },
    get avroType() {
      return avroType();
    },
    get zod() {
      return zod();
    },
  };
};
