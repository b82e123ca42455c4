import { readFileSync } from 'node:fs';
import { MAX_BLOCK_BYTES, openContainer } from './container.ts';
import { isFileFault } from './file-fault.ts';
import { block, compressed, container, createFiles, header, marker, text, varint } from './spec/containers.ts';
import { decoded, lineRecord, quoteRecord, quoteSchema, quoteValue } from './spec/quotes.ts';
import { messagesOf, readAll } from './spec/read-all.ts';

const files = createFiles();
afterAll(() => files.end());

const schema = quoteSchema();
const numbers = [1, 2, 3, 4, 5, 6];
const good = container({ schema, records: numbers.map((n) => quoteRecord(n)), codec: 'deflate', perBlock: 2 });
const head = header(schema, 'deflate');

/** How a file is refused, and how many records came before. */
const refused = async (bytes: Uint8Array) => {
  const path = files.write(bytes);
  try {
    const { records, fault } = await readAll(path);
    return { records: records.length, code: fault?.code, place: fault?.place, message: fault?.message };
  } catch (error) {
    if (!isFileFault(error)) throw error;
    return { records: 0, code: error.code, place: error.place, message: error.message };
  }
};

/** Where the blocks of a file begin, and where it ends. */
const boundaries = async (bytes: Uint8Array): Promise<readonly number[]> => {
  const opened = await openContainer(files.write(bytes));
  const starts: number[] = [];
  for await (const { offset } of opened.blocks()) starts.push(offset);
  await opened.close();
  return [...starts, bytes.length];
};

test('a file that is cut off anywhere gives whole blocks, and says where it ends', async () => {
  const starts = await boundaries(good);
  expect(starts).toHaveLength(4);
  for (let length = 0; length < good.length; length += 1) {
    const cut = await refused(good.subarray(0, length));
    if (length < head.length) {
      expect(cut).toMatchObject({
        records: 0,
        code: length < 4 ? 'file-not-avro' : 'file-truncated',
        place: { block: null },
      });
      continue;
    }
    const blocks = starts.filter((start) => start <= length).length - 1;
    const whole = starts[blocks] === length;
    expect({ length, ...cut }).toMatchObject({
      records: 2 * blocks,
      ...(whole
        ? { code: undefined }
        : { code: 'file-truncated', place: { block: blocks + 1, offset: starts[blocks] } }),
    });
    if (!whole) expect(cut.message).toBe(`the file ends at byte ${length}, within the block`);
  }
});

test('a bit that is wrong anywhere in a block never gives a record that was not written', async () => {
  const snappy = container({ schema, records: numbers.map((n) => quoteRecord(n)), codec: 'snappy', perBlock: 2 });
  const starts = await boundaries(snappy);
  const written = numbers.map((n) => quoteValue(n));
  for (let at = starts[1]!; at < starts[2]!; at += 1) {
    const damaged = Buffer.from(snappy);
    damaged.writeUInt8(damaged.readUInt8(at) ^ 0x10, at);
    const read = await readAll(files.write(damaged));
    expect(read.fault?.place).toEqual({ block: 2, offset: starts[1] });
    expect(messagesOf(read).map(decoded)).toEqual(written.slice(0, 2));
  }
});

describe('damage in the middle', () => {
  test('of a marker is said with its place, and what came before is given', async () => {
    const [, second, third] = await boundaries(good);
    const damaged = Buffer.from(good);
    damaged.writeUInt8(damaged.readUInt8(third! - 1) ^ 1, third! - 1);
    expect(await refused(damaged)).toEqual({
      ...{ records: 2, code: 'sync-marker-wrong', place: { block: 2, offset: second } },
      message: `what follows it at byte ${third! - 16} is no sync marker`,
    });
  });

  test('of compressed data is said with its block', async () => {
    const [, second] = await boundaries(good);
    const damaged = Buffer.from(good);
    damaged.fill(0xff, second! + 4, second! + 30);
    expect(await refused(damaged)).toMatchObject({
      records: 2,
      code: 'block-malformed',
      place: { block: 2, offset: second },
    });
  });
});

