/**
 * What a schema must not be, so that it can be released and nobody is hurt by it later: unclassified fields, floats,
 * lists that a few bytes blow up, shapes without end, personal data in the open, and names that change the order of
 * keys in JSON. Works on the Avro schema as it is published, so it also judges one that was written by hand.
 */
import type { RecordDefinition } from '../definition/index.ts';
import { walkFields } from './field-paths.ts';

const classifications: ReadonlySet<unknown> = new Set(['public', 'internal', 'confidential', 'personal']);
const avroName = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** Reading a missing field with such a name would find what every object inherits. */
const inherited: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));
const primitives: ReadonlySet<string> = new Set(['null', 'boolean', 'int', 'long', 'bytes', 'string']);

type Schema = string | readonly Schema[] | { readonly [attribute: string]: unknown };
type Named = { readonly schema: Schema; readonly open: boolean };
type Visit = { readonly path: string; readonly named: Map<string, Named>; readonly problems: string[] };

const attribute = (schema: Schema, name: string): unknown =>
  typeof schema === 'object' && !isUnion(schema) ? schema[name] : undefined;
const isUnion = (schema: Schema): schema is readonly Schema[] => Array.isArray(schema);
const fieldsOf = (schema: Schema): readonly { readonly [attribute: string]: unknown }[] => {
  const fields = attribute(schema, 'fields');
  return Array.isArray(fields) ? (fields as { readonly [attribute: string]: unknown }[]) : [];
};

/** Whether a value of the schema may take no bytes at all. */
const mayBeEmpty = (schema: Schema, named: ReadonlyMap<string, Named>): boolean => {
  if (schema === 'null') return true;
  if (isUnion(schema)) return false;
  const type = typeof schema === 'string' ? schema : attribute(schema, 'type');
  if (type === 'null') return true;
  if (type === 'record') return fieldsOf(schema).every((field) => mayBeEmpty(field['type'] as Schema, named));
  if (type === 'fixed') return attribute(schema, 'size') === 0;
  const known = typeof schema === 'string' ? named.get(schema) : undefined;
  return known !== undefined && !known.open && mayBeEmpty(known.schema, named);
};

const lintField = (field: { readonly [attribute: string]: unknown }, visit: Visit): void => {
  const name = String(field['name']);
  const path = visit.path === '' ? name : `${visit.path}.${name}`;
  if (!classifications.has(field['classification'])) visit.problems.push(`${path}: is not classified`);
  if (/^[0-9]+$/.test(name)) visit.problems.push(`${path}: an integer-like key changes the order of keys in JSON`);
  else if (!avroName.test(name)) visit.problems.push(`${path}: is no Avro name`);
  if (inherited.has(name)) visit.problems.push(`${path}: every object has such a property`);
  const type = field['type'] as Schema;
  if (isUnion(type) && field['default'] !== null)
    visit.problems.push(`${path}: a nullable field needs the default null, or older writers cannot be read`);
  lintType(type, { ...visit, path });
};

const lintRecord = (schema: Schema, visit: Visit): void => {
  const name = String(attribute(schema, 'name'));
  visit.named.set(name, { schema, open: true });
  if (fieldsOf(schema).length === 0) visit.problems.push(`${visit.path || name}: a record without fields`);
  for (const field of fieldsOf(schema)) lintField(field, visit);
  visit.named.set(name, { schema, open: false });
};

const lintList = (schema: Schema, visit: Visit): void => {
  const items = attribute(schema, 'items') as Schema;
  const path = `${visit.path}.*`;
  if (typeof attribute(schema, 'maxItems') !== 'number')
    visit.problems.push(`${visit.path}: a list without "maxItems"`);
  lintType(items, { ...visit, path });
  if (mayBeEmpty(items, visit.named)) visit.problems.push(`${path}: items that take no bytes fill memory`);
};

const lintReference = (name: string, { path, named, problems }: Visit): void => {
  if (name === 'float' || name === 'double') problems.push(`${path}: ${name} is not exact`);
  else if (primitives.has(name)) return;
  else if (named.get(name)?.open === true) problems.push(`${path}: ${name} holds itself without bound`);
  else if (!named.has(name)) problems.push(`${path}: unknown type ${name}`);
};

const lintUnion = (branches: readonly Schema[], visit: Visit): void => {
  if (branches.length !== 2 || branches[0] !== 'null')
    visit.problems.push(`${visit.path}: a union other than [null, type]`);
  for (const branch of branches) lintType(branch, visit);
};

const lintObject = (schema: Schema, visit: Visit): void => {
  const type = attribute(schema, 'type');
  if (type === 'record') lintRecord(schema, visit);
  else if (type === 'array') lintList(schema, visit);
  else if (type === 'map') visit.problems.push(`${visit.path}: a map has no bound, and its keys are data`);
  else if (type === 'enum' || type === 'fixed')
    visit.named.set(String(attribute(schema, 'name')), { schema, open: false });
  else lintType(type as Schema, visit);
};

const lintType = (schema: Schema, visit: Visit): void => {
  if (typeof schema === 'string') lintReference(schema, visit);
  else if (isUnion(schema)) lintUnion(schema, visit);
  else lintObject(schema, visit);
};

/** What is wrong with an Avro schema, as `path: problem`; none when it may be released. */
export const lintSchema = (schema: unknown): readonly string[] => {
  const problems: string[] = [];
  lintType(schema as Schema, { path: '', named: new Map(), problems });
  return problems;
};

/** Personal data is sealed everywhere but in what arrives, where it stands as one field of its own. */
export const lintPersonalFields = ({ kind, fields }: RecordDefinition): readonly string[] =>
  walkFields(fields).flatMap(({ path, spec, classification }, _, all) => {
    const holdsPersonal = spec.kind === 'sealed' || spec.kind === 'personal-plain';
    const insidePersonal = all.some(
      (outer) => outer.spec.kind === 'personal-plain' && path.startsWith(`${outer.path}.`),
    );
    const problems: string[] = [];
    if (holdsPersonal && classification !== 'personal')
      problems.push(`${path}: holds personal data, says ${classification}`);
    if (classification === 'personal' && !holdsPersonal && !insidePersonal)
      problems.push(`${path}: personal data that is not sealed`);
    if (spec.kind === 'personal-plain' && kind !== 'intake') problems.push(`${path}: personal data in the open`);
    if (spec.kind === 'personal-plain' && path.includes('.')) problems.push(`${path}: personal data inside a part`);
    return problems;
  });
