import { assertInvariant } from '@q2c/kernel';
import type { Embedded, RecordDefinition, RecordValue } from '../definition/index.ts';
import { compileRecord, type CompiledRecord } from './compiled-record.ts';
import type { CodecContext } from './field-codec.ts';
import { breach } from './mismatch.ts';
import { schemaIdOf } from './schema-ids.ts';

/** All versions of one record, from 1 without gap. */
type Family = { readonly versions: readonly CompiledRecord[]; readonly newest: CompiledRecord };

/** All records of a language by name, version and schema id. */
export type Vocabulary = {
  readonly newest: (name: string) => CompiledRecord | undefined;
  readonly version: (name: string, version: number) => CompiledRecord | undefined;
  readonly bySchemaId: (id: number) => CompiledRecord | undefined;
  readonly all: readonly CompiledRecord[];
  /** Lifts a value of that version to the newest one. */
  readonly lift: (from: CompiledRecord, value: RecordValue) => Embedded;
};

const byName = (definitions: Iterable<RecordDefinition>): ReadonlyMap<string, readonly RecordDefinition[]> => {
  const names = Map.groupBy(definitions, (definition) => definition.name);
  for (const [name, versions] of names) {
    versions.sort((a, b) => a.version - b.version);
    for (const [index, { version, kind, upcast }] of versions.entries()) {
      assertInvariant(version === index + 1, 'definition-malformed', `versions of ${name} are not 1, 2, 3 …`);
      assertInvariant(kind === versions[0]?.kind, 'definition-malformed', `${name} changes its kind`);
      assertInvariant(version === 1 || upcast !== null, 'definition-malformed', `no upcaster to ${name} ${version}`);
    }
  }
  return names;
};

export const createVocabulary = (definitions: readonly RecordDefinition[]): Vocabulary => {
  const families = new Map<string, Family>();
  const ids = new Map<number, CompiledRecord>();

  const lift = (from: CompiledRecord, value: RecordValue): Embedded => {
    const { name, version } = from.definition;
    const later = families.get(name)?.versions.slice(version) ?? [];
    return {
      record: name,
      version: version + later.length,
      value: later.reduce((lifted, { definition }) => definition.upcast?.(lifted) ?? lifted, value),
    };
  };

  const inside = (name: string, version: number): CompiledRecord => {
    const record = families.get(name)?.versions[version - 1];
    if (record === undefined) throw breach(`unknown record ${JSON.stringify(name)} version ${version}`);
    if (record.embeds) throw breach(`${name} holds records itself`);
    return record;
  };
  const newestInside = ({ record: name, version }: Embedded): CompiledRecord => {
    const record = inside(name, version);
    if (families.get(name)?.newest !== record) throw breach(`version ${version} of ${name} is not the newest`);
    return record;
  };
  const context: CodecContext = {
    embedded: {
      json: (embedded) => newestInside(embedded).codec.json(embedded.value),
      parse(name, version, json) {
        const from = inside(name, version);
        return lift(from, from.codec.parse(json) as RecordValue);
      },
      toBytes(embedded) {
        const { avroType, codec } = newestInside(embedded);
        return avroType.toBuffer(codec.toAvro(embedded.value));
      },
      fromBytes(name, version, bytes) {
        const from = inside(name, version);
        return lift(from, from.codec.fromAvro(from.avroType.fromBuffer(bytes)) as RecordValue);
      },
    },
  };

  const compile = (definition: RecordDefinition): CompiledRecord => {
    const record = compileRecord(definition, schemaIdOf(definition), context);
    const taken = ids.get(record.schemaId)?.definition.name;
    assertInvariant(taken === undefined, 'schema-id-taken', `${definition.name} and ${taken ?? ''} share a schema id`);
    ids.set(record.schemaId, record);
    return record;
  };
  for (const [name, definitionsOfName] of byName(new Set(definitions))) {
    const versions = definitionsOfName.map(compile);
    const newest = versions.at(-1);
    if (newest !== undefined) families.set(name, { versions, newest });
  }

  return {
    newest: (name) => families.get(name)?.newest,
    version: (name, version) => families.get(name)?.versions[version - 1],
    bySchemaId: (id) => ids.get(id),
    all: [...families.values()].flatMap(({ versions }) => versions),
    lift,
  };
};
