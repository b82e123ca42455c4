import { ok, refuse, type Result } from '@q2c/kernel';

/**
 * Avro schemas as a tree, names resolved. Only what reading needs is kept; attributes that nobody knows are left aside,
 * as the specification asks. A record may hold itself.
 */
export type Decimal = { readonly precision: number; readonly scale: number };
export type Plain = 'null' | 'boolean' | 'int' | 'long' | 'float' | 'double';

export type Schema =
  | { readonly kind: Plain }
  /** `format` is an attribute of ours: what the text has to look like. */
  | { readonly kind: 'string'; readonly format: string | null }
  | { readonly kind: 'bytes'; readonly decimal: Decimal | 'malformed' | null }
  | {
      readonly kind: 'fixed';
      readonly name: string;
      readonly size: number;
      readonly decimal: Decimal | 'malformed' | null;
    }
  | { readonly kind: 'enum'; readonly name: string; readonly symbols: readonly string[] }
  | { readonly kind: 'array'; readonly items: Schema }
  | { readonly kind: 'map'; readonly values: Schema }
  | { readonly kind: 'union'; readonly branches: readonly Schema[] }
  | RecordSchema;

export type RecordSchema = {
  readonly kind: 'record';
  /** With its namespace. */
  readonly name: string;
  readonly fields: readonly FieldSchema[];
};
/** `fallback`: the default as JSON; `undefined` where there is none. */
export type FieldSchema = { readonly name: string; readonly schema: Schema; readonly fallback: unknown };

export const unqualified = (name: string): string => name.slice(name.lastIndexOf('.') + 1);

const PLAIN: ReadonlySet<string> = new Set<Plain>(['null', 'boolean', 'int', 'long', 'float', 'double']);
const MAX_DEPTH = 100;
/** Nobody writes more places, and each of them becomes a character. */
const MAX_SCALE = 1_000;
const nameText = /^[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*$/;

type Attributes = { readonly [attribute: string]: unknown };
type Scope = { readonly namespace: string; readonly path: string; readonly depth: number };

class Wrong extends Error {
  readonly code = 'schema-wrong';
}
const isWrong = (error: unknown): error is Wrong =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'schema-wrong';

const wrong = ({ path }: Scope, what: string): Wrong => new Wrong(path === '' ? what : `${path}: ${what}`);
/** Names come from the file: what is no name is shown in quotes, control characters escaped. */
const shown = (step: string): string => (step === '*' || nameText.test(step) ? step : JSON.stringify(step));
const within = (scope: Scope, step: string): Scope => ({
  ...scope,
  path: scope.path === '' ? shown(step) : `${scope.path}.${shown(step)}`,
  depth: scope.depth + 1,
});

const isWhole = (value: unknown, min: number, max: number): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max;

const decimalOf = ({ logicalType, precision, scale = 0 }: Attributes): Decimal | 'malformed' | null => {
  if (logicalType !== 'decimal') return null;
  const fits = isWhole(precision, 1, Number.MAX_SAFE_INTEGER) && isWhole(scale, 0, Math.min(precision, MAX_SCALE));
  return fits ? { precision, scale } : 'malformed';
};

const listOf = (value: unknown, scope: Scope, what: string): readonly unknown[] => {
  if (!Array.isArray(value)) throw wrong(scope, `expected ${what}`);
  return value;
};

const attributesOf = (value: unknown, scope: Scope): Attributes => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(scope, 'expected a schema');
  return value as Attributes;
};

/** The full name of a type, and the namespace that holds inside it. */
const nameOf = (attributes: Attributes, scope: Scope): { readonly full: string; readonly namespace: string } => {
  const { name: given, namespace = scope.namespace } = attributes;
  if (typeof given !== 'string' || !nameText.test(given)) throw wrong(scope, 'expected a name');
  if (typeof namespace !== 'string') throw wrong(scope, 'expected a namespace');
  const full = given.includes('.') || namespace === '' ? given : `${namespace}.${given}`;
  return { full, namespace: full.slice(0, Math.max(0, full.lastIndexOf('.'))) };
};

