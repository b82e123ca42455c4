import fc from 'fast-check';
import { isDate, isInstant } from './time.ts';

describe('a date', () => {
  it.each(['2026-01-31', '2024-02-29', '2000-02-29', '0000-02-29', '9999-12-31'])('is %s', (text) => {
    expect(isDate(text)).toBe(true);
  });

  it.each(['2026-02-29', '1900-02-29', '2026-04-31', '2026-00-10', '2026-13-01', '2026-01-00', '2026-1-1', '26-01-01'])(
    'is not %s',
    (text) => {
      expect(isDate(text)).toBe(false);
    },
  );

  it('is what ECMAScript takes for the same day', () => {
    const two = (max: number) => fc.nat({ max }).map((number) => String(number).padStart(2, '0'));
    const year = fc.nat({ max: 9999 }).map((number) => String(number).padStart(4, '0'));
    fc.assert(
      fc.property(year, two(14), two(33), (y, m, d) => {
        const text = `${y}-${m}-${d}`;
        const ms = Date.parse(`${text}T00:00:00.000Z`);
        const real = !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
        expect(isDate(text)).toBe(real);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('an instant', () => {
  it.each(['2026-01-31T23:59:59.999Z', '2024-02-29T00:00:00.000Z'])('is %s', (text) => {
    expect(isInstant(text)).toBe(true);
  });

  it.each([
    '2026-02-29T00:00:00.000Z',
    '2026-01-31T24:00:00.000Z',
    '2026-01-31T23:60:00.000Z',
    '2026-01-31T23:59:60.000Z',
    '2026-01-31T00:00:00Z',
    '2026-01-31T00:00:00.000+00:00',
    '2026-01-31 00:00:00.000Z',
  ])('is not %s', (text) => {
    expect(isInstant(text)).toBe(false);
  });
});
