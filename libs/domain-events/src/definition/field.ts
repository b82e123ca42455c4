/**
 * What a field of a record can be. These descriptions are plain data: the zod schema, the Avro schema, the canonical
 * JSON encoder and both decoders are compiled from them in `codec/`, so none of them can say something else.
 *
 * Each description carries the TypeScript type of its value in memory; nothing of that exists at run time.
 */
export type Classification = 'public' | 'internal' | 'confidential' | 'personal';

declare const carried: unique symbol;
/** Marks a description with the type of its values. */
type Carries<T> = { readonly [carried]?: T };

export type TextSpec = { readonly kind: 'text'; readonly max: number; readonly pattern: RegExp | null };
export type FlagSpec = { readonly kind: 'flag' };
export type IntSpec = { readonly kind: 'int'; readonly min: number; readonly max: number };
export type U64Spec = { readonly kind: 'u64' };
export type DecimalSpec = { readonly kind: 'decimal' };
export type MoneySpec = { readonly kind: 'money' };
export type DateSpec = { readonly kind: 'date' };
export type InstantSpec = { readonly kind: 'instant' };
export type SymbolSpec = { readonly kind: 'symbol'; readonly symbols: readonly string[] };
export type ListSpec = {
  readonly kind: 'list';
  readonly item: FieldSpec;
  readonly minItems: number;
  readonly maxItems: number;
};
export type RecordSpec = { readonly kind: 'record'; readonly part: PartDefinition };
export type NullableSpec = { readonly kind: 'nullable'; readonly of: FieldSpec };
/** Personal data as it arrives. Stands in intake records only. */
export type PersonalPlainSpec = { readonly kind: 'personal-plain'; readonly part: PartDefinition };
/** Sealed personal data: `part` describes the plain text; `null` when it is raw bytes as base64. */
export type SealedSpec = { readonly kind: 'sealed'; readonly part: PartDefinition | null; readonly max: number };
/** A whole record of this language, named by its value. */
export type EmbeddedSpec = { readonly kind: 'embedded' };

export type FieldSpec =
  | TextSpec
  | FlagSpec
  | IntSpec
  | U64Spec
  | DecimalSpec
  | MoneySpec
  | DateSpec
  | InstantSpec
  | SymbolSpec
  | ListSpec
  | RecordSpec
  | NullableSpec
  | PersonalPlainSpec
  | SealedSpec
  | EmbeddedSpec;

export type Typed<T> = FieldSpec & Carries<T>;

/** A field as it stands in a record. */
export type Field<T = unknown> = { readonly type: Typed<T>; readonly classification: Classification };
export type Fields = Readonly<Record<string, Field>>;

/**
 * A record that stands inside others and changes with them. Its version matters where it is sealed: then its bytes
 * stand by themselves, and say which version wrote them.
 */
export type PartDefinition<F extends Fields = Fields> = {
  readonly name: string;
  readonly version: number;
  readonly fields: F;
  readonly earlier: EarlierPart | null;
};

/** The version before, and how a value of it becomes one of this version; pure. */
export type EarlierPart = {
  readonly part: PartDefinition;
  readonly upcast: (value: { readonly [field: string]: unknown }) => { readonly [field: string]: unknown };
};

export type ValueOfField<F> = F extends { readonly type: Carries<infer T> } ? T : never;
export type ValueOfFields<F> = { readonly [K in keyof F]: ValueOfField<F[K]> };