const createParser = () => {
  const named = new Map<string, Schema>();

  const define = <S extends Schema & { readonly name: string }>(schema: S, scope: Scope): S => {
    if (named.has(schema.name)) throw wrong(scope, `"${schema.name}" is defined twice`);
    named.set(schema.name, schema);
    return schema;
  };

  const reference = (text: string, scope: Scope): Schema => {
    if (PLAIN.has(text)) return { kind: text as Plain };
    if (text === 'string') return { kind: 'string', format: null };
    if (text === 'bytes') return { kind: 'bytes', decimal: null };
    const inNamespace = text.includes('.') || scope.namespace === '' ? text : `${scope.namespace}.${text}`;
    const found = named.get(inNamespace) ?? named.get(text);
    if (found === undefined) throw wrong(scope, `${JSON.stringify(text)} is no type that is known there`);
    return found;
  };

  const record = (attributes: Attributes, scope: Scope): RecordSchema => {
    const { full, namespace } = nameOf(attributes, scope);
    const fields: FieldSchema[] = [];
    const names = new Set<string>();
    // Known before its fields are read: one of them may be of this type.
    const schema = define({ kind: 'record', name: full, fields }, scope);
    for (const entry of listOf(attributes['fields'], scope, 'a list of fields')) {
      const field = attributesOf(entry, scope);
      const { name: fieldName } = field;
      if (typeof fieldName !== 'string') throw wrong(scope, 'expected a field with a name');
      const inside = { ...within(scope, fieldName), namespace };
      if (names.has(fieldName)) throw wrong(inside, 'stands there twice');
      names.add(fieldName);
      fields.push({ name: fieldName, schema: parse(field['type'], inside), fallback: field['default'] });
    }
    return schema;
  };

  const complex = (attributes: Attributes, scope: Scope): Schema => {
    const { type } = attributes;
    switch (type) {
      case 'record':
      case 'error':
        return record(attributes, scope);
      case 'enum': {
        const symbols = listOf(attributes['symbols'], scope, 'a list of symbols').map(String);
        return define({ kind: 'enum', name: nameOf(attributes, scope).full, symbols }, scope);
      }
      case 'fixed': {
        const { size } = attributes;
        if (!isWhole(size, 0, 2 ** 31 - 1)) throw wrong(scope, 'expected a size in bytes');
        const { full } = nameOf(attributes, scope);
        return define({ kind: 'fixed', name: full, size, decimal: decimalOf(attributes) }, scope);
      }
      case 'array':
        return { kind: 'array', items: parse(attributes['items'], within(scope, '*')) };
      case 'map':
        return { kind: 'map', values: parse(attributes['values'], within(scope, '*')) };
      case 'bytes':
        return { kind: 'bytes', decimal: decimalOf(attributes) };
      case 'string': {
        const { format } = attributes;
        return { kind: 'string', format: typeof format === 'string' ? format : null };
      }
      default:
        return parse(type, { ...scope, depth: scope.depth + 1 });
    }
  };

  const parse = (value: unknown, scope: Scope): Schema => {
    if (scope.depth > MAX_DEPTH) throw wrong(scope, `nested more than ${MAX_DEPTH} deep`);
    if (typeof value === 'string') return reference(value, scope);
    if (!Array.isArray(value)) return complex(attributesOf(value, scope), scope);
    return { kind: 'union', branches: value.map((branch) => parse(branch, { ...scope, depth: scope.depth + 1 })) };
  };
  return parse;
};

/** The refusal says what is wrong, and in which field. */
export const parseSchema = (json: unknown): Result<Schema, string> => {
  try {
    return ok(createParser()(json, { namespace: '', path: '', depth: 0 }));
  } catch (error) {
    if (isWrong(error)) return refuse(error.message);
    throw error;
  }
};

const decimalWords = (base: string, decimal: Decimal | 'malformed' | null): string => {
  if (decimal === null) return base;
  return decimal === 'malformed'
    ? `${base} with a malformed decimal`
    : `${base} decimal(${decimal.precision}, ${decimal.scale})`;
};

const WORDS_MAX = 120;

/** A schema in a few words, for a person. */
export const describeSchema = (schema: Schema): string => {
  const words = wordsOf(schema);
  return words.length > WORDS_MAX ? `${words.slice(0, WORDS_MAX)}…` : words;
};

const wordsOf = (schema: Schema): string => {
  switch (schema.kind) {
    case 'bytes':
      return decimalWords('bytes', schema.decimal);
    case 'fixed':
      return decimalWords(`fixed(${schema.size})`, schema.decimal);
    case 'record':
    case 'enum':
      return `${schema.kind} ${schema.name}`;
    case 'union':
      return `union of ${schema.branches.slice(0, 20).map(wordsOf).join(', ')}`;
    default:
      return schema.kind;
  }
};
