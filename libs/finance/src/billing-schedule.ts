import { addDays, addMonths, assertInvariant } from '@q2c/kernel';

/**
 * When a recurring line is invoiced: in advance, on the day on which each billing period begins. Periods are counted
 * from the start of the term, so the day of the month is kept and the end of a month stays the end of a month.
 */
export const billingFrequencies = { monthly: 1, quarterly: 3, annually: 12 } as const;
export type BillingFrequency = keyof typeof billingFrequencies;

/** `to` is the last day of the period, `months` how many months of the term it covers. */
export type BillingPeriod = { readonly from: string; readonly to: string; readonly months: number };

export const MAX_TERM_MONTHS = 120;

/** The last day of a term: a year from 15 January ends on 14 January. */
export const termEnd = (start: string, termMonths: number): string => addDays(addMonths(start, termMonths), -1);

/**
 * The billing periods of a term, in order and without a gap. A term that is no multiple of the frequency ends with a
 * shorter one. Fault `term-out-of-range` for a term of less than one or more than 120 months.
 */
export const billingPeriods = (
  start: string,
  termMonths: number,
  frequency: BillingFrequency,
): readonly BillingPeriod[] => {
  assertInvariant(
    Number.isSafeInteger(termMonths) && termMonths >= 1 && termMonths <= MAX_TERM_MONTHS,
    'term-out-of-range',
    `a term of ${termMonths} months`,
  );
  const step = billingFrequencies[frequency];
  return Array.from({ length: Math.ceil(termMonths / step) }, (_, n) => {
    const [first, next] = [n * step, Math.min((n + 1) * step, termMonths)];
    return { from: addMonths(start, first), to: addDays(addMonths(start, next), -1), months: next - first };
  });
};
