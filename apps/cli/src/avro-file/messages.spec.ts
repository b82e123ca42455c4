import { block, container, createFiles, header, text, varint } from './spec/containers.ts';
import { decoded, lineRecord, quoteFields, quoteRecord, quoteSchema, quoteValue } from './spec/quotes.ts';
import { readAll } from './spec/read-all.ts';

const files = createFiles();
afterAll(() => files.end());

const schema = quoteSchema();
/** What `quoteRecord` of one digit takes. */
const oneBytes = 113;
const long = { lines: Array.from({ length: 2_000 }, () => lineRecord({ description: 'x'.repeat(500) })) };

test('a record longer than a message may be is refused with its place, and the others are given', async () => {
  const records = [quoteRecord(1), quoteRecord(2, long), quoteRecord(3)];
  const path = files.write(container({ schema, records, codec: 'deflate' }));
  const { records: read, fault } = await readAll(path);
  expect(fault).toBeUndefined();
  const offset = header(schema, 'deflate').length;
  expect(read[1]).toEqual({
    ...{ kind: 'unfit', code: 'message-too-large', detail: 'it has more than 900000 bytes as a message' },
    ...{ record: 2, block: 1, offset, offsetInBlock: oneBytes },
  });
  expect(read.map((each) => (each.kind === 'message' ? decoded(each.message) : null))).toEqual([
    quoteValue(1),
    null,
    quoteValue(3),
  ]);
});

test('records are counted through the file, and placed in their blocks', async () => {
  const records = [1, 2, 3, 4, 5].map((n) => quoteRecord(n));
  const { records: read } = await readAll(files.write(container({ schema, records, perBlock: 2 })));
  expect(read.map(({ record, block: number, offsetInBlock }) => [record, number, offsetInBlock])).toEqual([
    [1, 1, 0],
    [2, 1, oneBytes],
    [3, 2, 0],
    [4, 2, oneBytes],
    [5, 3, 0],
  ]);
});

describe('a block with one record that is not there in full', () => {
  const good = container({ schema, records: [quoteRecord(1)] }).subarray(header(schema, 'null').length);
  const body = container({ schema, records: [quoteRecord(2)] }).subarray(header(schema, 'null').length + 3, -16);
  const refused = async (count: number, bytes: Buffer) => {
    const { records, fault } = await readAll(files.write(Buffer.concat([header(schema), good, block(count, bytes)])));
    return { records: records.length, block: fault?.place.block, code: fault?.code, message: fault?.message };
  };

  test.each([
    [
      'text beyond the end',
      2,
      Buffer.concat([body, text('Q-3'), varint(50)]),
      /^record 3, at byte 113 .*beyond the end/,
    ],
    ['text of negative length', 1, Buffer.concat([varint(-1), body]), /^record 2, at byte 0 .*negative length/],
    ['a number of more than 64 bits', 1, Buffer.alloc(20, 0xff), /more than 64 bits/],
    ['more bytes than records', 1, Buffer.concat([body, Buffer.from('more')]), /^record 2, at byte 113 .*more bytes/],
    ['fewer bytes than records', 2, body, /^record 3, at byte 113 /],
  ])('gives none of them: %s', async (_name, count, bytes, message) =>
    expect(await refused(count, bytes)).toEqual({
      ...{ records: 1, block: 2, code: 'record-malformed', message: expect.stringMatching(message) },
    }),
  );
});

describe('what a few bytes announce', () => {
  const extra = (type: unknown) => quoteSchema([{ name: 'extra', type }, ...quoteFields()]);
  const node = { type: 'record', name: 'Node', fields: [{ name: 'next', type: ['null', 'Node'] }] };
  const empty = { type: 'record', name: 'Empty', fields: [{ name: 'nothing', type: 'null' }] };
  const rest = container({ schema, records: [quoteRecord(1)] }).subarray(header(schema, 'null').length + 3, -16);
  const read = async (type: unknown, front: Buffer) =>
    readAll(files.write(Buffer.concat([header(extra(type)), block(1, Buffer.concat([front, rest]))])));

  test.each([
    ['nulls', { type: 'array', items: 'null' }],
    ['records without bytes', { type: 'array', items: empty }],
  ])('as billions of %s takes no time', async (_name, type) => {
    const billions = Buffer.concat([varint(2n ** 50n), varint(2n ** 50n), varint(0)]);
    expect(await read(type, billions)).toMatchObject({ records: [{ kind: 'message' }], fault: undefined });
  });

  test.each([
    ['a list of billions', { type: 'array', items: 'int' }, varint(2n ** 50n), /a list goes on beyond the end/],
    ['a list of more than can be counted', { type: 'array', items: 'null' }, varint(2n ** 60n), /beyond all bounds/],
    ['a map of billions', { type: 'map', values: 'null' }, varint(2n ** 50n), /a list goes on beyond the end/],
    ['text of billions', 'string', varint(2n ** 50n), /beyond the end/],
    ['records in records without end', node, Buffer.alloc(100_000, 2), /nested more than 100 deep/],
    ['a choice that there is not', ['null', 'int'], varint(7), /choice 7 of 2/],
  ])('as %s is refused', async (_name, type, front, message) =>
    expect((await read(type, front)).fault).toMatchObject({
      code: 'record-malformed',
      message: expect.stringMatching(message),
    }),
  );

  test('in records of records of records takes no more time than its bytes', async () => {
    // Each holds the one before twice: the last one holds 2^60 times nothing, and one byte.
    let type: unknown = { type: 'record', name: 'R0', fields: [{ name: 'a', type: 'null' }] };
    for (let n = 1; n <= 60; n += 1)
      type = {
        ...{ type: 'record', name: `R${n}` },
        fields: [
          { name: 'a', type },
          { name: 'b', type: `R${n - 1}` },
        ],
      };
    expect(await read(type, Buffer.alloc(0))).toMatchObject({ records: [{ kind: 'message' }], fault: undefined });
  });
});
