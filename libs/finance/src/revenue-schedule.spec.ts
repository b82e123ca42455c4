import fc from 'fast-check';
import { addDays, daysInclusive, money, sumMoney } from '@q2c/kernel';
import { codeOfThrown } from '@q2c/testing/spec';
import { atPointInTime, straightLineByDay } from './index.ts';

const dates = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2060-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

describe('revenue straight-line by day', () => {
  it('of one month is one entry', () =>
    expect(straightLineByDay(money(100n, 'EUR'), '2026-02-01', '2026-02-28')).toEqual([
      { month: '2026-02', postingDate: '2026-02-28', amount: money(100n, 'EUR') },
    ]));

  it('takes the length of each month, also of a leap February', () =>
    expect(
      straightLineByDay(money(9_000n, 'EUR'), '2028-02-01', '2028-04-30').map(({ amount }) => amount.minor),
    ).toEqual([2_900n, 3_100n, 3_000n]));

  it('of less than a unit a day falls where the sum is reached', () =>
    expect(straightLineByDay(money(1n, 'JPY'), '2026-01-01', '2026-03-31').map(({ amount }) => amount.minor)).toEqual([
      0n,
      1n,
      0n,
    ]));

  it('needs a day', () =>
    expect(codeOfThrown(() => straightLineByDay(money(1n, 'EUR'), '2026-01-02', '2026-01-01'))).toBe(
      'service-period-empty',
    ));

  it('sums to the whole, never goes back, and is never further from the exact sum than half a unit', () => {
    fc.assert(
      fc.property(
        dates,
        fc.integer({ min: 0, max: 1500 }),
        fc.bigInt({ min: 0n, max: 10n ** 12n }),
        (from, more, minor) => {
          const to = addDays(from, more);
          const entries = straightLineByDay(money(minor, 'EUR'), from, to);
          expect(
            sumMoney(
              entries.map(({ amount }) => amount),
              'EUR',
            ).minor,
          ).toBe(minor);
          const days = BigInt(daysInclusive(from, to));
          let through = 0n;
          for (const { amount, postingDate } of entries) {
            expect(amount.minor >= 0n).toBe(true);
            through += amount.minor;
            // |through − minor·passed/days| ≤ ½, without fractions.
            const off = 2n * (through * days - minor * BigInt(daysInclusive(from, postingDate)));
            expect(off <= days && off >= -days).toBe(true);
          }
          expect(new Set(entries.map(({ month }) => month)).size).toBe(entries.length);
        },
      ),
    );
  });
});

it('revenue at a point in time is one entry on that day', () =>
  expect(atPointInTime(money(500n, 'EUR'), '2026-01-20')).toEqual([
    { month: '2026-01', postingDate: '2026-01-20', amount: money(500n, 'EUR') },
  ]));
