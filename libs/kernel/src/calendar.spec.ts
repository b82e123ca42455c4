import { addDays, codeOf, laterDate, startOfDayUtc } from './index.ts';

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
  it('begin at midnight UTC', () => expect(startOfDayUtc('2026-01-05')).toBe('2026-01-05T00:00:00.000Z'));
  it('compare', () => expect(laterDate('2026-01-31', '2026-02-01')).toBe('2026-02-01'));
});
