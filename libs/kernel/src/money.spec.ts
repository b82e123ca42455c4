import fc from 'fast-check';
import { divideDecimals } from './decimal.ts';
import { codeOf } from './fault.ts';
import { currencies, isCurrency, minorUnitExponent } from './money-currencies.ts';
import {
  addMoney,
  compareMoney,
  formatMoney,
  MINOR_MAX,
  MINOR_MIN,
  money,
  moneyFromMajor,
  multiplyMoney,
  negateMoney,
  sameMoney,
  subtractMoney,
  sumMoney,
} from './money.ts';

const eur = (minor: bigint) => money(minor, 'EUR');
const codeThrown = (act: () => unknown): string | undefined => {
  try {
    act();
  } catch (error) {
    return codeOf(error);
  }
  return undefined;
};

describe('currencies', () => {
  // ISO 4217 list one of 2026-01-01, column `CcyMnrUnts`; every other currency there has 2.
  it.each([
    [0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'],
    [3, 'BHD IQD JOD KWD LYD OMR TND'],
    [4, 'CLF UYW'],
  ])('with %d decimal places are %s', (exponent, codes) => {
    expect(currencies.filter((code) => minorUnitExponent(code) === exponent)).toEqual(codes.split(' '));
  });

  it('are the 165 of the list that have a minor unit, 139 of them with 2 decimal places', () => {
    expect(currencies).toHaveLength(165);
    expect(new Set(currencies).size).toBe(165);
    expect(currencies.filter((code) => minorUnitExponent(code) === 2)).toHaveLength(139);
    expect(currencies.every((code) => /^[A-Z]{3}$/.test(code))).toBe(true);
  });

  it.each(['XXX', 'XAU', 'DEM', 'BGN', 'eur', ''])('"%s" is none', (code) => {
    expect(isCurrency(code)).toBe(false);
  });
});

describe('money', () => {
  it('adds, subtracts, negates and compares within one currency', () => {
    expect(addMoney(eur(1n), eur(2n))).toEqual(eur(3n));
    expect(subtractMoney(eur(1n), eur(2n))).toEqual(eur(-1n));
    expect(negateMoney(eur(5n))).toEqual(eur(-5n));
    expect([compareMoney(eur(1n), eur(2n)), compareMoney(eur(2n), eur(2n)), compareMoney(eur(3n), eur(2n))]).toEqual([
      -1, 0, 1,
    ]);
    expect([sameMoney(eur(1n), eur(1n)), sameMoney(eur(1n), money(1n, 'USD'))]).toEqual([true, false]);
    expect(sumMoney([], 'EUR')).toEqual(eur(0n));
  });

  it('does not mix currencies', () => {
    for (const operation of [addMoney, subtractMoney, compareMoney])
      expect(codeThrown(() => operation(eur(1n), money(1n, 'USD')))).toBe('currency-mismatch');
    expect(codeThrown(() => sumMoney([money(1n, 'USD')], 'EUR'))).toBe('currency-mismatch');
  });

  it('ends at ±(2^63−1) minor units', () => {
    expect(eur(MINOR_MAX).minor).toBe(9_223_372_036_854_775_807n);
    expect(eur(MINOR_MIN).minor).toBe(-9_223_372_036_854_775_807n);
    expect(codeThrown(() => eur(MINOR_MAX + 1n))).toBe('money-out-of-range');
    expect(codeThrown(() => eur(MINOR_MIN - 1n))).toBe('money-out-of-range');
    expect(codeThrown(() => addMoney(eur(MINOR_MAX), eur(1n)))).toBe('money-out-of-range');
    expect(codeThrown(() => subtractMoney(eur(MINOR_MIN), eur(1n)))).toBe('money-out-of-range');
    expect(codeThrown(() => multiplyMoney(eur(MINOR_MAX), '1.1', 'down'))).toBe('money-out-of-range');
  });

  it('is in an active currency', () => {
    expect(codeThrown(() => money(1n, 'DEM'))).toBe('currency-unknown');
    expect(codeThrown(() => moneyFromMajor('1', 'XAU', 'half-up'))).toBe('currency-unknown');
  });

  it('is multiplied exactly and rounded once', () => {
    // 19 % of 1.50 is 28.5 cents.
    expect(multiplyMoney(eur(150n), '0.19', 'half-up')).toEqual(eur(29n));
    expect(multiplyMoney(eur(150n), '0.19', 'half-even')).toEqual(eur(28n));
    expect(multiplyMoney(eur(-150n), '0.19', 'half-up')).toEqual(eur(-29n));
    expect(multiplyMoney(eur(100n), '-3', 'half-up')).toEqual(eur(-300n));
  });

  it('is read from major units by the places of its currency', () => {
    expect(moneyFromMajor('12.345', 'EUR', 'half-even')).toEqual(eur(1234n));
    expect(moneyFromMajor('12.345', 'KWD', 'half-even')).toEqual(money(12_345n, 'KWD'));
    expect(moneyFromMajor('12.5', 'JPY', 'half-up')).toEqual(money(13n, 'JPY'));
    expect(moneyFromMajor('-0.005', 'EUR', 'up')).toEqual(eur(-1n));
  });

  it('is written with all places of its currency', () => {
    expect([eur(5n), eur(-123_456n), money(12n, 'JPY'), money(-1n, 'KWD'), money(0n, 'EUR')].map(formatMoney)).toEqual([
      '0.05 EUR',
      '-1234.56 EUR',
      '12 JPY',
      '-0.001 KWD',
      '0.00 EUR',
    ]);
  });

  it('is shown in minor units where the currency is not in the list: histories outlive lists', () => {
    expect(formatMoney({ minor: 1_234n, currency: 'BGN' })).toBe('1234 minor units of BGN');
  });

  const amount = fc.bigInt({ min: -(2n ** 60n), max: 2n ** 60n }).map(eur);

  it('sums to the same whatever the order, also where a part of the sum is out of range', () => {
    const anywhere = fc.oneof(
      fc.bigInt({ min: MINOR_MIN, max: MINOR_MAX }),
      fc.constantFrom(MINOR_MIN, MINOR_MIN + 1n, -1n, 0n, 1n, MINOR_MAX - 1n, MINOR_MAX),
    );
    const shuffled = fc
      .array(anywhere.map(eur), { maxLength: 6 })
      .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })));
    fc.assert(
      fc.property(shuffled, ([all, other]) => {
        const minor = all.reduce((sum, each) => sum + each.minor, 0n);
        const fits = minor >= MINOR_MIN && minor <= MINOR_MAX;
        for (const amounts of [all, other])
          if (fits) expect(sumMoney(amounts, 'EUR')).toEqual(eur(minor));
          else expect(codeThrown(() => sumMoney(amounts, 'EUR'))).toBe('money-out-of-range');
      }),
      { examples: [[[[MINOR_MAX, 1n, -1n].map(eur), [MINOR_MAX, -1n, 1n].map(eur)]]] },
    );
  });

  it('conserves: what is added can be taken away again', () => {
    fc.assert(fc.property(amount, amount, (a, b) => expect(subtractMoney(addMoney(a, b), b)).toEqual(a)));
  });

  it('multiplies the negative to the negative', () => {
    const rate = fc.integer({ min: -99_999, max: 99_999 }).map((n) => divideDecimals(String(n), '1000', 3, 'down'));
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 40n), max: 2n ** 40n }), rate, (minor, factor) => {
        const positive = multiplyMoney(eur(minor), factor, 'half-up');
        expect(multiplyMoney(eur(-minor), factor, 'half-up')).toEqual(eur(-positive.minor));
      }),
    );
  });
});
