import type { RecordValue } from './builders.ts';
import type { Fields, ValueOfFields } from './field.ts';

/** `intake` arrives from outside and is refined; `command` is embedded in requests; `message` only travels. */
export type RecordKind = 'event' | 'command' | 'intake' | 'message';

/** A rule over several fields, checked where a record comes in. Called with values of the right shape only. */
export type Refinement = { readonly path: string; readonly message: string; holds(value: RecordValue): boolean };

/** One version of one record: the only place where its shape is written down. */
export type RecordDefinition<N extends string = string, F extends Fields = Fields> = {
  readonly kind: RecordKind;
  readonly name: N;
  readonly version: number;
  readonly fields: F;
  readonly refinements: readonly Refinement[];
  /** From the version before to this one; pure. `null` in version 1. */
  readonly upcast: ((previous: RecordValue) => RecordValue) | null;
};

/** The type of a record's values. */
export type ValueOf<D> = D extends RecordDefinition<string, infer F> ? ValueOfFields<F> : never;

const first =
  (kind: RecordKind) =>
  <const N extends string, F extends Fields>(name: N, fields: F): RecordDefinition<N, F> => ({
    kind,
    name,
    version: 1,
    fields,
    refinements: [],
    upcast: null,
  });

export const event = first('event');
export const command = first('command');
export const intake = first('intake');
export const message = first('message');

/** The next version of a record, and how a value of the version before becomes one of it. */
export const revise = <N extends string, P extends Fields, F extends Fields>(
  previous: RecordDefinition<N, P>,
  fields: F,
  upcast: (value: ValueOfFields<P>) => ValueOfFields<F>,
): RecordDefinition<N, F> => ({
  ...previous,
  version: previous.version + 1,
  fields,
  refinements: [],
  upcast: (value) => upcast(value as ValueOfFields<P>),
});

export const refined = <N extends string, F extends Fields>(
  definition: RecordDefinition<N, F>,
  ...rules: readonly {
    readonly path: keyof F & string;
    readonly message: string;
    readonly holds: (value: ValueOfFields<F>) => boolean;
  }[]
): RecordDefinition<N, F> => ({
  ...definition,
  refinements: rules.map(({ path, message: text, holds }) => ({
    path,
    message: text,
    holds: (value) => holds(value as ValueOfFields<F>),
  })),
});
