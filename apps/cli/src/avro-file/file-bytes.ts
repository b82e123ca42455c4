import { open } from 'node:fs/promises';
import { Fault } from '@q2c/kernel';

/** A file from its beginning to its end, through one window: what is held does not grow with the file. */
export type FileBytes = {
  /** As many as asked for, or what is left of the file. They stand until the next call. */
  take(count: number): Promise<Buffer>;
  /** A zigzag varint; `undefined` where the file ends within it, or where it has more than 64 bits. */
  long(): Promise<bigint | undefined>;
  /** Bytes taken so far. */
  position(): number;
  /** When it was opened: what is appended later is not read. */
  readonly size: number;
  close(): Promise<void>;
};

const WINDOW_BYTES = 65_536;
export const VARINT_MAX_BYTES = 10;

/** Where bytes come from, one after the other. `read` gives how many it brought; 0 at the end. */
type Source = {
  readonly size: number;
  read(target: Buffer, at: number, count: number): Promise<number>;
  close(): Promise<void>;
};

/** Faults: `ENOENT` and its like as they are, and `file-not-regular`. */
const openFile = async (path: string): Promise<Source> => {
  const handle = await open(path, 'r');
  const status = await handle.stat();
  if (!status.isFile()) {
    await handle.close();
    throw new Fault('file-not-regular', `${path} is no regular file`, { retriable: false });
  }
  return {
    size: status.size,
    read: async (target, at, count) => (await handle.read(target, at, count)).bytesRead,
    close: () => handle.close(),
  };
};

const openBytes = (bytes: Uint8Array): Source => {
  let done = 0;
  return {
    size: bytes.length,
    async read(target, at, count) {
      const some = bytes.subarray(done, done + count);
      target.set(some, at);
      done += some.length;
      return some.length;
    },
    close: () => Promise.resolve(),
  };
};

/** The file of this path, or one that is in memory already. Faults as the file system has them, `file-not-regular`. */
export const openFileBytes = async (file: string | Uint8Array): Promise<FileBytes> => {
  const source = typeof file === 'string' ? await openFile(file) : openBytes(file);
  const { size } = source;
  const window = Buffer.alloc(WINDOW_BYTES);
  let start = 0;
  let end = 0;
  let taken = 0;

  const readInto = async (target: Buffer, from: number): Promise<number> => {
    let filled = from;
    while (filled < target.length) {
      const count = await source.read(target, filled, target.length - filled);
      if (count === 0) break;
      filled += count;
    }
    return filled;
  };

  /** Brings so many bytes, at most a window, to the front of the window if the file has them. */
  const fill = async (count: number): Promise<void> => {
    if (end - start >= count) return;
    window.copyWithin(0, start, end);
    end = await readInto(window, end - start);
    start = 0;
  };

  const take = async (count: number): Promise<Buffer> => {
    const wanted = Math.min(count, size - taken);
    if (wanted <= WINDOW_BYTES) {
      await fill(wanted);
      const bytes = window.subarray(start, Math.min(end, start + wanted));
      start += bytes.length;
      taken += bytes.length;
      return bytes;
    }
    const bytes = Buffer.allocUnsafe(wanted);
    const held = window.copy(bytes, 0, start, end);
    start += held;
    const filled = await readInto(bytes, held);
    taken += filled;
    return bytes.subarray(0, filled);
  };

  return {
    take,
    async long() {
      await fill(Math.min(VARINT_MAX_BYTES, size - taken));
      let zigzag = 0n;
      for (let index = 0; index < Math.min(VARINT_MAX_BYTES, end - start); index += 1) {
        const byte = window.readUInt8(start + index);
        zigzag |= BigInt(byte & 0x7f) << BigInt(7 * index);
        if (byte >= 0x80) continue;
        await take(index + 1);
        return BigInt.asUintN(64, zigzag) === zigzag ? (zigzag >> 1n) ^ -(zigzag & 1n) : undefined;
      }
      return undefined;
    },
    position: () => taken,
    size,
    close: () => source.close(),
  };
};
