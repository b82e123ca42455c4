import type { z } from 'zod';
import type { Classification, RecordKind, RecordValue } from '../definition/index.ts';
import type { AvroType } from './avro-type.ts';
import type { CompiledRecord } from './compiled-record.ts';
import type { AvroSchema } from './field-codec.ts';
import { walkFields } from './field-paths.ts';

export type PersonalField = {
  /** `*` stands for every item of a list. */
  readonly path: string;
  /** Definition of the plain text, for `encodePart` and `decodePart`; `null` for raw bytes as base64. */
  readonly part: string | null;
};

/** What generators, exporters and tests ask about one version of a record. */
export type RecordTools = {
  readonly kind: RecordKind;
  readonly name: string;
  readonly version: number;
  readonly schemaId: number;
  /** Shape alone, and shape with refinements. */
  readonly shape: z.ZodType<RecordValue>;
  readonly zod: z.ZodType<RecordValue>;
  readonly avroSchema: AvroSchema;
  readonly avroType: AvroType;
  /** Between a value in memory and what `avroType` writes and reads, e.g. for container files. */
  readonly toAvro: (value: object) => unknown;
  readonly fromAvro: (avro: unknown) => RecordValue;
  /** Canonical JSON of a value of this version, and back, without upcasting. */
  readonly toJson: (value: object) => string;
  readonly fromJson: (json: string) => RecordValue;
  /** By path; `*` stands for every item of a list. */
  readonly classification: Readonly<Record<string, Classification>>;
  readonly sealedFields: readonly PersonalField[];
  readonly personalFields: readonly PersonalField[];
};

export const toolsOf = (compiled: CompiledRecord): RecordTools => {
  const { definition, codec, schemaId } = compiled;
  const paths = walkFields(definition.fields);
  const ofKind = (kind: 'sealed' | 'personal-plain'): readonly PersonalField[] =>
    paths.flatMap(({ path, spec }) =>
      spec.kind === kind && 'part' in spec ? [{ path, part: spec.part === null ? null : spec.part.name }] : [],
    );
  return {
    kind: definition.kind,
    name: definition.name,
    version: definition.version,
    schemaId,
    shape: compiled.shape,
    zod: compiled.zod,
    avroSchema: compiled.avroSchema,
    avroType: compiled.avroType,
    toAvro: codec.toAvro,
    fromAvro: (avro) => codec.fromAvro(avro) as RecordValue,
    toJson: codec.json,
    fromJson: (json) => codec.parse(JSON.parse(json)) as RecordValue,
    classification: Object.fromEntries(paths.map(({ path, classification }) => [path, classification])),
    sealedFields: ofKind('sealed'),
    personalFields: ofKind('personal-plain'),
  };
};
