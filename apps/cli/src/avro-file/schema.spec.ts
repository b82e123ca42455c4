import { describeSchema, parseSchema } from './schema.ts';

const refusal = (schema: unknown): string => {
  const parsed = parseSchema(schema);
  if (parsed.ok) throw new RangeError('it was read');
  return parsed.refusal;
};
const words = (schema: unknown): string => {
  const parsed = parseSchema(schema);
  if (!parsed.ok) throw new RangeError(parsed.refusal);
  return describeSchema(parsed.value);
};
const record = (...fields: object[]) => ({ type: 'record', name: 'R', fields });

test('names are found in the namespace that holds where they are used', () => {
  const inner = { type: 'record', name: 'Inner', fields: [{ name: 'a', type: 'int' }] };
  const schema = {
    ...{ type: 'record', name: 'a.b.Outer' },
    fields: [
      { name: 'one', type: inner },
      { name: 'short', type: 'Inner' },
      { name: 'long', type: 'a.b.Inner' },
      { name: 'elsewhere', type: { type: 'enum', name: 'E', namespace: 'x', symbols: ['A'] } },
      { name: 'there', type: 'x.E' },
    ],
  };
  const parsed = parseSchema(schema);
  expect(parsed.ok && parsed.value).toMatchObject({
    name: 'a.b.Outer',
    fields: [
      { schema: { name: 'a.b.Inner' } },
      { schema: { name: 'a.b.Inner' } },
      { schema: { name: 'a.b.Inner' } },
      { schema: { name: 'x.E' } },
      { schema: { name: 'x.E' } },
    ],
  });
  expect(refusal({ ...schema, fields: [...schema.fields, { name: 'short', type: 'E' }] })).toBe(
    'short: stands there twice',
  );
  expect(refusal({ ...schema, fields: [...schema.fields, { name: 'other', type: 'E' }] })).toBe(
    'other: "E" is no type that is known there',
  );
});

test('a record may hold itself', () => {
  const parsed = parseSchema(record({ name: 'next', type: ['null', 'R'] }));
  expect(parsed.ok && describeSchema(parsed.value)).toBe('record R');
});

test.each([
  ['a number', 7, 'expected a schema'],
  ['nothing', null, 'expected a schema'],
  ['a type without a name', { type: 'record', fields: [] }, 'expected a name'],
  ['a name that is none', { type: 'enum', name: 'a-b', symbols: ['A'] }, 'expected a name'],
  ['no fields', { type: 'record', name: 'R' }, 'expected a list of fields'],
  ['a field without a name', record({ type: 'int' }), 'expected a field with a name'],
  ['a field without a type', record({ name: 'a' }), 'a: expected a schema'],
  ['a type that nobody knows', record({ name: 'a', type: 'text' }), 'a: "text" is no type that is known there'],
  [
    'one below others',
    record({ name: 'a', type: { type: 'array', items: 'x' } }),
    'a.*: "x" is no type that is known there',
  ],
  [
    'the same name twice',
    record({ name: 'a', type: { type: 'fixed', name: 'R', size: 1 } }),
    'a: "R" is defined twice',
  ],
  ['a fixed without size', record({ name: 'a', type: { type: 'fixed', name: 'F' } }), 'a: expected a size in bytes'],
  ['control characters', record({ name: '\u001b[2J', type: 'x' }), '"\\u001b[2J": "x" is no type that is known there'],
])('%s is refused with its place', (_name, schema, expected) => expect(refusal(schema)).toBe(expected));

test('one that is nested without end is refused, not followed', () => {
  let schema: unknown = 'int';
  for (let depth = 0; depth < 100_000; depth += 1) schema = { type: 'array', items: schema };
  expect(refusal(schema)).toMatch(/nested more than 100 deep$/);
});

test.each([
  ['long', 'long'],
  [{ type: 'bytes', logicalType: 'decimal', precision: 12, scale: 2 }, 'bytes decimal(12, 2)'],
  [{ type: 'bytes', logicalType: 'decimal', precision: 12 }, 'bytes decimal(12, 0)'],
  [{ type: 'bytes', logicalType: 'decimal', precision: 2, scale: 3 }, 'bytes with a malformed decimal'],
  [{ type: 'bytes', logicalType: 'decimal', precision: 0 }, 'bytes with a malformed decimal'],
  [{ type: 'fixed', name: 'F', size: 8, logicalType: 'decimal', precision: 18 }, 'fixed(8) decimal(18, 0)'],
  [{ type: { type: 'int', logicalType: 'date' } }, 'int'],
  [['null', 'string'], 'union of null, string'],
  [{ type: 'map', values: 'int' }, 'map'],
])('%j in words is "%s"', (schema, expected) => expect(words(schema)).toBe(expected));
