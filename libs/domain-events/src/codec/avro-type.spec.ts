import { codeOf } from '@q2c/kernel';
import fc from 'fast-check';
import { createAvroType } from './avro-type.ts';

const codeThrown = (act: () => unknown): string | undefined => {
  try {
    act();
  } catch (error) {
    return codeOf(error);
  }
  return undefined;
};

describe('a long', () => {
  const type = createAvroType('long');

  // Zigzag and variable length as in the examples of the Avro specification 1.12, "Binary Encoding".
  it.each<[bigint, readonly number[]]>([
    [0n, [0x00]],
    [-1n, [0x01]],
    [1n, [0x02]],
    [-2n, [0x03]],
    [-64n, [0x7f]],
    [64n, [0x80, 0x01]],
    [2n ** 63n - 1n, [0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]],
    [-(2n ** 63n), [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]],
  ])('%s is written as %p', (value, bytes) => {
    expect([...type.toBuffer(value)]).toEqual(bytes);
    expect(type.fromBuffer(Buffer.from(bytes))).toBe(value);
  });

  it('round-trips over all of its 64 bits', () => {
    const edges = fc.nat({ max: 62 }).chain((bit) => fc.constantFrom(2n ** BigInt(bit), -(2n ** BigInt(bit)) - 1n));
    const value = fc.oneof(edges, fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }));
    fc.assert(fc.property(value, (long) => expect(type.fromBuffer(type.toBuffer(long))).toBe(long)));
  });

  it('has no more than 64 bits and ten bytes', () => {
    const full = Array<number>(9).fill(0xff);
    const padded = [...Array<number>(10).fill(0x80), 0x00];
    const read = (bytes: readonly number[]) => () => type.fromBuffer(Buffer.from(bytes));
    expect(codeThrown(read([...full, 0x02]))).toBe('message-malformed');
    expect(codeThrown(read(padded))).toBe('message-malformed');
    expect([2n ** 63n, -(2n ** 63n) - 1n, 5].map((value) => type.isValid(value))).toEqual([false, false, false]);
  });
});

describe('a list', () => {
  it('stops at the end of the message, however many items it announces and allows', () => {
    const type = createAvroType({ type: 'array', items: 'int', maxItems: Number.MAX_SAFE_INTEGER });
    const announced = createAvroType('long').toBuffer(2n ** 50n);
    expect(codeThrown(() => type.fromBuffer(announced))).toBe('message-truncated');
  });

  it('needs a bound', () => {
    expect(codeThrown(() => createAvroType({ type: 'array', items: 'int' }))).toBe('definition-malformed');
  });
});
