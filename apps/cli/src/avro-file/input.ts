/**
 * Avro's binary encoding, read from the data of one block. Every read is checked against the end of the data, and what
 * announces more than is there stops at once: a hostile block costs no more than its bytes. Throws `Malformed`.
 */
export type Input = {
  readonly bytes: Buffer;
  at: number;
  /** How many records we are in: a type may hold itself, and the data says how deep. */
  depth: number;
};

const MALFORMED = 'avro-data-malformed';
const MAX_DEPTH = 100;
const VARINT_MAX_BYTES = 10;

class Malformed extends Error {
  readonly code = MALFORMED;
}

export const isMalformed = (error: unknown): error is Error =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === MALFORMED;

export const malformed = (what: string): Error => new Malformed(what);

export const inputOf = (bytes: Buffer): Input => ({ bytes, at: 0, depth: 0 });

export const advance = (input: Input, count: number): void => {
  if (count > input.bytes.length - input.at) throw malformed('a value goes on beyond the end of the block');
  input.at += count;
};

/** Goes over a varint and gives how many bytes it has. */
export const skipVarint = (input: Input): number => {
  const { bytes, at } = input;
  for (let index = at; index < at + VARINT_MAX_BYTES; index += 1) {
    const byte = bytes[index];
    if (byte === undefined) throw malformed('a number goes on beyond the end of the block');
    if (byte >= 0x80) continue;
    input.at = index + 1;
    return input.at - at;
  }
  throw malformed('a number of more than 64 bits');
};

const bigVarint = (bytes: Buffer): bigint => {
  let zigzag = 0n;
  for (let index = bytes.length - 1; index >= 0; index -= 1)
    zigzag = (zigzag << 7n) | BigInt(bytes.readUInt8(index) & 0x7f);
  if (BigInt.asUintN(64, zigzag) !== zigzag) throw malformed('a number of more than 64 bits');
  return (zigzag >> 1n) ^ -(zigzag & 1n);
};

/** Of 28 bits at most: these are the frequent ones. */
const smallVarint = (bytes: Buffer, start: number, end: number): number => {
  let zigzag = 0;
  for (let index = end - 1; index >= start; index -= 1) zigzag = (zigzag << 7) | (bytes.readUInt8(index) & 0x7f);
  return (zigzag >>> 1) ^ -(zigzag & 1);
};

export const readLong = (input: Input): bigint => {
  const start = input.at;
  const length = skipVarint(input);
  return length <= 4
    ? BigInt(smallVarint(input.bytes, start, input.at))
    : bigVarint(input.bytes.subarray(start, input.at));
};

/** A number that counts something: beyond 2^53 it is wrong whatever it counts. */
export const readCount = (input: Input): number => {
  const start = input.at;
  if (skipVarint(input) <= 4) return smallVarint(input.bytes, start, input.at);
  const count = bigVarint(input.bytes.subarray(start, input.at));
  if (BigInt.asIntN(54, count) !== count) throw malformed('a count beyond all bounds');
  return Number(count);
};

/** The length of what follows, all of which is there. */
export const readLength = (input: Input): number => {
  const length = readCount(input);
  if (length < 0) throw malformed('a negative length');
  if (length > input.bytes.length - input.at) throw malformed('a value goes on beyond the end of the block');
  return length;
};

/** Which branch of a union, or symbol of an enum. */
export const readIndex = (input: Input, count: number): number => {
  const index = readCount(input);
  if (index < 0 || index >= count) throw malformed(`choice ${index} of ${count}`);
  return index;
};

/**
 * How many items the next run of a list holds; 0 at its end. `itemBytes`: what each has at least. Items without bytes
 * cost nothing to announce, so whoever reads them bounds what becomes of them.
 */
export const readRun = (input: Input, itemBytes: number): number => {
  let count = readCount(input);
  if (count < 0) {
    count = -count;
    readLength(input);
  }
  if (count * itemBytes > input.bytes.length - input.at) throw malformed('a list goes on beyond the end of the block');
  return count;
};

export const inside = (input: Input, read: () => void): void => {
  input.depth += 1;
  if (input.depth > MAX_DEPTH) throw malformed(`records nested more than ${MAX_DEPTH} deep`);
  read();
  input.depth -= 1;
};
