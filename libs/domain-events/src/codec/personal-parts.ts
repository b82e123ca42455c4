import { Fault } from '@q2c/kernel';
import type { PartDefinition, RecordValue } from '../definition/index.ts';
import { compileFields } from './compile-field.ts';
import type { FieldCodec } from './field-codec.ts';
import { walkFields } from './field-paths.ts';
import { breach, describe, isMismatch } from './mismatch.ts';
import type { Vocabulary } from './vocabulary.ts';

/**
 * The plain text of personal data, before it is sealed and after it is opened: canonical JSON of version and value.
 * What was sealed once is never written again, so each text says by itself how it is to be read.
 */
export type PersonalParts = {
  /** In the newest version. Faults `part-unknown`, `value-malformed`. */
  encodePart(part: string, value: object): string;
  /** Lifted to the newest version. Faults `part-unknown` (also: a version that this build does not know), `value-malformed`. */
  decodePart(part: string, plaintext: string): RecordValue;
};

const nothingInside = (): never => {
  throw breach('personal data holds no records');
};
const context = {
  embedded: { json: nothingInside, parse: nothingInside, toBytes: nothingInside, fromBytes: nothingInside },
};

export const compilePart = ({ name, fields }: PartDefinition): FieldCodec => compileFields(name, fields, context);

const guarded = <T>(name: string, code: () => T): T => {
  try {
    return code();
  } catch (error) {
    if (isMismatch(error))
      throw new Fault('value-malformed', `${name}: ${describe(error)}`, { retriable: false, cause: error });
    throw error;
  }
};

/** The message of a syntax error quotes the text, which is personal here. */
const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw breach('is not JSON');
  }
};

type Version = { readonly definition: PartDefinition; readonly codec: FieldCodec };

const versionsOf = (part: PartDefinition): readonly PartDefinition[] =>
  part.earlier === null ? [part] : [...versionsOf(part.earlier.part), part];

const envelope = (text: string): { readonly version: number; readonly value: unknown } => {
  const json = parseJson(text);
  if (typeof json !== 'object' || json === null || !('version' in json) || !('value' in json))
    throw breach('has no version');
  if (typeof json.version !== 'number') throw breach('has no version');
  return { version: json.version, value: json.value };
};

export const createPersonalParts = (vocabulary: Vocabulary): PersonalParts => {
  const parts = new Map<string, readonly Version[]>();
  for (const { definition } of vocabulary.all)
    for (const { spec } of walkFields(definition.fields)) {
      if ((spec.kind !== 'sealed' && spec.kind !== 'personal-plain') || spec.part === null) continue;
      const { name, version } = spec.part;
      if ((parts.get(name)?.length ?? 0) >= version) continue;
      parts.set(
        name,
        versionsOf(spec.part).map((each) => ({ definition: each, codec: compilePart(each) })),
      );
    }

  const versioned = (name: string, version?: number): Version => {
    const versions = parts.get(name);
    const known = versions?.[(version ?? versions.length) - 1];
    if (known === undefined)
      throw new Fault('part-unknown', `no personal part "${name}"${version === undefined ? '' : ` ${version}`}`, {
        retriable: false,
      });
    return known;
  };

  const lifted = (name: string, version: number, value: RecordValue): RecordValue => {
    const later = parts.get(name)?.slice(version) ?? [];
    return later.reduce((each, { definition }) => definition.earlier?.upcast(each) ?? each, value);
  };

  return {
    encodePart: (name, value) =>
      guarded(name, () => {
        const { definition, codec } = versioned(name);
        return `{"value":${codec.json(value)},"version":${definition.version}}`;
      }),
    decodePart: (name, plaintext) =>
      guarded(name, () => {
        const { version, value } = envelope(plaintext);
        return lifted(name, version, versioned(name, version).codec.parse(value) as RecordValue);
      }),
  };
};
