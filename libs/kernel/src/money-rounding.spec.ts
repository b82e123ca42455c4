import fc from 'fast-check';
import { codeOf } from './fault.ts';
import { divideRounded, roundingModes, type RoundingMode } from './money-rounding.ts';

const codeThrown = (act: () => unknown): string | undefined => {
  try {
    act();
  } catch (error) {
    return codeOf(error);
  }
  return undefined;
};

describe('rounding a quotient to a whole number', () => {
  // Tenths 25, 16, 11, 10, −11, −16, −25, 15: the cases that Java's RoundingMode documents, and 1.5 for half-even.
  it.each<[RoundingMode, readonly bigint[]]>([
    ['up', [3n, 2n, 2n, 1n, -2n, -2n, -3n, 2n]],
    ['down', [2n, 1n, 1n, 1n, -1n, -1n, -2n, 1n]],
    ['ceiling', [3n, 2n, 2n, 1n, -1n, -1n, -2n, 2n]],
    ['floor', [2n, 1n, 1n, 1n, -2n, -2n, -3n, 1n]],
    ['half-up', [3n, 2n, 1n, 1n, -1n, -2n, -3n, 2n]],
    ['half-down', [2n, 2n, 1n, 1n, -1n, -2n, -2n, 1n]],
    ['half-even', [2n, 2n, 1n, 1n, -1n, -2n, -2n, 2n]],
  ])('%s', (mode, expected) => {
    const tenths = [25n, 16n, 11n, 10n, -11n, -16n, -25n, 15n];
    expect(tenths.map((value) => divideRounded(value, 10n, mode))).toEqual(expected);
  });

  const numerator = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n });
  const denominator = fc.bigInt({ min: 1n, max: 10n ** 12n });

  it('is never off by one unit or more, and exact where it can be', () => {
    fc.assert(
      fc.property(numerator, denominator, fc.constantFrom(...roundingModes), (n, d, mode) => {
        const error = divideRounded(n, d, mode) * d - n;
        expect(error > -d && error < d).toBe(true);
        expect(divideRounded(n * d, d, mode)).toBe(n);
      }),
    );
  });

  it('treats a negative value as the mirror of the positive one, with ceiling and floor as each other’s mirror', () => {
    const mirror = (mode: RoundingMode): RoundingMode =>
      mode === 'ceiling' ? 'floor' : mode === 'floor' ? 'ceiling' : mode;
    fc.assert(
      fc.property(numerator, denominator, fc.constantFrom(...roundingModes), (n, d, mode) => {
        expect(divideRounded(-n, d, mode)).toBe(-divideRounded(n, d, mirror(mode)));
        expect(divideRounded(n, -d, mode)).toBe(divideRounded(-n, d, mode));
      }),
    );
  });

  it('refuses to divide by zero', () => {
    expect(codeThrown(() => divideRounded(1n, 0n, 'up'))).toBe('division-by-zero');
  });
});
