import { q2cLanguage, type RecordTools } from '@q2c/domain-events/codec';
import { ok, refuse, type Result } from '@q2c/kernel';
import { intakeObjects } from '@q2c/sagas';
import { resolveSchemas, type Misfit, type Resolved } from './resolve.ts';
import { describeSchema, parseSchema, unqualified, type Schema } from './schema.ts';

/** Which of our intake records a file holds, and how its records become messages. */
export type IntakeRecord = {
  /** As the path of the intake names it: `quote`. */
  readonly object: string;
  readonly record: string;
  readonly version: number;
  readonly schemaId: number;
  readonly resolved: Resolved;
};

/** `misfits`: each field that does not fit; empty where it is not about fields. */
export type SchemaRefusal = {
  readonly code: 'schema-malformed' | 'record-unknown' | 'schema-unfit';
  readonly detail: string;
  readonly misfits: readonly Misfit[];
};

export const intakeObjectNames: readonly string[] = intakeObjects.map(({ object }) => object);

/** Newest first. */
const versionsOf = (name: string): readonly RecordTools[] =>
  q2cLanguage.definitions
    .filter((definition) => definition.name === name)
    .sort((a, b) => b.version - a.version)
    .map(({ version }) => q2cLanguage.definition(name, version));

const readerOf = ({ avroSchema }: RecordTools): Schema => {
  const parsed = parseSchema(avroSchema);
  if (!parsed.ok) throw new RangeError(parsed.refusal);
  return parsed.value;
};

const isResolved = (resolved: Resolved | readonly Misfit[]): resolved is Resolved => 'transcode' in resolved;

/**
 * The newest version of which the file brings every field; else the newest that it fits with our defaults. So a file of
 * an earlier version travels as what it is, and what the later version makes of it is decided where it is taken in.
 */
const fitOf = (writer: Schema, record: string): Pick<IntakeRecord, 'resolved' | 'version' | 'schemaId'> | Misfit[] => {
  const tries = versionsOf(record).map((tools) => ({ tools, resolved: resolveSchemas(writer, readerOf(tools)) }));
  const fits = tries.flatMap(({ tools: { version, schemaId }, resolved }) =>
    isResolved(resolved) ? [{ version, schemaId, resolved }] : [],
  );
  const fit = fits.find(({ resolved }) => resolved.defaulted.length === 0) ?? fits[0];
  if (fit !== undefined) return fit;
  const [newest] = tries;
  return newest === undefined || isResolved(newest.resolved) ? [] : [...newest.resolved];
};

const objectOf = (writer: Schema, wanted: string | undefined): (typeof intakeObjects)[number] | undefined => {
  if (wanted !== undefined) return intakeObjects.find(({ object }) => object === wanted);
  return intakeObjects.find(({ record }) => writer.kind === 'record' && unqualified(writer.name) === record);
};

/** `schema`: the writer's, as JSON. `wanted`: the object, where the record's name does not say it. */
export const intakeRecordOf = (schema: unknown, wanted?: string): Result<IntakeRecord, SchemaRefusal> => {
  const no = (code: SchemaRefusal['code'], detail: string, misfits: readonly Misfit[] = []) =>
    refuse({ code, detail, misfits });
  const writer = parseSchema(schema);
  if (!writer.ok) return no('schema-malformed', writer.refusal);
  const found = objectOf(writer.value, wanted);
  if (found === undefined) {
    const known = intakeObjects.map(({ record, object }) => `${record} (${object})`).join(', ');
    return no('record-unknown', `it holds ${describeSchema(writer.value)}; taken in are records named ${known}`);
  }
  const { object, record } = found;
  const fit = fitOf(writer.value, record);
  if (!Array.isArray(fit)) return ok({ object, record, ...fit });
  return no('schema-unfit', `${describeSchema(writer.value)} cannot be read as ${record}`, fit);
};
