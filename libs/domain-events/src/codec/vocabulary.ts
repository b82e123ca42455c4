import { assertInvariant } from '@q2c/kernel';
import type { RecordDefinition, RecordValue } from '../definition/index.ts';
import { compileRecord, type CompiledRecord } from './compiled-record.ts';
import { breach } from './mismatch.ts';
import type { RecordCompiler } from './record-compiler.ts';
import { schemaIdOf } from './schema-ids.ts';

/** All records of a language by name, version and schema id. Versions of a name run from 1 without gap. */
export type Vocabulary = {
  /** Newest version. */
  newest(name: string): CompiledRecord | undefined;
  version(name: string, version: number): CompiledRecord | undefined;
  bySchemaId(id: number): CompiledRecord | undefined;
  readonly all: readonly CompiledRecord[];
  /** Lifts a value of that version to the newest one. */
  upcast(from: CompiledRecord, value: RecordValue): RecordValue;
};

const byName = (definitions: Iterable<RecordDefinition>): ReadonlyMap<string, readonly RecordDefinition[]> => {
  const names = new Map<string, RecordDefinition[]>();
  for (const definition of definitions) {
    const versions = names.get(definition.name) ?? [];
    names.set(
      definition.name,
      [...versions, definition].sort((a, b) => a.version - b.version),
    );
  }
  for (const [name, versions] of names)
    for (const [index, { version, kind }] of versions.entries()) {
      assertInvariant(
        version === index + 1,
        'definition-malformed',
        `versions of ${name} do not run from 1 without gap`,
      );
      assertInvariant(kind === versions[0]?.kind, 'definition-malformed', `${name} changes its kind`);
    }
  return names;
};

export const createVocabulary = (definitions: readonly RecordDefinition[]): Vocabulary => {
  const compiled = new Map<string, readonly CompiledRecord[]>();
  const ids = new Map<number, CompiledRecord>();

  const inside = (name: string, version: number): CompiledRecord => {
    const record = compiled.get(name)?.[version - 1];
    if (record === undefined) throw breach(`unknown record ${JSON.stringify(name)} version ${version}`);
    if (record.embeds) throw breach(`${name} holds records itself`);
    return record;
  };
  const newestInside = (name: string, version: number): CompiledRecord => {
    const record = inside(name, version);
    const newest = compiled.get(name)?.length;
    if (version !== newest) throw breach(`${name} is at version ${newest}, got ${version}`);
    return record;
  };
  const lifted = (from: CompiledRecord, value: unknown) => {
    const { name } = from.definition;
    return { record: name, version: compiled.get(name)!.length, value: upcast(from, value as RecordValue) };
  };
  const embedded: RecordCompiler = {
    json: ({ record, version, value }) => newestInside(record, version).codec.json(value),
    parse: (record, version, json) => {
      const from = inside(record, version);
      return lifted(from, from.codec.parse(json));
    },
    toBytes: ({ record, version, value }) => {
      const { avroType, codec } = newestInside(record, version);
      return avroType.toBuffer(codec.toAvro(value));
    },
    fromBytes: (record, version, bytes) => {
      const from = inside(record, version);
      return lifted(from, from.codec.fromAvro(from.avroType.fromBuffer(bytes)));
    },
  };

  for (const [name, versions] of byName(new Set(definitions)))
    compiled.set(
      name,
      versions.map((definition) => {
        const record = compileRecord(definition, schemaIdOf(definition), { embedded });
        const taken = ids.get(record.schemaId)?.definition;
        assertInvariant(taken === undefined, 'schema-id-taken', `${name} and ${taken?.name} have the same schema id`);
        ids.set(record.schemaId, record);
        return record;
      }),
    );

  const upcast = (from: CompiledRecord, value: RecordValue): RecordValue => {
    const versions = compiled.get(from.definition.name)!;
    let lifted = value;
    for (let version = from.definition.version; version < versions.length; version++) {
      const { upcast: step } = versions[version]!.definition;
      assertInvariant(step !== null, 'definition-malformed', `no upcaster to ${from.definition.name} ${version + 1}`);
      lifted = step(lifted);
    }
    return lifted;
  };

  return {
    newest: (name) => compiled.get(name)?.at(-1),
    version: (name, version) => compiled.get(name)?.[version - 1],
    bySchemaId: (id) => ids.get(id),
    all: [...compiled.values()].flat(),
    upcast,
  };
};
