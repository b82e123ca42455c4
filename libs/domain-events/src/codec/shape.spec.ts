import { codeOf, messageOf } from '@q2c/kernel';
import fc from 'fast-check';
import { looseAvro } from '../../test/loose-avro.ts';
import { mutations } from '../../test/mutations.ts';
import { recordOf } from '../../test/arbitrary.ts';
import { canonicalJson, q2cLanguage, quoteToCashCommands, type JsonValue } from './index.ts';

/**
 * zod, the JSON encoder, the Avro encoder and the published Avro schema (judged by avsc, not by our codec) must agree
 * on what has the shape of a record: presence, null, type, symbol, width, nothing extra.
 */
const embeddable = Object.values(quoteToCashCommands);
const current = q2cLanguage.definitions.map((definition) => ({
  definition,
  title: `${definition.name}.v${definition.version}`,
  tools: q2cLanguage.definition(definition.name, definition.version),
}));

const accepts = (act: () => unknown): boolean => {
  try {
    act();
    return true;
  } catch (error) {
    if (codeOf(error) !== 'shape-mismatch') throw error;
    return false;
  }
};

describe.each(current)('$title', ({ definition, tools }) => {
  const values = recordOf(definition.fields, embeddable);
  const verdicts = (value: unknown) => ({
    zod: tools.shape.safeParse(value).success,
    json: accepts(() => tools.toJson(value as object)),
    encoder: accepts(() => tools.toAvro(value as object)),
  });
  const schemaAccepts = (value: unknown): boolean => {
    const avro = looseAvro(definition.fields, value, q2cLanguage);
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
        expect(tools.fromAvro(tools.avroType.fromBuffer(tools.avroType.toBuffer(tools.toAvro(value))))).toEqual(value);
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
});
