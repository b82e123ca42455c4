/** Calendar dates are ISO text (`2026-02-28`); they have no zone and no time of day. */
const dayMs = 86_400_000;

/** Proleptic Gregorian, also over leap days. */
export const addDays = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00.000Z`) + days * dayMs).toISOString().slice(0, 10);

/** The instant a date begins in UTC, as ISO text. */
export const startOfDayUtc = (date: string): string => `${date}T00:00:00.000Z`;

/** The later one; ISO dates compare as text. */
export const laterDate = (a: string, b: string): string => (a > b ? a : b);
