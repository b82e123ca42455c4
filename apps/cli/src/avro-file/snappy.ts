/**
 * Snappy's raw format (google/snappy, format_description.txt): the length of what comes out as a varint, then literals
 * and copies of what came out before. Nothing is written beyond that length, and that is bounded before any memory is
 * taken. Throws a `RangeError` that says what is wrong.
 */
const broken = (what: string): RangeError => new RangeError(`snappy: ${what}`);

type Read = { readonly bytes: Buffer; at: number };

const little = (read: Read, width: number): number => {
  if (read.at + width > read.bytes.length) throw broken('ends within a tag');
  const value = read.bytes.readUIntLE(read.at, width);
  read.at += width;
  return value;
};

/** At most 32 bits. */
const lengthOf = (read: Read): number => {
  let value = 0;
  for (let shift = 0; shift <= 28; shift += 7) {
    const byte = little(read, 1);
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return value;
  }
  throw broken('a length of more than 32 bits');
};

/** What the tag says to copy: how much, and from how far back; distance 0 is a literal. */
const element = (read: Read): { readonly length: number; readonly distance: number } => {
  const tag = little(read, 1);
  const six = tag >>> 2;
  switch (tag & 3) {
    case 0:
      // 60 to 63: the length stands in the one to four bytes that follow.
      return { length: (six < 60 ? six : little(read, six - 59)) + 1, distance: 0 };
    case 1:
      return { length: (six & 7) + 4, distance: ((tag >>> 5) << 8) | little(read, 1) };
    case 2:
      return { length: six + 1, distance: little(read, 2) };
    default:
      return { length: six + 1, distance: little(read, 4) };
  }
};

export const uncompressSnappy = (bytes: Buffer, maxBytes: number): Buffer | 'too-large' => {
  const read: Read = { bytes, at: 0 };
  const total = lengthOf(read);
  if (total > maxBytes) return 'too-large';
  const result = Buffer.alloc(total);
  let written = 0;
  while (read.at < bytes.length) {
    const isLiteral = (bytes.readUInt8(read.at) & 3) === 0;
    const { length, distance } = element(read);
    if (length > total - written) throw broken('more comes out than was announced');
    if (isLiteral) {
      if (read.at + length > bytes.length) throw broken('ends within a literal');
      bytes.copy(result, written, read.at, read.at + length);
      read.at += length;
    } else {
      if (distance === 0 || distance > written) throw broken('a copy from before the beginning');
      // A copy may reach into itself: then it repeats.
      for (let index = written; index < written + length; index += 1)
        result.writeUInt8(result.readUInt8(index - distance), index);
    }
    written += length;
  }
  if (written !== total) throw broken('less comes out than was announced');
  return result;
};
