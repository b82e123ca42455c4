import fc from 'fast-check';
import { money, sumMoney } from '@q2c/kernel';
import { taxByCategory, type TaxableLine } from './index.ts';

const eur = (minor: bigint) => money(minor, 'EUR');
const line = (net: bigint, rate = '0.19', category: TaxableLine['category'] = 'S'): TaxableLine => ({
  category,
  rate,
  net: eur(net),
});

describe('tax by document and category', () => {
  it('adds before it rounds: three lines of 0.03 at 19 % are taxed 0.02, not 0.03', () =>
    expect(taxByCategory([line(3n), line(3n), line(3n)], 'EUR', 'half-up')).toEqual({
      subtotals: [{ category: 'S', rate: '0.19', taxable: eur(9n), tax: eur(2n) }],
      net: eur(9n),
      tax: eur(2n),
      gross: eur(11n),
    }));

  it('keeps rates and categories apart, in the order in which they appear', () => {
    const { subtotals, tax } = taxByCategory(
      [line(1_000n), line(1_000n, '0.07'), line(500n, '0', 'AE'), line(50n)],
      'EUR',
      'half-up',
    );
    expect(
      subtotals.map(({ category, rate, taxable, tax: own }) => [category, rate, taxable.minor, own.minor]),
    ).toEqual([
      ['S', '0.19', 1_050n, 200n],
      ['S', '0.07', 1_000n, 70n],
      ['AE', '0', 500n, 0n],
    ]);
    expect(tax).toEqual(eur(270n));
  });

  it('of a half is rounded as the policy says', () => {
    expect(taxByCategory([line(50n, '0.05')], 'EUR', 'half-up').tax.minor).toBe(3n);
    expect(taxByCategory([line(50n, '0.05')], 'EUR', 'half-even').tax.minor).toBe(2n);
    expect(taxByCategory([line(50n, '0.05')], 'EUR', 'down').tax.minor).toBe(2n);
  });

  it('of no lines is nothing', () =>
    expect(taxByCategory([], 'JPY', 'half-up')).toEqual({
      subtotals: [],
      net: money(0n, 'JPY'),
      tax: money(0n, 'JPY'),
      gross: money(0n, 'JPY'),
    }));

  it('does not depend on the order of the lines, and a credit mirrors its invoice', () => {
    const lines = fc.array(
      fc.record({
        category: fc.constantFrom('S', 'Z', 'O' as const),
        rate: fc.constantFrom('0.19', '0.07', '0.055'),
        net: fc.bigInt({ min: -(10n ** 9n), max: 10n ** 9n }).map(eur),
      }),
      { maxLength: 12 },
    ) as fc.Arbitrary<TaxableLine[]>;
    fc.assert(
      fc.property(lines, (given) => {
        const total = taxByCategory(given, 'EUR', 'half-up');
        expect(taxByCategory(given.toReversed(), 'EUR', 'half-up').tax).toEqual(total.tax);
        const credit = given.map((each) => ({ ...each, net: eur(-each.net.minor) }));
        expect(taxByCategory(credit, 'EUR', 'half-up').gross.minor).toBe(-total.gross.minor);
        expect(sumMoney([total.net, total.tax], 'EUR')).toEqual(total.gross);
      }),
    );
  });
});
