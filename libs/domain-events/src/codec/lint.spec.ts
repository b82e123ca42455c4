import {
  event,
  everybody,
  intake,
  internal,
  list,
  nested,
  part,
  personal,
  personalPlain,
  sealed,
  text,
} from '../definition/index.ts';
import { lintPersonalFields, lintSchema } from './lint.ts';

const record = (...fields: object[]): object => ({ type: 'record', name: 'q2c.Bad', fields });
const field = (type: unknown, name = 'value', more: object = {}): object => ({
  name,
  type,
  classification: 'internal',
  ...more,
});
const list10 = (items: unknown): object => ({ type: 'array', items, maxItems: 10 });

describe('the lint of schemas', () => {
  it('has nothing to say about a sound one', () => {
    const line = { type: 'record', name: 'q2c.Line', fields: [field('int', 'number'), field('string', 'text')] };
    const sound = record(field(list10(line), 'lines'), field(['null', 'q2c.Line'], 'last', { default: null }));
    expect(lintSchema(sound)).toEqual([]);
  });

  it.each<[string, object, readonly string[]]>([
    ['an unclassified field', record({ name: 'value', type: 'string' }), ['value: is not classified']],
    [
      'a classification that is none',
      record(field('string', 'value', { classification: 'secret' })),
      ['value: is not classified'],
    ],
    [
      'an unclassified field inside a list',
      record(field(list10({ type: 'record', name: 'q2c.Line', fields: [{ name: 'inner', type: 'int' }] }))),
      ['value.*.inner: is not classified'],
    ],
    ['float', record(field('float')), ['value: float is not exact']],
    [
      'double behind null',
      record(field(['null', 'double'], 'value', { default: null })),
      ['value: double is not exact'],
    ],
    ['double spelled out', record(field({ type: 'double', logicalType: 'money' })), ['value: double is not exact']],
    ['a list of null', record(field(list10('null'))), ['value.*: items that take no bytes fill memory']],
    [
      'a list of empty records',
      record(field(list10({ type: 'record', name: 'q2c.Empty', fields: [] }))),
      ['value.*: a record without fields', 'value.*: items that take no bytes fill memory'],
    ],
    [
      'a list of records of nothing',
      record(field(list10({ type: 'record', name: 'q2c.Nothing', fields: [field('null', 'a'), field('null', 'b')] }))),
      ['value.*: items that take no bytes fill memory'],
    ],
    [
      'a list of fixed of size zero, by name',
      record(field({ type: 'fixed', name: 'q2c.Zero', size: 0 }, 'first'), field(list10('q2c.Zero'))),
      ['value.*: items that take no bytes fill memory'],
    ],
    ['a list without bound', record(field({ type: 'array', items: 'string' })), ['value: a list without "maxItems"']],
    ['a map', record(field({ type: 'map', values: 'null' })), ['value: a map has no bound, and its keys are data']],
    [
      'a record that holds itself',
      record(field(['null', 'q2c.Bad'], 'value', { default: null })),
      ['value: q2c.Bad holds itself without bound'],
    ],
    [
      'a record that holds itself through another',
      record(field(list10({ type: 'record', name: 'q2c.Child', fields: [field('q2c.Bad', 'parent')] }))),
      ['value.*.parent: q2c.Bad holds itself without bound'],
    ],
    [
      'an integer-like key',
      record(field('string', '42')),
      ['42: an integer-like key changes the order of keys in JSON'],
    ],
    ['a key with a hyphen', record(field('string', 'a-b')), ['a-b: is no Avro name']],
    [
      'a key that every object has',
      record(field('string', 'constructor')),
      ['constructor: every object has such a property'],
    ],
    [
      'a nullable field without default',
      record(field(['null', 'string'])),
      ['value: a nullable field needs the default null, or older writers cannot be read'],
    ],
    [
      'a union of types',
      record(field(['int', 'string'], 'value', { default: null })),
      ['value: a union other than [null, type]'],
    ],
    ['a type that is nowhere defined', record(field('q2c.Unknown')), ['value: unknown type q2c.Unknown']],
  ])('refuses %s', (_, schema, problems) => {
    expect(lintSchema(schema)).toEqual(problems);
  });
});

describe('the lint of personal data', () => {
  const contact = part('Contact', personal({ email: text(80) }));

  it('has nothing to say about sealed parts, and plain ones in what arrives', () => {
    expect(lintPersonalFields(event('E', personal({ billTo: sealed(contact) })))).toEqual([]);
    expect(lintPersonalFields(intake('I', personal({ billTo: personalPlain(contact) })))).toEqual([]);
  });

  it.each([
    ['open personal data', event('E', personal({ email: text(80) })), ['email: personal data that is not sealed']],
    [
      'a plain part in an event',
      event('E', personal({ billTo: personalPlain(contact) })),
      ['billTo: personal data in the open'],
    ],
    [
      'a part of personal data that is nested as if it were none',
      event('E', internal({ billTo: nested(contact) })),
      ['billTo.email: personal data that is not sealed'],
    ],
    [
      'sealed data that says it is public',
      event('E', everybody({ billTo: sealed(contact) })),
      ['billTo: holds personal data, says public'],
    ],
    [
      'personal data in the items of a list',
      intake('I', internal({ lines: list(nested(part('Line', personal({ billTo: personalPlain(contact) }))), 5) })),
      ['lines.*.billTo: personal data inside a part'],
    ],
  ])('refuses %s', (_, definition, problems) => {
    expect(lintPersonalFields(definition)).toEqual(problems);
  });
});
