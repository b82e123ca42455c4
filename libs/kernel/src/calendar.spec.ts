import { addDays, laterDate, startOfDayUtc } from './index.ts';

describe('calendar dates', () => {
  it.each([
    ['2026-01-05', 30, '2026-02-04'],
    ['2028-02-28', 1, '2028-02-29'],
    ['2026-02-28', 1, '2026-03-01'],
    ['2026-12-31', 1, '2027-01-01'],
    ['2026-03-01', -1, '2026-02-28'],
  ])('%s and %d days is %s', (date, days, sum) => expect(addDays(date, days)).toBe(sum));
  it('begin at midnight UTC', () => expect(startOfDayUtc('2026-01-05')).toBe('2026-01-05T00:00:00.000Z'));
  it('compare', () => expect(laterDate('2026-01-31', '2026-02-01')).toBe('2026-02-01'));
});
