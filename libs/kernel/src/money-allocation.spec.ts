import fc from 'fast-check';
import { allocateMoney } from './money-allocation.ts';
import { MINOR_MAX, MINOR_MIN } from './money.ts';

const parts = (minor: bigint, weights: readonly bigint[]): readonly bigint[] => {
  const result = allocateMoney({ minor, currency: 'EUR' }, weights);
  if (!result.ok) throw new Error(`refused: ${result.refusal.code}`);
  return result.value.map((part) => part.minor);
};

describe('allocating an amount by weights', () => {
  it.each<[bigint, readonly bigint[], readonly bigint[]]>([
    [100n, [1n, 1n, 1n], [34n, 33n, 33n]],
    [-100n, [1n, 1n, 1n], [-34n, -33n, -33n]],
    // 5 × 3/10 = 1.5 and 5 × 7/10 = 3.5: equal remainders, the larger weight wins.
    [5n, [3n, 7n], [1n, 4n]],
    [5n, [7n, 3n], [4n, 1n]],
    // 1.43, 2.86, 5.71: the remainders 0.86 and 0.71 are the largest.
    [10n, [1n, 2n, 4n], [1n, 3n, 6n]],
    [1n, [0n, 5n, 0n], [0n, 1n, 0n]],
    [0n, [1n, 2n], [0n, 0n]],
    [7n, [1n], [7n]],
  ])('%s by %s gives %s', (minor, weights, expected) => {
    expect(parts(minor, weights)).toEqual(expected);
  });

  it('keeps the currency', () => {
    const result = allocateMoney({ minor: 3n, currency: 'JPY' }, [1n, 1n]);
    expect(result).toEqual({
      ok: true,
      value: [
        { minor: 2n, currency: 'JPY' },
        { minor: 1n, currency: 'JPY' },
      ],
    });
  });

  it.each<[string, readonly bigint[]]>([
    ['weights-all-zero', []],
    ['weights-all-zero', [0n, 0n]],
    ['weight-negative', [1n, -1n]],
  ])('refuses with %s: %s', (code, weights) => {
    expect(allocateMoney({ minor: 1n, currency: 'EUR' }, weights)).toEqual({ ok: false, refusal: { code } });
  });

  const minor = fc.bigInt({ min: MINOR_MIN, max: MINOR_MAX });
  const small = fc.bigInt({ min: -10_000n, max: 10_000n });
  const weights = fc
    .array(fc.oneof(fc.constant(0n), fc.bigInt({ min: 0n, max: 20n }), fc.bigInt({ min: 0n, max: 2n ** 63n })), {
      minLength: 1,
      maxLength: 30,
    })
    .filter((all) => all.some((weight) => weight > 0n));
  const sum = (values: readonly bigint[]): bigint => values.reduce((total, value) => total + value, 0n);

  it('conserves money', () => {
    fc.assert(fc.property(fc.oneof(minor, small), weights, (whole, by) => expect(sum(parts(whole, by))).toBe(whole)));
  });

  it('gives each part its exact share to within one unit, and zero weights nothing', () => {
    fc.assert(
      fc.property(fc.oneof(minor, small), weights, (whole, by) => {
        const total = sum(by);
        for (const [index, part] of parts(whole, by).entries()) {
          const error = part * total - whole * by[index]!;
          expect(error > -total && error < total).toBe(true);
          if (by[index] === 0n) expect(part).toBe(0n);
        }
      }),
    );
  });

  it('gives the negatives for the negative amount', () => {
    fc.assert(
      fc.property(small, weights, (whole, by) =>
        expect(parts(-whole, by)).toEqual(parts(whole, by).map((part) => (part === 0n ? 0n : -part))),
      ),
    );
  });

  it('gives the same to each weight whatever the order of the weights', () => {
    const shuffled = weights.chain((by) =>
      fc.tuple(fc.constant(by), fc.shuffledSubarray(by, { minLength: by.length })),
    );
    const byWeight = (by: readonly bigint[], shares: readonly bigint[]): readonly string[] =>
      shares.map((share, index) => `${by[index]}: ${share}`).sort();
    fc.assert(
      fc.property(fc.oneof(minor, small), shuffled, (whole, [by, other]) =>
        expect(byWeight(other, parts(whole, other))).toEqual(byWeight(by, parts(whole, by))),
      ),
    );
  });
});
