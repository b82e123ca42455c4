import avsc from 'avsc';
import fc from 'fast-check';
import { q2cLanguage } from '@q2c/domain-events/codec';
import { intakeRecordOf, type IntakeRecord } from './intake-record.ts';
import { createMessages, type FileRecord } from './messages.ts';
import {
  decoded,
  lineFields,
  lineRecord,
  lineValue,
  quoteFields,
  quoteRecord,
  quoteSchema,
  quoteValue,
} from './spec/quotes.ts';

const resolved = (schema: unknown, object?: string): IntakeRecord => {
  const found = intakeRecordOf(schema, object);
  if (!found.ok) throw new RangeError(JSON.stringify(found.refusal));
  return found.value;
};
/** Records as a writer with this schema writes them, each as our intake sees it. */
const rows = (schema: unknown, ...records: readonly object[]): readonly FileRecord[] => {
  const type = avsc.Type.forSchema(schema as avsc.Schema);
  const data = Buffer.concat(records.map((record) => type.toBuffer(record)));
  return [...createMessages(resolved(schema)).of({ number: 1, offset: 0, count: records.length, data }, 0)];
};
const taken = (schema: unknown, ...records: readonly object[]): readonly unknown[] =>
  rows(schema, ...records).map((row) => (row.kind === 'message' ? decoded(row.message) : `${row.code}: ${row.detail}`));

const without = (...names: readonly string[]) => quoteFields().filter(({ name }) => !names.includes(name));

describe('the fields of a record', () => {
  test('may stand in any order, in records inside it as well', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray(lineFields(), { minLength: 6 }),
        fc.infiniteStream(fc.nat()),
        (shuffledLine, order) => {
          const lines = { type: 'array', items: { type: 'record', name: 'Item', fields: shuffledLine } };
          // Behind the field that defines it, a type is used by its name: the lines define the amount.
          const [first, ...rest] = quoteFields({ lines }).toSorted((a, b) =>
            a.name === 'lines' ? -1 : b.name === 'lines' ? 1 : 0,
          );
          const mixed = rest
            .map((field) => ({ field, at: order.next().value ?? 0 }))
            .sort((a, b) => a.at - b.at)
            .map(({ field }) => field);
          expect(taken(quoteSchema([first!, ...mixed]), quoteRecord(1), quoteRecord(2))).toEqual([
            quoteValue(1),
            quoteValue(2),
          ]);
        },
      ),
      { numRuns: 50 },
    );
  });

  test('may be more than ours, of any type; they are left out', () => {
    const node = { type: 'record', name: 'Node', fields: [{ name: 'next', type: ['null', 'Node'] }] };
    const kinds: readonly (readonly [type: unknown, value: unknown])[] = [
      ['null', null],
      ['boolean', true],
      ['int', -5],
      ['long', 2 ** 40],
      ['float', 1.5],
      ['double', -1.5],
      ['bytes', Buffer.from('bytes')],
      ['string', 'text'],
      [{ type: 'fixed', name: 'Fixed', size: 3 }, Buffer.from('abc')],
      [{ type: 'enum', name: 'Enum', symbols: ['A', 'B'] }, 'B'],
      [{ type: 'array', items: 'string' }, ['a', 'b']],
      [{ type: 'array', items: 'null' }, [null, null]],
      [
        { type: 'map', values: ['null', 'long'] },
        { a: null, b: 7 },
      ],
      [node, { next: { next: { next: null } } }],
      [{ type: 'int', logicalType: 'date' }, 20_000],
    ];
    const more = kinds.map(([type], index) => ({ name: `extra${index}`, type }));
    const values = Object.fromEntries(kinds.map(([, value], index) => [`extra${index}`, value]));
    const between = quoteFields().flatMap((field, index) => [...more.slice(index * 2, index * 2 + 2), field]);
    expect(taken(quoteSchema(between), quoteRecord(1, values), quoteRecord(2, values))).toEqual([
      quoteValue(1),
      quoteValue(2),
    ]);
  });

  test('may be left out where we have a default', () => {
    const schema = quoteSchema(without('purchaseOrderNumber'));
    expect(taken(schema, quoteRecord(1))).toEqual([quoteValue(1, { purchaseOrderNumber: null })]);
  });

  test('may all be nullable, as some writers have it, as long as none is null that we need', () => {
    const lines = { type: 'array', items: { type: 'record', name: 'Item', fields: lineFields() } };
    const schema = quoteSchema(
      quoteFields().map((field) => ({
        ...field,
        type:
          field.name === 'purchaseOrderNumber'
            ? ['string', 'null']
            : ['null', field.name === 'lines' ? lines : field.type],
      })),
    );
    expect(taken(schema, quoteRecord(1), quoteRecord(2, { legalEntity: null }), quoteRecord(3))).toEqual([
      quoteValue(1),
      'value-unfit: legalEntity is null, which does not fit',
      quoteValue(3),
    ]);
  });
});

