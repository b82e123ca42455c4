import { canonicalDecimal, codeOf, currencies, messageOf, MINOR_MAX, MINOR_MIN } from '@q2c/kernel';
import fc from 'fast-check';
import { looseAvro } from '../../test/loose-avro.ts';
import { mutations } from '../../test/mutations.ts';
import { ping, pingV1, specimen } from '../../test/specimen.ts';
import type { Fields, FieldSpec, RecordDefinition, RecordValue } from '../definition/index.ts';
import { canonicalJson, createLanguage, q2cLanguage, quoteToCashCommands, type JsonValue } from './index.ts';

type Embeddable = readonly RecordDefinition[];

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

/** fast-check spells classes out, which those of Unicode are too large for. */
const words = fc
  .array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 4 })
  .map((all) => all.join(' '));

const matching = (pattern: RegExp, max: number): fc.Arbitrary<string> =>
  (pattern.unicode ? words : fc.stringMatching(pattern, { maxLength: Math.min(max, 64) })).filter(
    (text) => text.length <= max && text.isWellFormed() && pattern.test(text),
  );

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

const valueOf = (spec: FieldSpec, embeddable: Embeddable): fc.Arbitrary<unknown> => {
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

const recordOf = (fields: Fields, embeddable: Embeddable): fc.Arbitrary<RecordValue> =>
  fc.record(Object.fromEntries(Object.entries(fields).map(([name, { type }]) => [name, valueOf(type, embeddable)])), {
    noNullPrototype: true,
  });

/**
 * zod, the JSON encoder, the Avro encoder and the published Avro schema (judged by avsc, not by our codec) must agree
 * on what has the shape of a record: presence, null, type, symbol, width, nothing extra.
 */
const own = createLanguage([pingV1, ping, specimen]);
const rounds = [
  { language: q2cLanguage, definitions: q2cLanguage.definitions, embeddable: Object.values(quoteToCashCommands) },
  { language: own, definitions: [pingV1, ping, specimen], embeddable: [ping] },
].flatMap(({ language, definitions, embeddable }) =>
  definitions.map((definition: RecordDefinition) => ({
    title: `${definition.name}.v${definition.version}`,
    language,
    definition,
    embeddable,
    tools: language.definition(definition.name, definition.version),
  })),
);

/** JSON with one thing wrong: a key gone, a key too many, or something of another type. */
const jsonMutants = (json: JsonValue): readonly JsonValue[] => {
  if (typeof json !== 'object' || json === null) return [{}];
  if (Array.isArray(json)) {
    const items = json as readonly JsonValue[];
    return [{}, ...items.flatMap((item, at) => jsonMutants(item).map((mutant) => items.with(at, mutant)))];
  }
  const record = json as { readonly [key: string]: JsonValue };
  return [
    5,
    { ...record, noSuchField: null },
    ...Object.entries(record).flatMap(([key, member]) => [
      Object.fromEntries(Object.entries(record).filter(([other]) => other !== key)),
      ...jsonMutants(member).map((mutant) => ({ ...record, [key]: mutant })),
    ]),
  ];
};

const accepts = (act: () => unknown): boolean => {
  try {
    act();
    return true;
  } catch (error) {
    if (codeOf(error) !== 'shape-mismatch') throw error;
    return false;
  }
};

describe.each(rounds)('$title', ({ language, definition, embeddable, tools }) => {
  const values = recordOf(definition.fields, embeddable);
  const verdicts = (value: unknown) => ({
    zod: tools.shape.safeParse(value).success,
    json: accepts(() => tools.toJson(value as object)),
    encoder: accepts(() => tools.toAvro(value as object)),
  });
  const schemaAccepts = (value: unknown): boolean => {
    const avro = looseAvro(definition.fields, value);
    try {
      return tools.avroType.isValid(avro, { noUndeclaredFields: true });
    } catch (error) {
      // avsc throws where it meets a bigint in place of a number.
      if (messageOf(error).includes('BigInt')) return false;
      throw error;
    }
  };

  it('is accepted by all when valid, and comes back equal from JSON and Avro', () => {
    fc.assert(
      fc.property(values, (value) => {
        expect({ ...verdicts(value), schema: schemaAccepts(value) }).toEqual({
          zod: true,
          json: true,
          encoder: true,
          schema: true,
        });
        const json = tools.toJson(value);
        expect(canonicalJson(JSON.parse(json) as JsonValue)).toBe(json);
        expect(tools.fromJson(json)).toEqual(value);
        const { name, version } = definition;
        expect(tools.fromAvro(tools.avroType.fromBuffer(tools.avroType.toBuffer(tools.toAvro(value))))).toEqual(value);
        if (definition.kind !== 'intake' && version === language.definition(name).version)
          expect(language.wire.decode(language.wire.encode(name, value))).toEqual({
            ok: true,
            value: { record: name, version, value },
          });
      }),
      { numRuns: 40 },
    );
  });

  it('is refused by all when it misses the shape anywhere', () => {
    let tried = 0;
    fc.assert(
      fc.property(values, (value) => {
        for (const { what, value: mutant, avro } of mutations(definition.fields, value)) {
          tried++;
          const refused = { what, zod: false, json: false, encoder: false };
          expect({ what, ...verdicts(mutant), ...(avro ? { schema: schemaAccepts(mutant) } : {}) }).toEqual(
            avro ? { ...refused, schema: false } : refused,
          );
        }
      }),
      { numRuns: 6 },
    );
    expect(tried).toBeGreaterThan(0);
  });

  it('is not read from JSON that misses the shape anywhere', () => {
    fc.assert(
      fc.property(values, (value) => {
        const json = JSON.parse(tools.toJson(value)) as JsonValue;
        for (const mutant of jsonMutants(json))
          expect({ mutant, read: accepts(() => tools.fromJson(JSON.stringify(mutant))) }).toEqual({
            mutant,
            read: false,
          });
      }),
      { numRuns: 4 },
    );
  });
});
