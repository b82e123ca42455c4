import type { Money } from './money.ts';
import { ok, refuse, type Result } from './result.ts';

/**
 * Splits an amount by weights so that the parts always sum to the whole (largest remainder, Hamilton's method).
 * Each part is its exact share rounded towards zero; the units left over go one each to the largest remainders, of
 * equal ones to the earlier. So a zero weight gets nothing, and a negative amount gives the negatives of the positive.
 */
export type AllocationRefusal = { readonly code: 'weights-all-zero' | 'weight-negative' };

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
    return { index, units: exact / total, remainder: exact % total };
  });
  const left = Number(size - shares.reduce((sum, share) => sum + share.units, 0n));
  const byRemainder = shares.toSorted((a, b) =>
    a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1,
  );
  const favoured = new Set(byRemainder.slice(0, left).map((share) => share.index));
  return ok(
    shares.map(({ index, units }) => {
      const part = favoured.has(index) ? units + 1n : units;
      return { minor: negative ? -part : part, currency: whole.currency };
    }),
  );
};
