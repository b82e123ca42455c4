/**
 * avsc, made strict. Left alone it loses precision beyond 2^53, reads invalid UTF-8 as U+FFFD, and fills memory when
 * a few bytes announce a list of billions. Here a `long` is a bigint, text is UTF-8 or refused, and a list stops at
 * its `maxItems` or at the end of the message, whichever comes first.
 */
import avsc from 'avsc';
import { Fault } from '@q2c/kernel';
import type { AvroSchema } from './field-codec.ts';

/** The part of avsc's reader that the types below use. */
type Tap = {
  readonly buf: Buffer;
  readonly pos: number;
  readLong(): number;
  skipLong(): void;
  readString(): string | undefined;
  isValid(): boolean;
};

export type AvroType = {
  toBuffer(value: unknown): Buffer;
  /** Gives the position after the value, or a negative number when it does not fit. */
  encode(value: unknown, buffer: Buffer, position: number): number;
  fromBuffer(bytes: Buffer): unknown;
  isValid(value: unknown, options?: { readonly noUndeclaredFields: boolean }): boolean;
};

const malformed = (code: string, message: string): Fault => new Fault(code, message, { retriable: false });

const toVarint = (value: bigint): Buffer => {
  let rest = value >= 0n ? value << 1n : ((-value - 1n) << 1n) | 1n;
  const bytes: number[] = [];
  // Most amounts fit into a number, which is several times faster.
  while (rest > 0x7fff_ffffn) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  let low = Number(rest);
  while (low > 0x7f) {
    bytes.push((low & 0x7f) | 0x80);
    low >>>= 7;
  }
  bytes.push(low);
  return Buffer.from(bytes);
};

const fromVarint = (bytes: Buffer): bigint => {
  if (bytes.length > 10) throw malformed('message-malformed', 'a long of more than 64 bits');
  let zigzag = 0n;
  if (bytes.length <= 4) {
    let low = 0;
    for (let index = bytes.length - 1; index >= 0; index--) low = (low << 7) | (bytes.readUInt8(index) & 0x7f);
    zigzag = BigInt(low);
  } else
    for (let index = bytes.length - 1; index >= 0; index--)
      zigzag = (zigzag << 7n) | BigInt(bytes.readUInt8(index) & 0x7f);
  if (zigzag >= 1n << 64n) throw malformed('message-malformed', 'a long of more than 64 bits');
  return (zigzag & 1n) === 0n ? zigzag >> 1n : -((zigzag + 1n) >> 1n);
};

const notSupported = (): never => {
  throw malformed('unreachable', 'not used by this codec');
};

const longType: avsc.Type = avsc.types.LongType.__with(
  {
    toBuffer: toVarint,
    fromBuffer: fromVarint,
    isValid: (value: unknown) => typeof value === 'bigint' && BigInt.asIntN(64, value) === value,
    compare: notSupported,
    fromJSON: notSupported,
    toJSON: notSupported,
  },
  true,
);

const REPLACEMENT = '\ufffd';
const utf8 = new TextDecoder('utf-8', { fatal: true });

const assertUtf8 = (bytes: Buffer): void => {
  try {
    utf8.decode(bytes);
  } catch (cause) {
    throw new Fault('message-malformed', 'text is not UTF-8', { retriable: false, cause });
  }
};

class Utf8Type extends avsc.types.StringType {
  _read(tap: Tap): string {
    const start = tap.pos;
    const text = tap.readString();
    if (text === undefined) throw malformed('message-truncated', 'text beyond the end');
    if (!tap.isValid()) throw malformed('message-malformed', 'text of negative length');
    if (text.includes(REPLACEMENT)) {
      const read = tap.buf.subarray(start, tap.pos);
      // The length comes first: bytes with the high bit set, and one without.
      assertUtf8(read.subarray(read.findIndex((byte) => byte < 0x80) + 1));
    }
    return text;
  }
}

const boundedList = (schema: AvroSchema, options: unknown, maxItems: number): avsc.Type => {
  class BoundedList extends avsc.types.ArrayType {
    _read(tap: Tap): unknown[] {
      const item = this.itemsType as unknown as { _read(tap: Tap): unknown };
      const items: unknown[] = [];
      for (let count = tap.readLong(); count !== 0; count = tap.readLong()) {
        if (count < 0) {
          count = -count;
          tap.skipLong();
        }
        if (items.length + count > maxItems) throw malformed('too-many-items', `more than ${maxItems} items in a list`);
        for (; count > 0; count--) {
          items.push(item._read(tap));
          if (!tap.isValid()) throw malformed('message-truncated', 'a list beyond the end');
        }
      }
      return items;
    }
  }
  return new BoundedList(schema as avsc.Schema, options);
};

const utf8Type = new Utf8Type();

type SchemaObject = { readonly type?: unknown; readonly maxItems?: unknown };

const strict = (schema: unknown, options: unknown): avsc.Type | undefined => {
  const named = typeof schema === 'string' ? schema : (schema as SchemaObject).type;
  if (named === 'long') return longType;
  if (named === 'string') return utf8Type;
  if (named !== 'array') return undefined;
  const { maxItems } = schema as SchemaObject;
  if (typeof maxItems !== 'number') throw malformed('definition-malformed', 'a list without "maxItems"');
  return boundedList(schema as AvroSchema, options, maxItems);
};

/** Reading throws faults `message-truncated`, `too-many-items` and `message-malformed`, or what avsc throws. */
export const createAvroType = (schema: AvroSchema): AvroType =>
  avsc.Type.forSchema(schema as avsc.Schema, { typeHook: strict, omitRecordMethods: true, wrapUnions: 'never' });