describe('which version a file travels as', () => {
  const versionOf = (...names: string[]) => {
    const { version, schemaId } = resolved(quoteSchema(without(...names)));
    return [version, schemaId];
  };

  test('is the newest of which it brings every field', () => {
    expect(versionOf()).toEqual([2, 102]);
    expect(versionOf('purchaseOrderNumber')).toEqual([1, 101]);
  });

  test.each(['Quote', 'PaymentNotice'])('%s: each version of ours resolves to itself', (record) => {
    const versions = q2cLanguage.definitions.filter(({ name }) => name === record).map(({ version }) => version);
    for (const version of versions)
      expect(resolved(q2cLanguage.definition(record, version).avroSchema)).toMatchObject({ record, version });
  });
});

describe('numbers', () => {
  const decimal = (precision: number, scale: number) => ({ type: 'bytes', logicalType: 'decimal', precision, scale });
  const fixed = { type: 'fixed', name: 'Price', size: 16, logicalType: 'decimal', precision: 38, scale: 9 };
  const priced = (quantity: unknown, unitPrice: unknown) => quoteSchema(quoteFields({ quantity, unitPrice }));
  const complement = (whole: bigint): Buffer =>
    Buffer.from(BigInt.asUintN(128, whole).toString(16).padStart(32, '0'), 'hex');
  const line = (quantity: unknown, unitPrice: unknown) =>
    quoteRecord(1, { lines: [lineRecord({ quantity, unitPrice })] });

  test('are taken as decimals on bytes and on fixed where we have decimal text', () => {
    const schema = priced(decimal(10, 2), fixed);
    const written = [
      line(Buffer.from([0x04, 0x1a]), complement(114_280_000_000n)),
      line(Buffer.from([0xfb, 0xe6]), complement(-1n)),
      line(Buffer.from([0]), complement(10n ** 37n)),
    ];
    const values = [
      ['10.5', '114.28'],
      ['-10.5', '-0.000000001'],
      ['0', '10000000000000000000000000000'],
    ].map(([quantity, unitPrice]) => quoteValue(1, { lines: [lineValue({ quantity, unitPrice })] }));
    expect(taken(schema, ...written)).toEqual(values);
  });

  test('are taken as text as they stand, and brought into our form by the intake', () => {
    expect(taken(priced('string', 'string'), line('10.50', '114.280'))).toEqual([quoteValue(1)]);
    expect(taken(priced('string', 'string'), line('10,50', '114.28'))).toEqual([
      { code: 'content-invalid', detail: expect.stringContaining('lines.0.quantity') },
    ]);
  });

  test('without end or without bytes are refused one by one', () => {
    const schema = priced(decimal(400, 2), 'string');
    const long = Buffer.alloc(129, 1);
    expect(taken(schema, line(long, '1'), line(Buffer.alloc(0), '1'), line(Buffer.from([100]), '114.28'))).toEqual([
      'value-unfit: lines.*.quantity is a decimal of 129 bytes; expected 1 to 128',
      'value-unfit: lines.*.quantity is a decimal of 0 bytes; expected 1 to 128',
      quoteValue(1, { lines: [lineValue({ quantity: '1' })] }),
    ]);
  });

  test.each([
    [0, 0n],
    [7, 7n],
    [2 ** 52, 2n ** 52n],
  ])('as long are the source version: %i', (sourceVersion, expected) => {
    for (const type of ['long', ['null', 'long']])
      expect(taken(quoteSchema(quoteFields({ sourceVersion: type })), quoteRecord(1, { sourceVersion }))).toEqual([
        quoteValue(1, { sourceVersion: expected }),
      ]);
  });

  test('below zero are sent, so that the intake refuses them and keeps them', () => {
    const schema = quoteSchema(quoteFields({ sourceVersion: 'long' }));
    expect(taken(schema, quoteRecord(1, { sourceVersion: -3 }))).toEqual([
      { code: 'message-malformed', detail: 'sourceVersion: expected decimal text of a whole number, got a string' },
    ]);
  });
});

