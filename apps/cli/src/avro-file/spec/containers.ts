import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync, zstdCompressSync } from 'node:zlib';
import avsc from 'avsc';

/**
 * Container files written by hand, from the specification alone and with nothing of what reads them: avsc writes the
 * values, and whatever a file has to have wrong with it is written as it is said here.
 */
export const varint = (value: number | bigint): Buffer => {
  const bytes: number[] = [];
  let rest = BigInt(value) >= 0n ? BigInt(value) << 1n : -(BigInt(value) << 1n) - 1n;
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  bytes.push(Number(rest));
  return Buffer.from(bytes);
};
export const text = (value: string): Buffer => {
  const bytes = Buffer.from(value);
  return Buffer.concat([varint(bytes.length), bytes]);
};

/** Literals alone are snappy too; copies come with the fixture of another implementation. */
const snappyOf = (data: Buffer): Buffer => {
  const length: number[] = [];
  let rest = data.length;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) length.push((rest % 128) | 0x80);
  const parts: Buffer[] = [Buffer.from([...length, rest])];
  for (let at = 0; at < data.length; at += 60) {
    const literal = data.subarray(at, at + 60);
    parts.push(Buffer.from([(literal.length - 1) << 2]), literal);
  }
  return Buffer.concat(parts);
};
const checksum = (data: Buffer): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(data));
  return bytes;
};

export const compressed = {
  null: (data: Buffer): Buffer => data,
  deflate: (data: Buffer): Buffer => deflateRawSync(data),
  snappy: (data: Buffer): Buffer => Buffer.concat([snappyOf(data), checksum(data)]),
  zstandard: (data: Buffer): Buffer => zstdCompressSync(data),
} as const;
export type CodecName = keyof typeof compressed;

export const marker = Buffer.from('0123456789abcdef');

export const header = (schema: unknown, codec: string | null = null): Buffer => {
  const metadata = [['avro.schema', JSON.stringify(schema)], ...(codec === null ? [] : [['avro.codec', codec]])];
  return Buffer.concat([
    Buffer.from('Obj\u0001'),
    varint(metadata.length),
    ...metadata.flatMap(([key = '', value = '']) => [text(key), text(value)]),
    varint(0),
    marker,
  ]);
};

/** `bytes`: as they stand in the file. */
export const block = (count: number, bytes: Buffer, behind = marker): Buffer =>
  Buffer.concat([varint(count), varint(bytes.length), bytes, behind]);

export type Contents = {
  readonly schema: unknown;
  readonly records: readonly object[];
  readonly codec?: CodecName;
  readonly perBlock?: number;
};

export const container = ({ schema, records, codec = 'null', perBlock = 100 }: Contents): Buffer => {
  const type = avsc.Type.forSchema(schema as avsc.Schema);
  const blocks: Buffer[] = [];
  for (let at = 0; at < records.length; at += perBlock) {
    const some = records.slice(at, at + perBlock).map((record) => type.toBuffer(record));
    blocks.push(block(some.length, compressed[codec](Buffer.concat(some))));
  }
  return Buffer.concat([header(schema, codec), ...blocks]);
};

export const createFiles = () => {
  const folder = mkdtempSync(join(tmpdir(), 'q2c-avro-'));
  let files = 0;
  return {
    write: (bytes: Uint8Array): string => {
      const path = join(folder, `${(files += 1)}.avro`);
      writeFileSync(path, bytes);
      return path;
    },
    folder,
    end: (): void => rmSync(folder, { recursive: true }),
  };
};
