import { promisify } from 'node:util';
import { constants, crc32, inflateRaw, zstdDecompress } from 'node:zlib';
import { codeOf, messageOf, ok, refuse, type Result } from '@q2c/kernel';
import type { FileFaultCode } from './file-fault.ts';
import { uncompressSnappy } from './snappy.ts';

/** The codecs of container files. What comes out of a block is bounded, whatever the block announces. */
export type Uncompressed = Result<Buffer, { readonly code: FileFaultCode; readonly detail: string }>;
export type Codec = (bytes: Buffer, maxBytes: number) => Promise<Uncompressed>;

const CHECKSUM_BYTES = 4;
const CHUNK_BYTES = 65_536;
/** 64 MiB: a frame that needs a longer memory than a block may be long is refused. */
const ZSTD_WINDOW_LOG = 26;

const tooLarge = (maxBytes: number): Uncompressed =>
  refuse({ code: 'block-too-large', detail: `it uncompresses to more than ${maxBytes} bytes` });
const malformed = (detail: string): Uncompressed => refuse({ code: 'block-malformed', detail });

const inflated = promisify(inflateRaw);
const zstd = promisify(zstdDecompress);

const byZlib =
  (uncompress: (bytes: Buffer, maxBytes: number) => Promise<Buffer>): Codec =>
  async (bytes, maxBytes) => {
    try {
      return ok(await uncompress(bytes, maxBytes));
    } catch (error) {
      return codeOf(error) === 'ERR_BUFFER_TOO_LARGE' ? tooLarge(maxBytes) : malformed(messageOf(error));
    }
  };

/** Snappy, then the CRC-32 of what was compressed. */
const snappy: Codec = async (bytes, maxBytes) => {
  if (bytes.length < CHECKSUM_BYTES) return malformed('it is too short to hold a checksum');
  const end = bytes.length - CHECKSUM_BYTES;
  let data: Buffer | 'too-large';
  try {
    data = uncompressSnappy(bytes.subarray(0, end), maxBytes);
  } catch (error) {
    return malformed(messageOf(error));
  }
  if (data === 'too-large') return tooLarge(maxBytes);
  return crc32(data) === bytes.readUInt32BE(end)
    ? ok(data)
    : refuse({ code: 'checksum-wrong', detail: 'its content does not have the checksum that stands behind it' });
};

export const codecs: ReadonlyMap<string, Codec> = new Map<string, Codec>([
  ['null', async (bytes, maxBytes) => (bytes.length > maxBytes ? tooLarge(maxBytes) : ok(bytes))],
  ['deflate', byZlib((bytes, maxOutputLength) => inflated(bytes, { maxOutputLength, chunkSize: CHUNK_BYTES }))],
  ['snappy', snappy],
  [
    'zstandard',
    byZlib((bytes, maxOutputLength) =>
      zstd(bytes, {
        ...{ maxOutputLength, chunkSize: CHUNK_BYTES },
        params: { [constants.ZSTD_d_windowLogMax]: ZSTD_WINDOW_LOG },
      }),
    ),
  ],
]);
