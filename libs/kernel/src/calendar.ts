import { assertInvariant } from './invariant.ts';

/** Calendar dates are ISO text (`2026-02-28`); they have no zone and no time of day. */
const dayMs = 86_400_000;
/** Years have four digits. */
const [firstMs, lastMs] = [Date.parse('0000-01-01T00:00:00.000Z'), Date.parse('9999-12-31T00:00:00.000Z')];

/** Proleptic Gregorian, also over leap days. Fault `date-out-of-range` beyond the years 0000 to 9999. */
export const addDays = (date: string, days: number): string => {
  const ms = Date.parse(`${date}T00:00:00.000Z`) + days * dayMs;
  assertInvariant(ms >= firstMs && ms <= lastMs, 'date-out-of-range', `${date} and ${days} days is no date`);
  return new Date(ms).toISOString().slice(0, 10);
};

/** The instant a date begins in UTC, as ISO text. */
export const startOfDayUtc = (date: string): string => `${date}T00:00:00.000Z`;

/** The later one; ISO dates compare as text. */
export const laterDate = (a: string, b: string): string => (a > b ? a : b);
