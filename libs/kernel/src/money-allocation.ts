import type { Money } from './money.ts';
import { ok, refuse, type Result } from './result.ts';

/**
 * Splits an amount by weights so that the parts always sum to the whole (largest remainder, Hamilton's method).
 * Each part is its exact share rounded towards zero; the units left over go one each to the largest remainders, of
 * equal ones to the larger weight, then to the earlier. So a zero weight gets nothing, a negative amount gives the
 * negatives of the positive, and what a weight gets does not depend on the order of the others.
 */
export type AllocationRefusal = { readonly code: 'weights-all-zero' | 'weight-negative' };

const descending = (a: bigint, b: bigint): number => (a === b ? 0 : a > b ? -1 : 1);

export const allocateMoney = (
  whole: Money,
  weights: readonly bigint[],
): Result<readonly Money[], AllocationRefusal> => {
  if (weights.some((weight) => weight < 0n)) return refuse({ code: 'weight-negative' });
  const total = weights.reduce((sum, weight) => sum + weight, 0n);
  if (total === 0n) return refuse({ code: 'weights-all-zero' });

  const negative = whole.minor < 0n;
  const size = negative ? -whole.minor : whole.minor;
  const shares = weights.map((weight, index) => {
    const exact = size * weight;
    return { index, weight, units: exact / total, remainder: exact % total };
  });
  const left = size - shares.reduce((sum, share) => sum + share.units, 0n);
  const byRemainder = shares.toSorted(
    (a, b) => descending(a.remainder, b.remainder) || descending(a.weight, b.weight) || a.index - b.index,
  );
  const favoured = new Set(byRemainder.filter((_, n) => BigInt(n) < left).map((share) => share.index));
  return ok(
    shares.map(({ index, units }) => {
      const part = favoured.has(index) ? units + 1n : units;
      return { minor: negative ? -part : part, currency: whole.currency };
    }),
  );
};