test.each([
  ['a count below zero', block(-1, Buffer.alloc(3)), 'block-malformed'],
  ['a length below zero', Buffer.concat([varint(1), varint(-5), marker]), 'block-malformed'],
  ['a length beyond 2^53', Buffer.concat([varint(1), varint(2n ** 60n), marker]), 'block-malformed'],
  ['a number without an end', Buffer.alloc(30, 0xff), 'block-malformed'],
  ['more bytes than a block may have', Buffer.concat([varint(1), varint(MAX_BLOCK_BYTES + 1)]), 'block-too-large'],
  ['more bytes than the file has', Buffer.concat([varint(1), varint(MAX_BLOCK_BYTES)]), 'file-truncated'],
  ['fewer records than it says', block(3, compressed.deflate(Buffer.alloc(0))), 'record-malformed'],
])('a block that announces %s is refused', async (_name, bytes, code) =>
  expect(await refused(Buffer.concat([head, bytes]))).toMatchObject({
    ...{ records: 0, code, place: { block: 1, offset: head.length } },
  }),
);

test('a block that uncompresses beyond the bound is refused with its place', async () => {
  const bytes = block(1, compressed.zstandard(Buffer.alloc(MAX_BLOCK_BYTES + 1)));
  const front = header(schema, 'zstandard');
  expect(await refused(Buffer.concat([front, bytes]))).toMatchObject({
    ...{ code: 'block-too-large', place: { block: 1, offset: front.length } },
  });
});

describe('a header', () => {
  const withMetadata = (...parts: Buffer[]): Buffer => Buffer.concat([Buffer.from('Obj\u0001'), ...parts]);
  const schemaEntry = Buffer.concat([text('avro.schema'), text(JSON.stringify(schema))]);

  test('may count its entries with their size, in several runs, and hold what nobody asks for', async () => {
    const other = Buffer.concat([text('written.by'), text('somebody')]);
    const metadata = [varint(-1), varint(schemaEntry.length), schemaEntry, varint(1), other, varint(0)];
    const record = container({ schema, records: [quoteRecord(1)] }).subarray(header(schema, 'null').length);
    const read = await readAll(files.write(withMetadata(...metadata, marker, record)));
    expect(messagesOf(read).map(decoded)).toEqual([quoteValue(1)]);
  });

  test.each([
    ['nothing at all', Buffer.alloc(0), 'file-not-avro'],
    ['another kind of file', Buffer.from('PK\u0003\u0004 and so on'), 'file-not-avro'],
    ['no schema', withMetadata(varint(0), marker), 'schema-malformed'],
    [
      'a schema that is no JSON',
      withMetadata(varint(1), text('avro.schema'), text('{'), varint(0), marker),
      'schema-malformed',
    ],
    ['a codec that nobody knows', header(schema, 'bzip2'), 'codec-unknown'],
    [
      'an entry longer than a header may be',
      withMetadata(varint(1), varint(2_000_000), Buffer.alloc(100)),
      'header-malformed',
    ],
    ['an entry of negative length', withMetadata(varint(1), varint(-1), Buffer.alloc(100)), 'header-malformed'],
    ['a number without an end', withMetadata(Buffer.alloc(30, 0xff)), 'header-malformed'],
  ])('with %s is refused', async (_name, bytes, code) =>
    expect(await refused(bytes)).toMatchObject({ records: 0, code, place: { block: null } }),
  );
});

test('a file without blocks has no records; empty blocks are gone over', async () => {
  expect(await refused(head)).toEqual({ records: 0 });
  const empty = block(0, Buffer.alloc(0));
  expect(await refused(Buffer.concat([head, empty, good.subarray(head.length), empty]))).toEqual({ records: 6 });
});

test.each([
  ['longer than the window', 170],
  ['across its edge', 30],
])('blocks %s are read whole', async (_name, perBlock) => {
  const description = 'x'.repeat(499);
  const amount = { minor: 40_000, currency: 'EUR' };
  const lines = [1, 2, 3].map((lineNumber) => lineRecord({ lineNumber, description, amount }));
  const records = Array.from({ length: 400 }, (_, n) => quoteRecord(n, { lines }));
  const bytes = container({ schema, records, perBlock });
  const read = await readAll(files.write(bytes));
  expect(read.fault).toBeUndefined();
  expect(messagesOf(read).map(decoded)).toMatchObject(
    records.map(({ quoteNumber }) => ({ quoteNumber, lines: [{ description }, {}, {}] })),
  );
  expect(bytes.length).toBeGreaterThan(600_000);
});

test('a file is read only as far as its records are asked for', async () => {
  const records = Array.from({ length: 20_000 }, (_, n) => quoteRecord(n));
  const path = files.write(container({ schema, records }));
  const opened = await openContainer(path);
  const blocks = opened.blocks();
  await blocks.next();
  await blocks.next();
  expect(opened.size).toBe(readFileSync(path).length);
  expect(opened.size).toBeGreaterThan(2_000_000);
  expect(opened.position()).toBeLessThan(100_000);
  await opened.close();
});
