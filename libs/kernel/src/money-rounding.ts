import { assertInvariant, unreachable } from './invariant.ts';

/**
 * How a value between two whole numbers becomes one of them. All but `ceiling` and `floor` treat a negative value as
 * the mirror of the positive one. The names are recorded with each rounded result, so they never change.
 */
export const roundingModes = ['half-even', 'half-up', 'half-down', 'up', 'down', 'ceiling', 'floor'] as const;
/** `up` is away from zero, `down` towards it; the `half-` modes differ only in the exact middle. */
export type RoundingMode = (typeof roundingModes)[number];

const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);

/** Whether the size of the quotient grows by one. `twice` is twice the remainder, compared with the divisor. */
const growsInSize = (mode: RoundingMode, negative: boolean, odd: boolean, twice: bigint, divisor: bigint): boolean => {
  switch (mode) {
    case 'half-even':
      return twice > divisor || (twice === divisor && odd);
    case 'half-up':
      return twice >= divisor;
    case 'half-down':
      return twice > divisor;
    case 'up':
      return true;
    case 'down':
      return false;
    case 'ceiling':
      return !negative;
    case 'floor':
      return negative;
    default:
      return unreachable(mode);
  }
};

/** `numerator / denominator` as a whole number. The denominator is not zero. */
export const divideRounded = (numerator: bigint, denominator: bigint, mode: RoundingMode): bigint => {
  assertInvariant(denominator !== 0n, 'division-by-zero', 'division by zero');
  const negative = numerator < 0n !== denominator < 0n;
  const [dividend, divisor] = [magnitude(numerator), magnitude(denominator)];
  const quotient = dividend / divisor;
  const remainder = dividend % divisor;
  const grows = remainder !== 0n && growsInSize(mode, negative, quotient % 2n === 1n, remainder * 2n, divisor);
  const size = grows ? quotient + 1n : quotient;
  return negative ? -size : size;
};
