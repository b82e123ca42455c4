import { Fault, ok, refuse, type Result } from '@q2c/kernel';
import { coreRecords } from '../core/index.ts';
import type { RecordDefinition, RecordValue } from '../definition/index.ts';
import { createContentOf, type BusinessContent } from './business-content.ts';
import type { CompiledRecord } from './compiled-record.ts';
import { describe, isMismatch } from './mismatch.ts';
import { createPersonalParts, type PersonalParts } from './personal-parts.ts';
import { problemsOf, type Problem } from './problems.ts';
import { toolsOf, type RecordTools } from './tools.ts';
import { createVocabulary } from './vocabulary.ts';
import { createWire, type Wire } from './wire.ts';

/**
 * The language: every record it knows, in every form. What it writes is what its definitions allow, so a stored event
 * that does not decode was damaged or written by something else. Reading lifts each value to the newest version.
 */
export type Language = PersonalParts & {
  /** Canonical JSON of a value of the newest version. Faults `event-type-unknown`, `event-malformed`. */
  encodeEvent(type: string, data: object): { readonly data: string; readonly schemaVersion: number };
  /** The newest version. Faults `event-type-unknown` (also: a version that this build does not know), `event-malformed`. */
  decodeEvent(type: string, schemaVersion: number, text: string): RecordValue;
  readonly wire: Wire;
  /** All rules of the newest version; on success the normalised value. Fault `record-unknown`. */
  validate(record: string, value: unknown): Result<RecordValue, ContentRefusal>;
  /** Of a valid value of the newest version. Faults `record-unknown`, `value-malformed`. */
  businessContent(record: string, value: object): BusinessContent;
  /** For tools; the newest version unless one is given. Fault `record-unknown`. */
  definition(record: string, version?: number): RecordTools;
  /** Every version of every record. */
  readonly definitions: readonly RecordDefinition[];
};

export type ContentRefusal = { readonly code: 'content-invalid'; readonly problems: readonly Problem[] };

const fault = (code: string, message: string, cause?: unknown): Fault =>
  new Fault(code, message, { retriable: false, ...(cause === undefined ? {} : { cause }) });

/** Core records are always part of it; the order of records does not matter. */
export const createLanguage = (records: readonly RecordDefinition[]): Language => {
  const vocabulary = createVocabulary([...coreRecords, ...records]);
  const contents = new Map<string, (value: RecordValue) => BusinessContent>();

  const known = (name: string, version?: number): CompiledRecord => {
    const record = version === undefined ? vocabulary.newest(name) : vocabulary.version(name, version);
    if (record === undefined) throw fault('record-unknown', `no record "${name}" version ${version ?? 1}`);
    return record;
  };

  const event = (type: string, version?: number): CompiledRecord => {
    const record = version === undefined ? vocabulary.newest(type) : vocabulary.version(type, version);
    if (record?.definition.kind !== 'event')
      throw fault('event-type-unknown', `no event "${type}"${version === undefined ? '' : ` version ${version}`}`);
    return record;
  };

  const asFault = (code: string, name: string, error: unknown): unknown =>
    isMismatch(error) ? fault(code, `${name}: ${describe(error)}`, error) : error;

  return {
    ...createPersonalParts(vocabulary),
    wire: createWire(vocabulary),
    definitions: vocabulary.all.map(({ definition }) => definition),
    encodeEvent(type, data) {
      const { codec, definition } = event(type);
      try {
        return { data: codec.json(data), schemaVersion: definition.version };
      } catch (error) {
        throw asFault('event-malformed', type, error);
      }
    },
    decodeEvent(type, schemaVersion, text) {
      const record = event(type, schemaVersion);
      let json: unknown;
      try {
        json = JSON.parse(text);
      } catch (error) {
        throw fault('event-malformed', `${type}: not JSON`, error);
      }
      try {
        return vocabulary.lift(record, record.codec.parse(json) as RecordValue).value;
      } catch (error) {
        throw asFault('event-malformed', type, error);
      }
    },
    validate(name, value) {
      const checked = known(name).zod.safeParse(value);
      return checked.success
        ? ok(checked.data)
        : refuse({ code: 'content-invalid', problems: problemsOf(checked.error) });
    },
    businessContent(name, value) {
      let contentOf = contents.get(name);
      if (contentOf === undefined) contents.set(name, (contentOf = createContentOf(known(name))));
      try {
        return contentOf(value as RecordValue);
      } catch (error) {
        throw asFault('value-malformed', name, error);
      }
    },
    definition: (name, version) => toolsOf(known(name, version)),
  };
};
