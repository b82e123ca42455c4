import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { isDeepStrictEqual } from 'node:util';
import { constants, deflateRaw } from 'node:zlib';
import { createHash } from 'node:crypto';
import avsc from 'avsc';
import { q2cLanguage } from '@q2c/domain-events/codec';

/** Avro object container files: written with a marker that depends on the content alone, read in any version we know. */
type Tools = ReturnType<typeof q2cLanguage.definition>;

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

/** The record whose schema a container carries. */
const toolsOf = (schema: unknown): Tools => {
  for (const { name, version } of q2cLanguage.definitions) {
    const tools = q2cLanguage.definition(name, version);
    if (
      isDeepStrictEqual(
        JSON.parse(JSON.stringify((tools.avroType as unknown as avsc.Type).schema({ exportAttrs: true }))),
        schema,
      )
    )
      return tools;
  }
  throw new RangeError('the container carries a schema that is none of ours');
};

export type Sample = { readonly value: Readonly<Record<string, unknown>>; readonly wire: Uint8Array };

/** Reads a container; each record also as it travels: 0x00, schema id, Avro body. */
export const readContainer = (file: string): Promise<readonly Sample[]> => samplesOf(createReadStream(file), file);

/** The same of bytes. What deflate makes of one content differs between builds of zlib; the records do not. */
export const decodeContainer = (bytes: Uint8Array): Promise<readonly Sample[]> =>
  samplesOf(Readable.from([bytes]), 'the container');

/** The marker between blocks, which `writeContainer` makes of the content. */
export const markerOf = (bytes: Uint8Array): Uint8Array => bytes.subarray(-16);

const samplesOf = async (container: Readable, name: string): Promise<readonly Sample[]> => {
  let tools: Tools | undefined;
  const samples: Sample[] = [];
  const parseHook = (schema: unknown): avsc.Type => {
    tools = toolsOf(schema);
    return tools.avroType as unknown as avsc.Type;
  };
  const decoder = container.pipe(new avsc.streams.BlockDecoder({ parseHook }));
  for await (const row of decoder) {
    if (tools === undefined) throw new RangeError(`${name} has no header`);
    const header = Buffer.alloc(5);
    header.writeInt32BE(tools.schemaId, 1);
    const wire = new Uint8Array(Buffer.concat([header, tools.avroType.toBuffer(row)]));
    samples.push({ value: tools.fromAvro(row), wire });
  }
  return samples;
};
