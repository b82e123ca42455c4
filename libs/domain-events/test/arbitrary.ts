/** Values of any record, generated from its definition alone. */
import { currencies, MINOR_MAX, MINOR_MIN, canonicalDecimal } from '@q2c/kernel';
import fc from 'fast-check';
import type { Fields, FieldSpec, RecordDefinition, RecordValue } from '../src/definition/index.ts';

export type Embeddable = readonly RecordDefinition[];

const wellFormed = (max: number): fc.Arbitrary<string> =>
  fc
    .oneof(
      fc.string({ maxLength: 20 }),
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.constant('"\\\u0000\u001f\u2028é🚀'),
    )
    .filter((text) => text.isWellFormed())
    .map((text) => text.slice(0, max))
    .filter((text) => text.isWellFormed());

const matching = (pattern: RegExp, max: number): fc.Arbitrary<string> =>
  fc
    .stringMatching(pattern, { maxLength: Math.min(max, 64) })
    .filter((text) => text.length <= max && text.isWellFormed() && pattern.test(text));

const dayMs = 86_400_000;
const isoInstant = fc
  .integer({ min: -2_000_000_000_000, max: 250_000_000_000_000 })
  .map((ms) => new Date(ms).toISOString())
  .filter((text) => text.length === 24);
const isoDate = fc
  .integer({ min: -25_000, max: 2_900_000 })
  .map((day) => new Date(day * dayMs).toISOString().slice(0, 10));
const decimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }), fc.nat({ max: 999_999 }))
  .map(([whole, fraction]) => canonicalDecimal(`${whole}.${fraction}`) ?? '0');

/** Lists stay short: what many items do has its own tests. */
const SHORT = 4;

export const valueOf = (spec: FieldSpec, embeddable: Embeddable): fc.Arbitrary<unknown> => {
  switch (spec.kind) {
    case 'text':
      return spec.pattern === null ? wellFormed(spec.max) : matching(spec.pattern, spec.max);
    case 'flag':
      return fc.boolean();
    case 'int':
      return fc.oneof(fc.constantFrom(spec.min, spec.max), fc.integer({ min: spec.min, max: spec.max }));
    case 'u64':
      return fc.oneof(fc.constantFrom(0n, 2n ** 64n - 1n, 2n ** 53n + 1n), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }));
    case 'decimal':
      return decimal;
    case 'money': {
      const minor = fc.bigInt({ min: MINOR_MIN, max: MINOR_MAX });
      const edges = fc.constantFrom(MINOR_MIN, MINOR_MAX, 0n, -1n, 2n ** 53n + 1n);
      return fc.record({ minor: fc.oneof(minor, edges), currency: fc.constantFrom(...currencies) });
    }
    case 'date':
      return isoDate;
    case 'instant':
      return isoInstant;
    case 'symbol':
      return fc.constantFrom(...spec.symbols);
    case 'list':
      return fc.array(valueOf(spec.item, embeddable), {
        minLength: spec.minItems,
        maxLength: Math.min(spec.maxItems, spec.minItems + SHORT),
      });
    case 'record':
    case 'personal-plain':
      return recordOf(spec.part.fields, embeddable);
    case 'nullable':
      return fc.option(valueOf(spec.of, embeddable), { nil: null });
    case 'sealed':
      return fc.record({ subject: matching(/^[a-z0-9.]{1,40}$/, 40), text: matching(/^[A-Za-z0-9_-]{0,60}$/, 60) });
    case 'embedded':
      return fc
        .constantFrom(...embeddable)
        .chain(({ name, version, fields }) =>
          fc.record({ record: fc.constant(name), version: fc.constant(version), value: recordOf(fields, []) }),
        );
  }
};

export const recordOf = (fields: Fields, embeddable: Embeddable): fc.Arbitrary<RecordValue> =>
  fc.record(Object.fromEntries(Object.entries(fields).map(([name, { type }]) => [name, valueOf(type, embeddable)])), {
    noNullPrototype: true,
  });
