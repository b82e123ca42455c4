import { assertInvariant } from './invariant.ts';

/** Calendar dates are ISO text (`2026-02-28`); they have no zone and no time of day. */
const dayMs = 86_400_000;
/** Years have four digits. */
const [firstMs, lastMs] = [Date.parse('0000-01-01T00:00:00.000Z'), Date.parse('9999-12-31T00:00:00.000Z')];

const dateAt = (ms: number, what: string): string => {
  assertInvariant(ms >= firstMs && ms <= lastMs, 'date-out-of-range', `${what} is no date`);
  return new Date(ms).toISOString().slice(0, 10);
};

/** Fault `date-malformed`: a day that is in no calendar would be read as one of the next month. */
const msOf = (date: string): number => {
  const ms = Date.parse(`${date}T00:00:00.000Z`);
  assertInvariant(Number.isFinite(ms) && dateAt(ms, date) === date, 'date-malformed', `"${date}" is no date`);
  return ms;
};

/** Proleptic Gregorian, also over leap days. Fault `date-out-of-range` beyond the years 0000 to 9999. */
export const addDays = (date: string, days: number): string =>
  dateAt(msOf(date) + days * dayMs, `${date} and ${days} days`);

/** Days from `from` up to and including `to`; 1 for the same date, 0 or less when `to` lies before. */
export const daysInclusive = (from: string, to: string): number => (msOf(to) - msOf(from)) / dayMs + 1;

/** A date's month as text, `2026-02`. */
export const monthOf = (date: string): string => date.slice(0, 7);

const parts = (date: string): readonly [number, number, number] => {
  msOf(date);
  return [Number(date.slice(0, 4)), Number(date.slice(5, 7)), Number(date.slice(8, 10))];
};

/** `Date.UTC` reads the years 0 to 99 as 1900 to 1999. `month` counts from 0 and may run over. */
const utc = (year: number, month: number, day: number): number => new Date(0).setUTCFullYear(year, month, day);

/** The last day of the date's month. */
export const endOfMonth = (date: string): string => {
  const [year, month] = parts(date);
  return dateAt(utc(year, month, 0), `the end of ${date}'s month`);
};

/**
 * The same day so many months later, or the last day of that month where it has no such day: 31 January and one month
 * is 28 February. Count from the first date, never from the result, so that the day of the month is kept: 31 January
 * and two months is 31 March. Fault `date-out-of-range`.
 */
export const addMonths = (date: string, months: number): string => {
  const [year, month, day] = parts(date);
  const daysInTarget = new Date(utc(year, month + months, 0)).getUTCDate();
  return dateAt(utc(year, month - 1 + months, Math.min(day, daysInTarget)), `${date} and ${months} months`);
};

/** The instant a date begins in UTC, as ISO text. */
export const startOfDayUtc = (date: string): string => `${date}T00:00:00.000Z`;

/** The later one; ISO dates compare as text. */
export const laterDate = (a: string, b: string): string => (a > b ? a : b);
/** The earlier one. */
export const earlierDate = (a: string, b: string): string => (a < b ? a : b);
