/** Avro's binary encoding, written into memory that is used again. Never beyond its bound: throws `OutputFull`. */
export type Output = { bytes: Buffer; at: number; readonly maxBytes: number };

const FULL = 'output-full';
const FIRST_BYTES = 4_096;

class OutputFull extends Error {
  readonly code = FULL;
}

export const isOutputFull = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === FULL;

export const createOutput = (maxBytes: number): Output => ({ bytes: Buffer.alloc(FIRST_BYTES), at: 0, maxBytes });

const reserve = (output: Output, count: number): void => {
  const needed = output.at + count;
  if (needed <= output.bytes.length) return;
  if (needed > output.maxBytes) throw new OutputFull(`more than ${output.maxBytes} bytes`);
  const bytes = Buffer.alloc(Math.min(output.maxBytes, needed * 2));
  output.bytes.copy(bytes, 0, 0, output.at);
  output.bytes = bytes;
};

export const writeByte = (output: Output, byte: number): void => {
  reserve(output, 1);
  output.bytes[output.at++] = byte;
};

export const writeBytes = (output: Output, bytes: Buffer, start: number, end: number): void => {
  reserve(output, end - start);
  bytes.copy(output.bytes, output.at, start, end);
  output.at += end - start;
};

/** A whole number that is not negative. */
export const writeCount = (output: Output, count: number): void => {
  let rest = count * 2;
  while (rest > 0x7f) {
    writeByte(output, (rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  writeByte(output, rest);
};

/** Text of one byte a character. */
export const writeAscii = (output: Output, text: string): void => {
  writeCount(output, text.length);
  reserve(output, text.length);
  output.at += output.bytes.write(text, output.at, 'latin1');
};
