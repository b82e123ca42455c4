import { Fault } from '@q2c/kernel';
import type { PartDefinition, RecordValue } from '../definition/index.ts';
import { compileFields } from './compile-field.ts';
import type { FieldCodec } from './field-codec.ts';
import { walkFields } from './field-paths.ts';
import { breach, describe, isMismatch } from './mismatch.ts';
import type { Vocabulary } from './vocabulary.ts';

/** The plain text of personal data, before it is sealed and after it is opened: canonical JSON of a part, by its name. */
export type PersonalParts = {
  /** Faults `part-unknown`, `value-malformed`. */
  encodePart(part: string, value: object): string;
  /** Faults `part-unknown`, `value-malformed`. */
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

export const createPersonalParts = (vocabulary: Vocabulary): PersonalParts => {
  const codecs = new Map<string, FieldCodec>();
  for (const { definition } of vocabulary.all)
    for (const { spec } of walkFields(definition.fields))
      if ((spec.kind === 'sealed' || spec.kind === 'personal-plain') && spec.part !== null)
        codecs.set(spec.part.name, compilePart(spec.part));

  const codecOf = (name: string): FieldCodec => {
    const codec = codecs.get(name);
    if (codec === undefined) throw new Fault('part-unknown', `no personal part "${name}"`, { retriable: false });
    return codec;
  };
  return {
    encodePart: (name, value) => guarded(name, () => codecOf(name).json(value)),
    decodePart: (name, plaintext) => guarded(name, () => codecOf(name).parse(parseJson(plaintext)) as RecordValue),
  };
};
