/** Every way in which a value can miss the shape of its definition, at every place of it. */
import type { Fields, FieldSpec, RecordValue } from '../src/definition/index.ts';

export type Mutation = {
  readonly what: string;
  readonly value: unknown;
  /** Whether the Avro schema alone shows it: a width or an alphabet of our own it cannot express. */
  readonly avro: boolean;
};

/** `undefined` stands for a missing field. */
type Replacement = { readonly what: string; readonly value: unknown; readonly avro: boolean };

const wrong = (value: unknown, what = `${typeof value} ${String(value)}`): Replacement => ({ what, value, avro: true });
const ours = (value: unknown, what = String(value)): Replacement => ({ what, value, avro: false });
const noText = [wrong(7), wrong(true), wrong(7n), wrong({}), wrong([])];

const inside = (spec: FieldSpec, value: unknown): readonly Replacement[] => {
  switch (spec.kind) {
    case 'record':
    case 'personal-plain':
      return mutations(spec.part.fields, value as RecordValue);
    case 'list': {
      const items = value as readonly unknown[];
      return items.length === 0
        ? []
        : replacements(spec.item, items[0]).map(({ what, value: item, avro }) => ({
            what: `0 ${what}`,
            value: [item, ...items.slice(1)],
            // A hole in a list is read back as nothing, which avsc refuses too.
            avro,
          }));
    }
    case 'money': {
      const { minor, currency } = value as { minor: bigint; currency: string };
      return [
        wrong({ minor }, 'money without currency'),
        wrong({ currency }, 'money without minor'),
        wrong({ minor, currency, scale: 2 }, 'money with an extra field'),
        wrong({ minor: 5, currency }, 'minor as number'),
        wrong({ minor: '5', currency }, 'minor as text'),
        wrong({ minor: null, currency }, 'minor null'),
        wrong({ minor: 2n ** 63n, currency }, 'minor beyond 64 bits'),
        ours({ minor: -(2n ** 63n), currency }, 'minor one below the range'),
        wrong({ minor, currency: 5 }, 'currency as number'),
        ours({ minor, currency: 'eur' }, 'currency in lower case'),
      ];
    }
    case 'sealed': {
      const { subject, text } = value as { subject: string; text: string };
      return [
        wrong({ subject }, 'sealed without text'),
        wrong({ text }, 'sealed without subject'),
        wrong({ subject, text, key: '' }, 'sealed with an extra field'),
        wrong({ subject, text: null }, 'sealed text null'),
        ours({ subject, text: 'not base64url!' }, 'sealed text of another alphabet'),
      ];
    }
    case 'embedded': {
      const embedded = value as { record: string; version: number; value: RecordValue };
      return [
        wrong({ ...embedded, value: null }, 'embedded null'),
        wrong({ ...embedded, value: undefined }, 'embedded without value'),
        wrong({ ...embedded, record: 5 }, 'record name as number'),
        wrong({ ...embedded, extra: 1 }, 'embedded with an extra field'),
        ours({ ...embedded, record: 'NoSuchRecord' }, 'embedded unknown record'),
        ours({ ...embedded, version: 99 }, 'embedded unknown version'),
        ours({ ...embedded, value: {} }, 'embedded empty record'),
        ours({ ...embedded, value: { ...embedded.value, extra: 1 } }, 'embedded record with an extra field'),
      ];
    }
    default:
      return [];
  }
};

const ofType = (spec: FieldSpec): readonly Replacement[] => {
  switch (spec.kind) {
    case 'text':
      return [...noText, ours('\ud800', 'half a surrogate pair'), ours('x'.repeat(spec.max + 1), 'too long')];
    case 'date':
      return [...noText, ours('2026-02-30'), ours('2026-2-3'), ours('20260203'), ours('2025-02-29')];
    case 'instant':
      return [...noText, ours('2026-02-03T00:00:00Z'), ours('2026-02-03T24:00:00.000Z'), ours('2026-02-03')];
    case 'decimal':
      return [...noText, ours('1e3'), ours(''), ours('١')];
    case 'symbol':
      return [...noText, wrong('no-such-symbol'), wrong('')];
    case 'flag':
      return [wrong('true'), wrong(1), wrong(0), wrong({})];
    case 'int':
      return [
        ...['7', 1.5, Number.NaN, 7n, true, {}].map((value) => wrong(value)),
        wrong(2 ** 31),
        wrong(-(2 ** 31) - 1),
      ];
    case 'u64':
      return [wrong(7), wrong(true), wrong({}), ours('7'), ours(-1n), ours(2n ** 64n)];
    case 'list':
      return [wrong('x'), wrong({}), wrong(7), ours(new Array(spec.maxItems + 1).fill(null), 'too many items')];
    default:
      return [wrong('x'), wrong(7), wrong([], 'a list'), wrong({}, 'an empty record')];
  }
};

const replacements = (spec: FieldSpec, value: unknown): readonly Replacement[] => {
  if (spec.kind === 'nullable')
    return [
      // avsc writes the default for a missing field, so only our side can refuse it.
      ours(undefined, 'missing'),
      ...(value === null ? ofType(spec.of) : replacements(spec.of, value).filter(({ what }) => !absent.has(what))),
    ];
  return [wrong(undefined, 'missing'), wrong(null, 'null'), ...ofType(spec), ...inside(spec, value)];
};
const absent: ReadonlySet<string> = new Set(['missing', 'null']);

/** Mutants of a valid value. None of them is valid. */
export const mutations = (fields: Fields, value: RecordValue): readonly Mutation[] => [
  { what: 'an extra field', value: { ...value, noSuchField: 1 }, avro: true },
  { what: 'an extra field that says nothing', value: { ...value, noSuchField: null }, avro: true },
  ...Object.entries(fields).flatMap(([name, { type }]) =>
    replacements(type, value[name]).map(({ what, value: replaced, avro }) => {
      const { [name]: _, ...rest } = value;
      return { what: `${name} ${what}`, value: replaced === undefined ? rest : { ...value, [name]: replaced }, avro };
    }),
  ),
];
