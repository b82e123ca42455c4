import { once } from 'node:events';
import { constants, deflateRaw } from 'node:zlib';
import { createHash } from 'node:crypto';
import avsc from 'avsc';
import { openIntakeFile } from '@q2c/cli/avro-file';
import { q2cLanguage } from '@q2c/domain-events/codec';

/** Avro object container files: written with a marker that depends on the content alone, read in any version we know. */

/** `values` are of that version of the record; `level` is that of deflate, its own default if none is given. */
export const writeContainer = async (
  record: string,
  version: number,
  values: readonly object[],
  { level = constants.Z_DEFAULT_COMPRESSION }: { level?: number } = {},
): Promise<Buffer> => {
  const { avroType, toAvro } = q2cLanguage.definition(record, version);
  const rows = values.map((value): unknown => toAvro(value));
  const marker = createHash('sha256');
  for (const row of rows) marker.update(avroType.toBuffer(row));
  const options = {
    codec: 'deflate',
    codecs: {
      deflate: (block: Buffer, done: (error: Error | null, packed: Buffer) => void) =>
        deflateRaw(block, { level }, done),
    },
    syncMarker: marker.digest().subarray(0, 16),
  };
  const encoder = new avsc.streams.BlockEncoder(avroType as unknown as avsc.Type, options);
  const parts: Buffer[] = [];
  encoder.on('data', (part: Buffer) => parts.push(part));
  for (const row of rows) encoder.write(row);
  encoder.end();
  await once(encoder, 'end');
  return Buffer.concat(parts);
};

export type Sample = { readonly value: Readonly<Record<string, unknown>>; readonly wire: Uint8Array };

/**
 * Reads a container: the file of this path, or its bytes. Each record also as it travels: 0x00, schema id, Avro body. What
 * deflate makes of one content differs between builds of zlib; the records do not.
 */
export const readContainer = async (from: string | Uint8Array): Promise<readonly Sample[]> => {
  const opened = await openIntakeFile(from);
  if (!opened.ok) throw new RangeError(opened.refusal.detail);
  const samples: Sample[] = [];
  for await (const record of opened.value.records()) {
    if (record.kind !== 'message') throw new RangeError(record.detail);
    const decoded = q2cLanguage.wire.decode(record.message);
    if (!decoded.ok) throw new RangeError(decoded.refusal.detail);
    samples.push({ value: decoded.value.value, wire: record.message });
  }
  await opened.value.close();
  return samples;
};

/** The marker between blocks, which `writeContainer` makes of the content. */
export const markerOf = (bytes: Uint8Array): Uint8Array => bytes.subarray(-16);
