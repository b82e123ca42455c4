import { effectOf } from './effect.ts';

const amount = (text: string): unknown => {
  const read = effectOf({ number: 'SO-1', date: '2026-02-01', amount: text });
  return read.ok ? read.value?.amount : read.refusal;
};

test.each([
  ['1200.00 EUR', '120000', 'EUR'],
  ['1200 EUR', '120000', 'EUR'],
  ['0.5 EUR', '50', 'EUR'],
  ['-0.50 EUR', '-50', 'EUR'],
  ['1200 JPY', '1200', 'JPY'],
  ['1.234 KWD', '1234', 'KWD'],
])('%s is %s minor units', (text, minor, currency) => expect(amount(text)).toEqual({ minor, currency }));

test.each(['1.005 EUR', '1.0 JPY', '1,200.00 EUR', '1.00', '1.00 ABC', '1e3 EUR', '92233720368547758.08 EUR'])(
  '%s is no amount',
  (text) => expect(amount(text)).toMatch(/^--amount/),
);

test('a document is said with number, date and amount, and none outright', () => {
  expect(effectOf({ noEffect: true })).toEqual({ ok: true, value: null });
  expect(effectOf({}).ok).toBe(false);
  expect(effectOf({ number: 'JE-1', date: '2026-02-01' }).ok).toBe(false);
  expect(effectOf({ number: 'JE-1', amount: '1.00 EUR' }).ok).toBe(false);
});
