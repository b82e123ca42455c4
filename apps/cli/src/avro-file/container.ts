import { codecs, type Codec } from './codecs.ts';
import { openFileBytes, type FileBytes } from './file-bytes.ts';
import { FileFault, type FileFaultCode } from './file-fault.ts';

/**
 * Avro object container files (Avro 1.11 specification, "Object Container Files"), block by block. Memory is that of
 * one block, however long the file; a block is bounded before it is read and while it is uncompressed, and given out
 * only when the marker behind it is that of the file. Everything wrong with the file is a `FileFault`.
 */
export type Block = {
  /** From 1. */
  readonly number: number;
  /** Where it begins in the file. */
  readonly offset: number;
  /** How many records it says it holds. */
  readonly count: number;
  /** Uncompressed. Stands until the next block is asked for. */
  readonly data: Buffer;
};

export type Container = {
  /** The writer's schema as it stands in the file, parsed as JSON. */
  readonly schema: unknown;
  readonly codec: string;
  blocks(): AsyncGenerator<Block, void>;
  /** Bytes of the file that were read so far. */
  position(): number;
  readonly size: number;
  close(): Promise<void>;
};

const MAGIC = Buffer.from('Obj\u0001', 'latin1');
const MARKER_BYTES = 16;
const MAX_HEADER_BYTES = 1_048_576;
/** Of a block as it stands in the file, and of what comes out of it. */
export const MAX_BLOCK_BYTES = 64 * 1_048_576;

type Header = { readonly metadata: ReadonlyMap<string, Buffer>; readonly marker: Buffer };

const headerFault = (code: FileFaultCode, message: string, offset: number): FileFault =>
  new FileFault(code, message, { block: null, offset });

const readHeader = async (file: FileBytes): Promise<Header> => {
  const truncated = (): FileFault => headerFault('file-truncated', 'the file ends within its header', file.position());
  const malformed = (what: string): FileFault => headerFault('header-malformed', what, file.position());
  if (!MAGIC.equals(await file.take(MAGIC.length)))
    throw headerFault('file-not-avro', 'this is no Avro object container file: it does not begin with "Obj" and 1', 0);

  const long = async (): Promise<bigint> => {
    const value = await file.long();
    if (value === undefined) throw file.size - file.position() < 10 ? truncated() : malformed('a number is too long');
    return value;
  };
  const bytes = async (): Promise<Buffer> => {
    const length = await long();
    if (length < 0n || BigInt(file.position()) + length > BigInt(MAX_HEADER_BYTES))
      throw malformed(`the header is longer than ${MAX_HEADER_BYTES} bytes`);
    const taken = await file.take(Number(length));
    if (taken.length < Number(length)) throw truncated();
    // A copy: what was taken stands only until more is taken.
    return Buffer.from(taken);
  };

  const metadata = new Map<string, Buffer>();
  for (let count = await long(); count !== 0n; count = await long()) {
    // A negative count is followed by the size of the entries in bytes.
    if (count < 0n) await long();
    // Each entry has at least two bytes, so this ends with the header or the file.
    for (let left = count < 0n ? -count : count; left > 0n; left -= 1n)
      metadata.set((await bytes()).toString('utf8'), await bytes());
  }
  const marker = Buffer.from(await file.take(MARKER_BYTES));
  if (marker.length < MARKER_BYTES) throw truncated();
  return { metadata, marker };
};

const schemaOf = ({ metadata }: Header, offset: number): unknown => {
  const text = metadata.get('avro.schema');
  if (text === undefined) throw headerFault('schema-malformed', 'the file carries no schema', offset);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(text)) as unknown;
  } catch {
    throw headerFault('schema-malformed', 'the schema that the file carries is not JSON', offset);
  }
};

const codecOf = ({ metadata }: Header, offset: number): readonly [name: string, codec: Codec] => {
  const name = metadata.get('avro.codec')?.toString('utf8') ?? 'null';
  const codec = codecs.get(name);
  if (codec !== undefined) return [name, codec];
  const known = [...codecs.keys()].join(', ');
  throw headerFault('codec-unknown', `the file is compressed with ${JSON.stringify(name)}; known are ${known}`, offset);
};

async function* readBlocks(file: FileBytes, codec: Codec, marker: Buffer): AsyncGenerator<Block, void> {
  for (let number = 1; file.position() < file.size; number += 1) {
    const offset = file.position();
    const fault = (code: FileFaultCode, message: string): FileFault =>
      new FileFault(code, message, { block: number, offset });
    const truncated = (): FileFault => fault('file-truncated', `the file ends at byte ${file.size}, within the block`);
    const long = async (): Promise<number> => {
      const value = await file.long();
      if (value === undefined && file.size - file.position() < 10) throw truncated();
      if (value === undefined || value < 0n || value > BigInt(Number.MAX_SAFE_INTEGER))
        throw fault('block-malformed', 'it does not begin with two sizes');
      return Number(value);
    };
    const count = await long();
    const length = await long();
    if (length > MAX_BLOCK_BYTES)
      throw fault('block-too-large', `it has ${length} bytes, ${MAX_BLOCK_BYTES} are allowed`);
    const bytes = await file.take(length + MARKER_BYTES);
    if (bytes.length < length + MARKER_BYTES) throw truncated();
    if (!bytes.subarray(length).equals(marker))
      throw fault('sync-marker-wrong', `what follows it at byte ${file.position() - MARKER_BYTES} is no sync marker`);
    if (count === 0) continue;
    const uncompressed = await codec(bytes.subarray(0, length), MAX_BLOCK_BYTES);
    if (!uncompressed.ok) throw fault(uncompressed.refusal.code, uncompressed.refusal.detail);
    yield { number, offset, count, data: uncompressed.value };
  }
}

/** Reads the header, of the file of this path or of its bytes. Faults: a `FileFault`, or what the file system says. */
export const openContainer = async (from: string | Uint8Array): Promise<Container> => {
  const file = await openFileBytes(from);
  try {
    const header = await readHeader(file);
    const at = file.position();
    const schema = schemaOf(header, at);
    const [codec, uncompress] = codecOf(header, at);
    return {
      ...{ schema, codec, size: file.size, position: file.position, close: file.close },
      blocks: () => readBlocks(file, uncompress, header.marker),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
};
