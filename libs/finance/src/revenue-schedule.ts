import {
  addDays,
  daysInclusive,
  divideRounded,
  earlierDate,
  endOfMonth,
  monthOf,
  assertInvariant,
  type Money,
  type RoundingMode,
} from '@q2c/kernel';

/**
 * When revenue is recognised. A service that the customer receives evenly over a period is a performance obligation
 * satisfied over time, and days passed measure its progress (ASC 606-10-25-31 and 55-20, IFRS 15.39 and B18); an item
 * is one satisfied at a point in time (ASC 606-10-25-30, IFRS 15.38).
 */
export type RevenueEntry = {
  /** `2026-01` */
  readonly month: string;
  /** The day on which the entry is posted: the last day of the service in that month. */
  readonly postingDate: string;
  readonly amount: Money;
};

/** Policy of `straightLineByDay`; the name is recorded with the schedule. */
export const straightLinePolicy = 'straight-line-by-day';
export const pointInTimePolicy = 'point-in-time';

/**
 * Straight-line by day. What is recognised through the end of a month is the total times the days passed over all
 * days, rounded; a month's entry is the difference to the month before. So no rounding ever adds up, each sum through
 * a month is within half a minor unit of the exact one, and the last one is the total.
 * Fault `service-period-empty` when `to` lies before `from`.
 */
export const straightLineByDay = (
  total: Money,
  from: string,
  to: string,
  mode: RoundingMode = 'half-up',
): readonly RevenueEntry[] => {
  const days = daysInclusive(from, to);
  assertInvariant(days >= 1, 'service-period-empty', `the service from ${from} to ${to} has no day`);
  const entries: RevenueEntry[] = [];
  let recognised = 0n;
  for (let first = from; first <= to;) {
    const last = earlierDate(endOfMonth(first), to);
    const through = divideRounded(total.minor * BigInt(daysInclusive(from, last)), BigInt(days), mode);
    const amount = { minor: through - recognised, currency: total.currency };
    entries.push({ month: monthOf(first), postingDate: last, amount });
    recognised = through;
    first = addDays(last, 1);
  }
  return entries;
};

/** All of it on the day on which control passes to the customer. */
export const atPointInTime = (total: Money, on: string): readonly RevenueEntry[] => [
  { month: monthOf(on), postingDate: on, amount: total },
];
