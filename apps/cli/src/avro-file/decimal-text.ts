/**
 * The text of an Avro `decimal`: a whole number in two's complement, highest byte first, of which the last `scale`
 * digits stand behind the point. Canonical: no zeros that say nothing, no `-0`. Nothing is rounded.
 */
const wholeOf = (bytes: Buffer): bigint =>
  bytes.length <= 6
    ? BigInt(bytes.readIntBE(0, bytes.length))
    : BigInt.asIntN(8 * bytes.length, BigInt(`0x${bytes.toString('hex')}`));

/** `bytes` holds one byte at least. */
export const decimalText = (bytes: Buffer, scale: number): string => {
  const whole = wholeOf(bytes);
  const digits = String(whole < 0n ? -whole : whole).padStart(scale + 1, '0');
  const point = digits.length - scale;
  const places = digits.slice(point).replace(/0+$/, '');
  return `${whole < 0n ? '-' : ''}${digits.slice(0, point)}${places === '' ? '' : `.${places}`}`;
};
