import fc from 'fast-check';
import { addDays, addMonths } from '@q2c/kernel';
import { codeOfThrown } from '@q2c/testing/spec';
import { billingFrequencies, billingPeriods, MAX_TERM_MONTHS, termEnd, type BillingFrequency } from './index.ts';

describe('billing periods', () => {
  it('keep the end of the month', () =>
    expect(billingPeriods('2027-12-31', 4, 'monthly').map(({ from, to }) => `${from} ${to}`)).toEqual([
      '2027-12-31 2028-01-30',
      '2028-01-31 2028-02-28',
      '2028-02-29 2028-03-30',
      '2028-03-31 2028-04-29',
    ]));

  it('end with a shorter one where the term is no multiple of them', () =>
    expect(billingPeriods('2026-01-01', 14, 'annually')).toEqual([
      { from: '2026-01-01', to: '2026-12-31', months: 12 },
      { from: '2027-01-01', to: '2027-02-28', months: 2 },
    ]));

  it.each([0, -1, 1.5, MAX_TERM_MONTHS + 1, NaN])('are none of a term of %d months', (months) =>
    expect(codeOfThrown(() => billingPeriods('2026-01-01', months, 'monthly'))).toBe('term-out-of-range'),
  );

  it('cover the term without a gap, each on the day of the start', () => {
    const start = fc
      .date({ min: new Date('2000-01-01'), max: new Date('2060-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10));
    const frequency = fc.constantFrom<BillingFrequency>('monthly', 'quarterly', 'annually');
    fc.assert(
      fc.property(start, fc.integer({ min: 1, max: MAX_TERM_MONTHS }), frequency, (from, months, every) => {
        const periods = billingPeriods(from, months, every);
        expect(periods[0]?.from).toBe(from);
        expect(periods.at(-1)?.to).toBe(termEnd(from, months));
        expect(periods.reduce((sum, period) => sum + period.months, 0)).toBe(months);
        periods.forEach((period, n) => {
          expect(period.from).toBe(addMonths(from, n * billingFrequencies[every]));
          expect(period.to >= period.from).toBe(true);
          const next = periods[n + 1];
          if (next !== undefined) expect(addDays(period.to, 1)).toBe(next.from);
        });
      }),
    );
  });
});
