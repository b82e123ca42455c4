import { deflateRawSync, zstdCompressSync } from 'node:zlib';
import { codecs } from './codecs.ts';
import { compressed, container, createFiles, type CodecName } from './spec/containers.ts';
import { decoded, quoteRecord, quoteSchema, quoteValue } from './spec/quotes.ts';
import { messagesOf, readAll } from './spec/read-all.ts';
import { uncompressSnappy } from './snappy.ts';

const files = createFiles();
afterAll(() => files.end());

const names = Object.keys(compressed) as CodecName[];
const numbers = Array.from({ length: 250 }, (_, n) => n + 1);

describe.each(names)('a file compressed with %s', (codec) => {
  test('gives every record, in order', async () => {
    const records = numbers.map((n) => quoteRecord(n));
    const read = await readAll(files.write(container({ schema: quoteSchema(), records, codec })));
    expect(read.fault).toBeUndefined();
    expect(messagesOf(read).map(decoded)).toEqual(numbers.map((n) => quoteValue(n)));
  });

  test('whose blocks hold less than was compressed is refused', async () => {
    const uncompress = codecs.get(codec)!;
    const whole = compressed[codec](Buffer.from('some data, some data, some data'));
    const cut = await uncompress(whole.subarray(0, whole.length - 5), 1_000);
    // Without compression there is nothing to see from: the marker behind it tells.
    expect(cut.ok).toBe(codec === 'null');
  });

  test('is not uncompressed beyond the bound, whatever it would come to', async () => {
    const uncompressed = await codecs.get(codec)!(compressed[codec](Buffer.alloc(100_001)), 100_000);
    expect(uncompressed).toMatchObject({ ok: false, refusal: { code: 'block-too-large' } });
    expect((await codecs.get(codec)!(compressed[codec](Buffer.alloc(100_000)), 100_000)).ok).toBe(true);
  });
});

test('a few bytes that would become gigabytes take no more than the bound', async () => {
  const before = process.memoryUsage().arrayBuffers;
  const bomb = Buffer.alloc(256 * 1_048_576);
  for (const [codec, bytes] of [
    ['deflate', deflateRawSync(bomb)],
    ['zstandard', zstdCompressSync(bomb)],
    // It announces 4 GiB − 1 and holds nothing.
    ['snappy', Buffer.from([0xff, 0xff, 0xff, 0xff, 0x0f, 0, 0, 0, 0])],
  ] as const)
    expect(await codecs.get(codec)!(bytes, 1_048_576)).toMatchObject({ refusal: { code: 'block-too-large' } });
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(bomb.length + 64 * 1_048_576);
});

test('a wrong checksum is told from a block that cannot be uncompressed', async () => {
  const bytes = compressed.snappy(Buffer.from('some data'));
  const other = Buffer.from(bytes);
  other.writeUInt8(other.readUInt8(5) ^ 1, 5);
  expect(await codecs.get('snappy')!(other, 1_000)).toMatchObject({ refusal: { code: 'checksum-wrong' } });
  expect(await codecs.get('snappy')!(Buffer.from([1]), 1_000)).toMatchObject({ refusal: { code: 'block-malformed' } });
});

describe('snappy', () => {
  const from = (...bytes: number[]): Buffer | 'too-large' => uncompressSnappy(Buffer.from(bytes), 1_000);
  const ascii = (word: string): number[] => [...Buffer.from(word)];

  test.each([
    ['nothing', [0], ''],
    ['a literal', [3, 2 << 2, ...ascii('abc')], 'abc'],
    ['a literal whose length stands in a byte of its own', [70, 60 << 2, 69, ...ascii('x'.repeat(70))], 'x'.repeat(70)],
    ['a literal whose length stands in two', [70, 61 << 2, 69, 0, ...ascii('x'.repeat(70))], 'x'.repeat(70)],
    ['a copy with its distance in one byte', [7, 2 << 2, ...ascii('abc'), 1, 3], 'abcabca'],
    ['a copy with its distance in two', [6, 2 << 2, ...ascii('abc'), (2 << 2) | 2, 3, 0], 'abcabc'],
    ['a copy with its distance in four', [6, 2 << 2, ...ascii('abc'), (2 << 2) | 3, 3, 0, 0, 0], 'abcabc'],
    ['a copy that repeats itself', [9, 0, ...ascii('a'), (7 << 2) | 2, 1, 0], 'aaaaaaaaa'],
  ])('reads %s', (_name, bytes, expected) => expect(String(from(...bytes))).toBe(expected));

  test.each([
    ['an empty input', []],
    ['a length of more than 32 bits', [0xff, 0xff, 0xff, 0xff, 0xff, 1]],
    ['a literal beyond the end', [3, 2 << 2, ...ascii('ab')]],
    ['more than was announced', [2, 2 << 2, ...ascii('abc')]],
    ['less than was announced', [4, 2 << 2, ...ascii('abc')]],
    ['a copy from before the beginning', [6, 0, ...ascii('a'), 1, 2]],
    ['a copy of no distance', [6, 0, ...ascii('a'), 1, 0]],
    ['a copy of more than was announced', [3, 0, ...ascii('a'), 1, 1]],
    ['a tag that is cut off', [6, 0, ...ascii('a'), 2, 1]],
  ])('refuses %s', (_name, bytes) => expect(() => from(...bytes)).toThrow(/^snappy: /));
});
