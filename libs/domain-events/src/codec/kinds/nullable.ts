import type { FieldCodec } from '../field-codec.ts';

export const nullableCodec = (of: FieldCodec): FieldCodec => ({
  json: (value) => (value === null ? 'null' : of.json(value)),
  content: (value) => (value === null ? null : of.content(value)),
  parse: (value) => (value === null ? null : of.parse(value)),
  toAvro: (value) => (value === null ? null : of.toAvro(value)),
  fromAvro: (value) => (value === null ? null : of.fromAvro(value)),
  avroSchema: (defined, owner) => ['null', of.avroSchema(defined, owner)],
  zod: () => of.zod().nullable(),
  identical: of.identical,
});
