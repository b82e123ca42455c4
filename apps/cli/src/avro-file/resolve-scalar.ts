import { advance, readLength, readLong, skipVarint, type Input } from './input.ts';
import { writeAscii, writeBytes, type Output } from './output.ts';
import { describeSchema, type Decimal, type Schema } from './schema.ts';
import { decimalText } from './decimal-text.ts';
import { unfit, type Transcode } from './transcode.ts';

/** What of ours a scalar of the writer can become. */

/** Longer numbers have no business meaning, and their text takes more than linear time. */
const MAX_DECIMAL_BYTES = 128;

const copied = (input: Input, output: Output, start: number): void => writeBytes(output, input.bytes, start, input.at);

const copyNumber: Transcode = (input, output) => {
  const start = input.at;
  skipVarint(input);
  copied(input, output, start);
};

const copyText: Transcode = (input, output) => {
  const start = input.at;
  advance(input, readLength(input));
  copied(input, output, start);
};

const copyFlag: Transcode = (input, output) => {
  const start = input.at;
  advance(input, 1);
  copied(input, output, start);
};

const wholeAsText: Transcode = (input, output) => writeAscii(output, String(readLong(input)));

const decimalAsText =
  ({ scale }: Decimal, lengthOf: (input: Input) => number, path: string): Transcode =>
  (input, output) => {
    const length = lengthOf(input);
    const start = input.at;
    advance(input, length);
    if (length === 0 || length > MAX_DECIMAL_BYTES)
      throw unfit(path, `is a decimal of ${length} bytes; expected 1 to ${MAX_DECIMAL_BYTES}`);
    writeAscii(output, decimalText(input.bytes.subarray(start, input.at), scale));
  };

const toDecimalText = (writer: Schema, path: string): Transcode | undefined => {
  if (writer.kind === 'string') return copyText;
  if (writer.kind !== 'bytes' && writer.kind !== 'fixed') return undefined;
  // Bytes alone would pass for text by the specification; where a number belongs, that could read a digit out of one.
  if (writer.decimal === null || writer.decimal === 'malformed') return undefined;
  return decimalAsText(writer.decimal, writer.kind === 'bytes' ? readLength : () => writer.size, path);
};

const toWholeText = (writer: Schema): Transcode | undefined => {
  if (writer.kind === 'string') return copyText;
  return writer.kind === 'long' || writer.kind === 'int' ? wholeAsText : undefined;
};

const toText = (writer: Schema): Transcode | undefined =>
  writer.kind === 'string' || (writer.kind === 'bytes' && writer.decimal === null) ? copyText : undefined;

/** `expected`: in words, what would have fitted. */
export type Unfitting = { readonly expected: string };

const orElse = (transcode: Transcode | undefined, expected: string): Transcode | Unfitting => transcode ?? { expected };

export const resolveScalar = (writer: Schema, reader: Schema, path: string): Transcode | Unfitting => {
  switch (reader.kind) {
    case 'null':
      return orElse(writer.kind === 'null' ? () => undefined : undefined, 'null');
    case 'boolean':
      return orElse(writer.kind === 'boolean' ? copyFlag : undefined, 'boolean');
    case 'int':
      return orElse(writer.kind === 'int' ? copyNumber : undefined, 'int');
    case 'long':
      return orElse(writer.kind === 'int' || writer.kind === 'long' ? copyNumber : undefined, 'long or int');
    case 'string':
      switch (reader.format) {
        case null:
          return orElse(toText(writer), 'string');
        case 'decimal':
          return orElse(toDecimalText(writer, path), 'string, or decimal on bytes or fixed');
        case 'unsigned-64-bit':
          return orElse(toWholeText(writer), 'string, long or int');
        default:
          return orElse(writer.kind === 'string' ? copyText : undefined, `string (${reader.format})`);
      }
    default:
      return { expected: describeSchema(reader) };
  }
};
