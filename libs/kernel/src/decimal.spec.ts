import fc from 'fast-check';
import { codeOf } from './fault.ts';
import {
  addDecimals,
  canonicalDecimal,
  compareDecimals,
  divideDecimals,
  isCanonicalDecimal,
  multiplyDecimals,
  ratioOf,
  roundDecimal,
  subtractDecimals,
} from './decimal.ts';

const codeThrown = (act: () => unknown): string | undefined => {
  try {
    act();
  } catch (error) {
    return codeOf(error);
  }
  return undefined;
};

describe('the canonical form of a decimal', () => {
  it.each([
    ['0', '0'],
    ['-0', '0'],
    ['-0.00', '0'],
    ['10.50', '10.5'],
    ['007', '7'],
    ['100', '100'],
    ['-0.10', '-0.1'],
    ['0.0000001', '0.0000001'],
    ['1000000000000000000000000', '1000000000000000000000000'],
    [`1.${'0'.repeat(50)}`, '1'],
  ])('of "%s" is "%s"', (text, expected) => {
    expect(canonicalDecimal(text)).toBe(expected);
  });

  it.each(['', '-', '.5', '5.', '+1', '1e3', 'NaN', 'Infinity', '0x10', ' 1', '1,5', '١', '1'.repeat(41)])(
    '"%s" has none',
    (text) => {
      expect(canonicalDecimal(text)).toBeNull();
      expect(isCanonicalDecimal(text)).toBe(false);
    },
  );

  const plain = fc
    .tuple(fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }), fc.integer({ min: 0, max: 12 }))
    .map(([units, places]) => {
      const digits = String(units < 0n ? -units : units).padStart(places + 1, '0');
      const point = digits.length - places;
      return `${units < 0n ? '-' : ''}${digits.slice(0, point)}${places === 0 ? '' : `.${digits.slice(point)}`}`;
    });
  const decimal = plain.map((text) => canonicalDecimal(text)!);

  it('is its own canonical form, and zeros that say nothing do not change it', () => {
    fc.assert(
      fc.property(decimal, (text) => {
        expect(isCanonicalDecimal(text)).toBe(true);
        expect(canonicalDecimal(text)).toBe(text);
        expect(canonicalDecimal(text.includes('.') ? `${text}00` : `${text}.0`)).toBe(text);
      }),
    );
  });

  it('adds and multiplies exactly: bigint arithmetic on a common power of ten agrees', () => {
    const scaled = (text: string, to: number): bigint => {
      const { numerator, places } = ratioOf(text);
      return numerator * 10n ** BigInt(to - places);
    };
    fc.assert(
      fc.property(decimal, decimal, (a, b) => {
        expect(scaled(addDecimals(a, b), 12)).toBe(scaled(a, 12) + scaled(b, 12));
        expect(subtractDecimals(addDecimals(a, b), b)).toBe(a);
        expect(addDecimals(a, b)).toBe(addDecimals(b, a));
        expect(compareDecimals(a, b)).toBe(-compareDecimals(b, a) + 0);
      }),
    );
    const short = fc.integer({ min: -99_999, max: 99_999 }).map(String);
    fc.assert(
      fc.property(
        decimal.filter((text) => text.length < 20),
        short,
        (a, b) => expect(scaled(multiplyDecimals(a, b), 24)).toBe(scaled(a, 12) * scaled(b, 12)),
      ),
    );
  });
});

describe('arithmetic on decimals', () => {
  it('has none of the errors of floats', () => {
    expect(addDecimals('0.1', '0.2')).toBe('0.3');
    expect(multiplyDecimals('1.1', '1.1')).toBe('1.21');
    expect(subtractDecimals('0.3', '0.3')).toBe('0');
    expect(multiplyDecimals('-1', '0')).toBe('0');
  });

  it('divides to so many places in the mode that is named', () => {
    expect(divideDecimals('1', '3', 4, 'half-even')).toBe('0.3333');
    expect(divideDecimals('2', '3', 4, 'half-even')).toBe('0.6667');
    expect(divideDecimals('1', '8', 2, 'half-even')).toBe('0.12');
    expect(divideDecimals('1', '8', 2, 'half-up')).toBe('0.13');
    expect(divideDecimals('-1', '0.3', 0, 'floor')).toBe('-4');
    expect(roundDecimal('2.675', 2, 'half-up')).toBe('2.68');
    expect(codeThrown(() => divideDecimals('1', '0', 2, 'up'))).toBe('division-by-zero');
  });

  it.each([-2, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 41])('does not round to %s places', (places) => {
    expect(codeThrown(() => roundDecimal('1234', places, 'half-even'))).toBe('places-out-of-range');
    expect(codeThrown(() => divideDecimals('1', '4', places, 'half-even'))).toBe('places-out-of-range');
  });

  it('rounds to all 40 places that a decimal can have', () => {
    expect(roundDecimal('0.125', 40, 'half-even')).toBe('0.125');
  });

  it('takes canonical text only, and gives no more than 40 characters', () => {
    expect(codeThrown(() => addDecimals('1.0', '1'))).toBe('decimal-malformed');
    expect(codeThrown(() => ratioOf('1e3'))).toBe('decimal-malformed');
    expect(codeThrown(() => multiplyDecimals('9'.repeat(30), '9'.repeat(30)))).toBe('decimal-out-of-range');
  });
});
