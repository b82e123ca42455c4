import type { Refusal } from '@q2c/domain-events';
import { MAX_INPUT_BYTES, type Fields, type FieldSpec, type Language, type Problem } from '@q2c/domain-events/codec';
import { ok, refuse, type Result } from '@q2c/kernel';
import type { IntakeObject } from '@q2c/runtime';
import { readJson, shownName, type Json } from './exact-json.ts';

/**
 * The JSON form of what is taken in: the newest version of the record as canonical JSON has it, in any order and with
 * any white space. Minor units and versions are whole numbers or decimal text, decimals are text, what there is none of
 * is `null` or left out. It is translated into the wire form and goes the same way from there, so both say the same.
 */
type Found = { readonly problems: Problem[] };
type Read = (json: Json | undefined, path: string, found: Found) => unknown;

/** More are counted. */
const problemsMax = 500;
const minorText = /^(?:0|-?[1-9][0-9]{0,18})$/;
const u64Text = /^(?:0|[1-9][0-9]{0,19})$/;

const isMembers = (json: Json | undefined): json is ReadonlyMap<string, Json> =>
  typeof json === 'object' && json !== null && 'size' in json;

const below = (path: string, name: string | number): string => (path === '' ? String(name) : `${path}.${name}`);

/** For the validator, which says what it expected instead. */
const asIs: Read = (json) => (isMembers(json) ? {} : typeof json === 'bigint' ? Number(json) : json);

const whole =
  (text: RegExp): Read =>
  (json, path, { problems }) => {
    if (typeof json === 'bigint') return json;
    if (typeof json === 'string' && text.test(json)) return BigInt(json);
    problems.push({ path, message: 'expected a whole number: digits alone, as a number or as text' });
    return undefined;
  };

/** `2147483647.00000001` is 2147483647 for whoever reads it as a float. */
const int: Read = (json, path, { problems }) => {
  if (typeof json === 'number') problems.push({ path, message: 'expected a whole number: digits alone' });
  return typeof json === 'bigint' ? Number(json) : json;
};

const list =
  (item: Read): Read =>
  (json, path, found) =>
    Array.isArray(json) ? json.map((one: Json, n) => item(one, below(path, n), found)) : asIs(json, path, found);

type Member = { readonly read: Read; readonly required: boolean };

const record =
  (members: ReadonlyMap<string, Member>): Read =>
  (json, path, found) => {
    if (!isMembers(json)) return asIs(json, path, found);
    for (const name of json.keys())
      if (!members.has(name)) found.problems.push({ path: below(path, shownName(name)), message: 'no such field' });
    return Object.fromEntries(
      [...members].map(([name, { read, required }]) => {
        const at = below(path, name);
        if (json.has(name) || !required) return [name, read(json.get(name), at, found)];
        found.problems.push({ path: at, message: 'is missing' });
        return [name, undefined];
      }),
    );
  };

const nullable =
  (of: Read): Read =>
  (json, path, found) =>
    json === null || json === undefined ? null : of(json, path, found);

const required = (read: Read): Member => ({ read, required: true });
const money = record(
  new Map([
    ['minor', required(whole(minorText))],
    ['currency', required(asIs)],
  ]),
);

const reader = (spec: FieldSpec): Read => {
  switch (spec.kind) {
    case 'nullable':
      return nullable(reader(spec.of));
    case 'list':
      return list(reader(spec.item));
    case 'record':
    case 'personal-plain':
      return fieldsReader(spec.part.fields);
    case 'money':
      return money;
    case 'u64':
      return whole(u64Text);
    case 'int':
      return int;
    default:
      return asIs;
  }
};

const fieldsReader = (fields: Fields): Read =>
  record(
    new Map(
      Object.entries(fields).map(([name, { type }]) => [
        name,
        { read: reader(type), required: type.kind !== 'nullable' },
      ]),
    ),
  );

const described = (problems: readonly Problem[]): string => {
  const shown = problems
    .slice(0, problemsMax)
    .map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
  const more = problems.length - shown.length;
  return [...shown, ...(more > 0 ? [`${more} more problems`] : [])].join('; ');
};

const whiteSpace: readonly number[] = [0x09, 0x0a, 0x0d, 0x20];

/**
 * A message in the wire form begins with 0, text never does: white space, then something visible. What is neither is left
 * to the wire form, whose refusals say what is wrong.
 */
const isText = (bytes: Uint8Array): boolean => {
  const first = bytes.find((byte) => !whiteSpace.includes(byte));
  return first !== undefined && first > 0x20;
};

/** How a record is translated. Gives `undefined` for bytes that are no text. */
export const createJsonForm = (language: Language, name: string): NonNullable<IntakeObject['toWire']> => {
  const { version } = language.definition(name);
  const newest = language.definitions.find((each) => each.name === name && each.version === version);
  const read = fieldsReader(newest?.fields ?? {});

  const content = (json: Json): Result<Uint8Array, Refusal> => {
    const problems: Problem[] = [];
    const checked = language.validate(name, read(json, '', { problems }));
    const ours = new Set(problems.map(({ path }) => path));
    if (!checked.ok) problems.push(...checked.refusal.problems.filter(({ path }) => !ours.has(path)));
    if (checked.ok && problems.length === 0) return ok(language.wire.encode(name, checked.value));
    return refuse({ code: 'content-invalid', detail: described(problems) });
  };

  return (bytes) => {
    if (bytes.length > MAX_INPUT_BYTES || !isText(bytes)) return undefined;
    const json = readJson(bytes);
    if (json.ok) return content(json.value);
    return refuse({ code: 'message-malformed', detail: `the first byte is not 0, and as JSON: ${json.refusal}` });
  };
};

/** The same objects, each also in its JSON form. */
export const alsoAsJson = (language: Language, objects: readonly IntakeObject[]): readonly IntakeObject[] =>
  objects.map((object) => ({ ...object, toWire: createJsonForm(language, object.record) }));
