import { inside, readIndex, readRun } from './input.ts';
import { writeByte, writeCount } from './output.ts';
import { resolveScalar } from './resolve-scalar.ts';
import { describeSchema, type FieldSchema, type RecordSchema, type Schema } from './schema.ts';
import { createSkips, type Skip, type Skips } from './skip.ts';
import { unfit, type Transcode } from './transcode.ts';

/**
 * Avro's schema resolution (specification, "Schema Resolution"), from what a file's writer wrote to the wire form of a
 * record of ours, without a value in between: fields in any order, unknown ones left out, missing ones as our default
 * has them. Beyond the specification, text of ours that has a format takes what says the same: a `decimal` for decimal
 * text, a whole number for a 64-bit one. Names of records inside the record do not matter; what they hold does.
 */
export type Misfit = { readonly path: string; readonly message: string };

export type Resolved = {
  readonly transcode: Transcode;
  /** Over a record as the writer wrote it. */
  readonly skip: Skip;
  /** Fields of ours that the writer does not write. */
  readonly defaulted: readonly string[];
};

type Found = { readonly misfits: Misfit[]; readonly defaulted: string[] };
type Context = { readonly skips: Skips; readonly found: Found; readonly path: string };

const at = (context: Context, step: string): Context => ({
  ...context,
  path: context.path === '' ? step : `${context.path}.${step}`,
});

const nothing: Transcode = () => undefined;

const misfit = ({ found, path }: Context, message: string): Transcode => {
  found.misfits.push({ path, message });
  return nothing;
};

/** What would be found if these two were to fit, without saying so. */
const tried = (writer: Schema, reader: Schema, context: Context): { readonly transcode: Transcode; found: Found } => {
  const found: Found = { misfits: [], defaulted: [] };
  return { transcode: resolve(writer, reader, { ...context, found }), found };
};

const adopt = ({ found }: Context, { misfits, defaulted }: Found): void => {
  found.misfits.push(...misfits);
  found.defaulted.push(...defaulted);
};

/** Each value says which branch it is of: a branch that does not fit is refused when a value comes that is of it. */
const fromUnion = (branches: readonly Schema[], reader: Schema, context: Context): Transcode => {
  const tries = branches.map((branch) => tried(branch, reader, context));
  const fitting = tries.filter(({ found }) => found.misfits.length === 0);
  if (fitting.length === 0) {
    const last = tries.findLast((_, index) => branches[index]?.kind !== 'null');
    if (last === undefined) return misfit(context, `is ${describeSchema({ kind: 'union', branches })}`);
    adopt(context, last.found);
    return nothing;
  }
  for (const { found } of fitting) adopt(context, found);
  const transcodes = tries.map(({ transcode, found }, index): Transcode => {
    const branch = branches[index];
    if (found.misfits.length === 0 || branch === undefined) return transcode;
    const what = describeSchema(branch);
    return () => {
      throw unfit(context.path, `is ${what}, which does not fit`);
    };
  });
  return (input, output) => transcodes[readIndex(input, transcodes.length)]?.(input, output);
};

const toUnion = (writer: Schema, branches: readonly Schema[], context: Context): Transcode => {
  const tries = branches.map((branch) => tried(writer, branch, context));
  const index = tries.findIndex(({ found }) => found.misfits.length === 0);
  const chosen = tries[index] ?? tries.at(-1);
  if (chosen === undefined) return misfit(context, 'can hold nothing');
  adopt(context, chosen.found);
  return (input, output) => {
    writeCount(output, index);
    chosen.transcode(input, output);
  };
};

const list = (writer: Schema, reader: Schema, context: Context): Transcode => {
  const item = resolve(writer, reader, at(context, '*'));
  const itemBytes = context.skips.leastBytes(writer);
  return (input, output) => {
    for (let left = readRun(input, itemBytes); left > 0; left = readRun(input, itemBytes)) {
      writeCount(output, left);
      for (; left > 0; left -= 1) item(input, output);
    }
    writeByte(output, 0);
  };
};

/** A default of ours, as its bytes. Our definitions know no other than `null` first in a union. */
const fallbackOf = ({ schema, fallback }: FieldSchema): Transcode | undefined =>
  fallback === null && schema.kind === 'union' && schema.branches[0]?.kind === 'null'
    ? (_input, output) => writeCount(output, 0)
    : undefined;

/** Where each field of a record begins is found first; then they are written in our order. */
const record = (writer: RecordSchema, reader: RecordSchema, context: Context): Transcode => {
  const skips = writer.fields.map((field) => context.skips.of(field.schema));
  const starts = new Array<number>(skips.length).fill(0);
  const indexes = new Map(writer.fields.map((field, index) => [field.name, index]));
  const steps = reader.fields.map((field): Transcode => {
    const inField = at(context, field.name);
    const index = indexes.get(field.name);
    const written = index === undefined ? undefined : writer.fields[index];
    if (index !== undefined && written !== undefined) {
      const transcode = resolve(written.schema, field.schema, inField);
      return (input, output) => {
        input.at = starts[index] ?? input.at;
        transcode(input, output);
      };
    }
    const fallback = fallbackOf(field);
    if (fallback === undefined) return misfit(inField, `is missing; expected ${describeSchema(field.schema)}`);
    context.found.defaulted.push(inField.path);
    return fallback;
  });
  return (input, output) =>
    inside(input, () => {
      for (const [index, skip] of skips.entries()) {
        starts[index] = input.at;
        skip(input);
      }
      const end = input.at;
      for (const step of steps) step(input, output);
      input.at = end;
    });
};

const symbols = (writer: readonly string[], reader: readonly string[], context: Context): Transcode => {
  const places = writer.map((symbol) => reader.indexOf(symbol));
  if (!places.some((place) => place >= 0)) return misfit(context, `has none of ${reader.join(', ')}`);
  return (input, output) => {
    const place = places[readIndex(input, places.length)] ?? -1;
    if (place < 0) throw unfit(context.path, `is none of ${reader.join(', ')}`);
    writeCount(output, place);
  };
};

const resolve = (writer: Schema, reader: Schema, context: Context): Transcode => {
  if (writer.kind === 'union') return fromUnion(writer.branches, reader, context);
  if (reader.kind === 'union') return toUnion(writer, reader.branches, context);
  if (reader.kind === 'record' && writer.kind === 'record') return record(writer, reader, context);
  if (reader.kind === 'array' && writer.kind === 'array') return list(writer.items, reader.items, context);
  if (reader.kind === 'enum' && writer.kind === 'enum') return symbols(writer.symbols, reader.symbols, context);
  const scalar = resolveScalar(writer, reader, context.path);
  if (typeof scalar === 'function') return scalar;
  return misfit(context, `is ${describeSchema(writer)}; expected ${scalar.expected}`);
};

/** Either how to read the one as the other, or everything that does not fit. */
export const resolveSchemas = (writer: Schema, reader: Schema): Resolved | readonly Misfit[] => {
  const skips = createSkips();
  const found: Found = { misfits: [], defaulted: [] };
  const transcode = resolve(writer, reader, { skips, found, path: '' });
  if (found.misfits.length > 0) return found.misfits;
  return { transcode, skip: skips.of(writer), defaulted: found.defaulted };
};