describe('a schema that does not fit', () => {
  const misfits = (schema: unknown, object?: string) => {
    const found = intakeRecordOf(schema, object);
    if (found.ok) throw new RangeError('it fits');
    return {
      code: found.refusal.code,
      misfits: found.refusal.misfits.map(({ path, message }) => `${path} ${message}`),
    };
  };

  test('is refused with every field that does not fit', () => {
    const fields = quoteFields({
      quoteNumber: 'int',
      sourceVersion: 'double',
      acceptedOn: { type: 'int', logicalType: 'date' },
      paymentTermsDays: 'long',
      quantity: 'double',
      unitPrice: 'bytes',
      productCode: ['null', 'int'],
      amount: {
        type: 'record',
        name: 'Amount',
        fields: [{ name: 'minor', type: { type: 'bytes', logicalType: 'decimal', precision: 9, scale: 2 } }],
      },
      purchaseOrderNumber: 'long',
    }).filter(({ name }) => name !== 'customerNumber' && name !== 'total');
    expect(misfits(quoteSchema(fields))).toEqual({
      code: 'schema-unfit',
      misfits: [
        'quoteNumber is int; expected string',
        'sourceVersion is double; expected string, long or int',
        'customerNumber is missing; expected string',
        'acceptedOn is int; expected string (date)',
        'paymentTermsDays is long; expected int',
        'lines.*.productCode is int; expected string',
        'lines.*.quantity is double; expected string, or decimal on bytes or fixed',
        'lines.*.unitPrice is bytes; expected string, or decimal on bytes or fixed',
        'lines.*.amount.minor is bytes decimal(9, 2); expected long or int',
        'lines.*.amount.currency is missing; expected string',
        'total is missing; expected record q2c.Money',
        'purchaseOrderNumber is long; expected string',
      ],
    });
  });

  test('is refused where a decimal is malformed: its bytes could pass for text', () => {
    const quantity = { type: 'bytes', logicalType: 'decimal', precision: 2, scale: 3 };
    expect(misfits(quoteSchema(quoteFields({ quantity }))).misfits).toEqual([
      'lines.*.quantity is bytes with a malformed decimal; expected string, or decimal on bytes or fixed',
    ]);
  });

  test('is refused as unknown where its name says nothing to us, unless the object is said', () => {
    const schema = { ...quoteSchema(), name: 'Deal' };
    expect(misfits(schema)).toEqual({ code: 'record-unknown', misfits: [] });
    expect(resolved(schema, 'quote')).toMatchObject({ object: 'quote', record: 'Quote', version: 2 });
    expect(misfits(schema, 'payment-notice')).toMatchObject({ code: 'schema-unfit' });
    expect(misfits('string')).toEqual({ code: 'record-unknown', misfits: [] });
    expect(misfits({ type: 'record' })).toEqual({ code: 'schema-malformed', misfits: [] });
  });
});
