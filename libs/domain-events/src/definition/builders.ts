import type { Money } from '@q2c/kernel';
import type { Classification, Field, Fields, PartDefinition, Typed, ValueOfFields } from './field.ts';

/** Values of a record in memory. */
export type RecordValue = { readonly [field: string]: unknown };
/** A record carried inside another one. `version` is the newest of that record. */
export type Embedded = { readonly record: string; readonly version: number; readonly value: RecordValue };
/** As the `PersonalData` port gives it. */
export type Sealed = { readonly subject: string; readonly text: string };

export const INT_MIN = -(2 ** 31);
export const INT_MAX = 2 ** 31 - 1;

/** Well-formed Unicode of at most `max` UTF-16 code units; may be empty unless the pattern says otherwise. */
export const text = (max: number, pattern: RegExp | null = null): Typed<string> => ({ kind: 'text', max, pattern });
/**
 * Visible characters, single spaces between them: no control, format, surrogate, private-use or unassigned characters
 * and none that displays leave out. They would hide or turn round what operators read.
 */
export const visible =
  /^[^\s\p{C}\p{Default_Ignorable_Code_Point}]+(?: [^\s\p{C}\p{Default_Ignorable_Code_Point}]+)*$/u;
export const flag = (): Typed<boolean> => ({ kind: 'flag' });
/** A whole number of 32 bits. */
export const int = (min = INT_MIN, max = INT_MAX): Typed<number> => ({ kind: 'int', min, max });
/** 0 to 2^64−1. Decimal text in JSON and Avro. */
export const u64 = (): Typed<bigint> => ({ kind: 'u64' });
/** An exact decimal as canonical text: no exponent, no leading or trailing zeros, no `-0`, at most 40 characters. */
export const decimal = (): Typed<string> => ({ kind: 'decimal' });
/** Minor units within ±(2^63−1) and an ISO 4217 code. */
export const money = (): Typed<Money> => ({ kind: 'money' });
/** A calendar date, `2026-01-31`. */
export const date = (): Typed<string> => ({ kind: 'date' });
/** UTC with milliseconds, `2026-01-31T09:30:00.000Z`. */
export const instant = (): Typed<string> => ({ kind: 'instant' });
export const symbol = <const S extends readonly [string, ...string[]]>(...symbols: S): Typed<S[number]> => ({
  kind: 'symbol',
  symbols,
});
export const list = <T>(item: Typed<T>, maxItems: number, minItems = 0): Typed<readonly T[]> => ({
  kind: 'list',
  item,
  minItems,
  maxItems,
});
export const nested = <F extends Fields>(part: PartDefinition<F>): Typed<ValueOfFields<F>> => ({
  kind: 'record',
  part,
});
/** Always present, `null` where there is none; `null` is the default for older writers. */
export const nullable = <T>(of: Typed<T>): Typed<T | null> => ({ kind: 'nullable', of });
export const personalPlain = <F extends Fields>(part: PartDefinition<F>): Typed<ValueOfFields<F>> => ({
  kind: 'personal-plain',
  part,
});
export const sealed = (part: PartDefinition): Typed<Sealed> => ({ kind: 'sealed', part, max: 65_536 });
/** Sealed raw bytes: the plain text is base64. `maxBytes` bounds what is sealed. */
export const sealedBytes = (maxBytes: number): Typed<Sealed> => ({
  kind: 'sealed',
  part: null,
  // base64 of the bytes, sealed with 28 bytes of nonce and tag, base64url again.
  max: Math.ceil((Math.ceil(maxBytes / 3) * 4 + 28) / 3) * 4,
});
export const embedded = (): Typed<Embedded> => ({ kind: 'embedded' });

type Classified<T extends Readonly<Record<string, Typed<unknown>>>> = {
  readonly [K in keyof T]: T[K] extends Typed<infer V> ? Field<V> : never;
};

const classify =
  (classification: Classification) =>
  <const T extends Readonly<Record<string, Typed<unknown>>>>(types: T): Classified<T> =>
    Object.fromEntries(
      Object.entries(types).map(([name, type]) => [name, { type, classification }]),
    ) as unknown as Classified<T>;

export const everybody = classify('public');
export const internal = classify('internal');
export const confidential = classify('confidential');
export const personal = classify('personal');

export const part = <F extends Fields>(name: string, fields: F): PartDefinition<F> => ({
  name,
  version: 1,
  fields,
  earlier: null,
});

/** The next version of a part, and how a sealed value of the version before is read. */
export const revisePart = <P extends Fields, F extends Fields>(
  previous: PartDefinition<P>,
  fields: F,
  upcast: (value: ValueOfFields<P>) => ValueOfFields<F>,
): PartDefinition<F> => ({
  name: previous.name,
  version: previous.version + 1,
  fields,
  earlier: { part: previous, upcast: (value) => upcast(value as ValueOfFields<P>) },
});
