import { canonicalDecimal } from '@q2c/kernel';
import fc from 'fast-check';
import { decimalText } from './decimal-text.ts';

/** Two's complement, highest byte first, as short as it gets or longer. */
const complement = (whole: bigint, more = 0): Buffer => {
  let length = 1;
  while (BigInt.asIntN(8 * length, whole) !== whole) length += 1;
  const hex = BigInt.asUintN(8 * (length + more), whole).toString(16);
  return Buffer.from(hex.padStart(2 * (length + more), '0'), 'hex');
};

test.each([
  [[0x00], 2, '0'],
  [[0x01], 0, '1'],
  [[0x04, 0x1a], 2, '10.5'],
  [[0xfb, 0xe6], 2, '-10.5'],
  [[0xff], 4, '-0.0001'],
  [[0x80], 0, '-128'],
  [[0x00, 0x80], 0, '128'],
  [[0x64], 2, '1'],
  [[0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x0f], 3, '0.015'],
  [[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xf1], 3, '-0.015'],
])('%p with %i places is %s', (bytes, scale, expected) =>
  expect(decimalText(Buffer.from(bytes), scale)).toBe(expected),
);

test('is exact and canonical for every number, however many bytes it is written with', () => {
  const whole = fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n });
  fc.assert(
    fc.property(whole, fc.integer({ min: 0, max: 38 }), fc.integer({ min: 0, max: 9 }), (number, scale, more) => {
      const text = decimalText(complement(number, more), scale);
      const [units = '', places = ''] = text.split('.');
      expect(BigInt(units + places.padEnd(scale, '0'))).toBe(number);
      expect(text.length > 40 || canonicalDecimal(text) === text).toBe(true);
    }),
  );
});
