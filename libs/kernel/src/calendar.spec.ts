import fc from 'fast-check';
import {
  addDays,
  addMonths,
  codeOf,
  daysInclusive,
  earlierDate,
  endOfMonth,
  laterDate,
  monthOf,
  startOfDayUtc,
} from './index.ts';

const codeOfThrown = (act: () => unknown): string | undefined => {
  try {
    act();
  } catch (error) {
    return codeOf(error);
  }
  return undefined;
};

describe('calendar dates', () => {
  it.each([
    ['2026-01-05', 30, '2026-02-04'],
    ['2028-02-28', 1, '2028-02-29'],
    ['2026-02-28', 1, '2026-03-01'],
    ['2026-12-31', 1, '2027-01-01'],
    ['2026-03-01', -1, '2026-02-28'],
  ])('%s and %d days is %s', (date, days, sum) => expect(addDays(date, days)).toBe(sum));
  it('have four digits of year', () => {
    expect(addDays('9999-12-30', 1)).toBe('9999-12-31');
    expect(codeOfThrown(() => addDays('9999-12-31', 1))).toBe('date-out-of-range');
    expect(codeOfThrown(() => addDays('2026-01-05', 2 ** 31 - 1))).toBe('date-out-of-range');
    expect(codeOfThrown(() => addDays('0000-01-01', -1))).toBe('date-out-of-range');
  });
  it.each(['2026-02-29', '2026-02-30', '2026-13-01', '26-01-01', ''])('"%s" is none', (date) => {
    expect(codeOfThrown(() => addDays(date, 1))).toBe('date-malformed');
    expect(codeOfThrown(() => addMonths(date, 1))).toBe('date-malformed');
  });
  it.each([
    ['2026-01-15', 1, '2026-02-15'],
    ['2026-01-31', 1, '2026-02-28'],
    ['2026-01-31', 2, '2026-03-31'],
    ['2028-01-31', 1, '2028-02-29'],
    ['2026-11-30', 3, '2027-02-28'],
    ['2026-12-31', 12, '2027-12-31'],
    ['2028-02-29', 12, '2029-02-28'],
    ['2026-03-31', -1, '2026-02-28'],
    ['0050-01-31', 1, '0050-02-28'],
  ])('%s and %d months is %s', (date, months, sum) => expect(addMonths(date, months)).toBe(sum));
  it('keep the day of the month, or take the last one', () => {
    const dates = fc
      .date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10));
    fc.assert(
      fc.property(dates, fc.integer({ min: -240, max: 240 }), (date, months) => {
        const there = addMonths(date, months);
        expect(there === endOfMonth(there) || there.slice(8) === date.slice(8)).toBe(true);
        const passed = (text: string): number => Number(text.slice(0, 4)) * 12 + Number(text.slice(5, 7));
        expect(passed(there) - passed(date)).toBe(months);
      }),
    );
  });
  it.each([
    ['2026-01-15', '2026-01-15', 1],
    ['2026-01-15', '2027-01-14', 365],
    ['2028-02-01', '2028-03-01', 30],
    ['2026-01-15', '2026-01-13', -1],
  ])('from %s to %s are %d days', (from, to, days) => expect(daysInclusive(from, to)).toBe(days));
  it('have a month and its end', () => {
    expect([
      monthOf('2026-02-05'),
      endOfMonth('2026-02-05'),
      endOfMonth('2028-02-29'),
      endOfMonth('2026-12-01'),
    ]).toEqual(['2026-02', '2026-02-28', '2028-02-29', '2026-12-31']);
  });
  it('begin at midnight UTC', () => expect(startOfDayUtc('2026-01-05')).toBe('2026-01-05T00:00:00.000Z'));
  it('compare', () => {
    expect(laterDate('2026-01-31', '2026-02-01')).toBe('2026-02-01');
    expect(earlierDate('2026-01-31', '2026-02-01')).toBe('2026-01-31');
  });
});
