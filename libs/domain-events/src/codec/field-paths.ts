import type { Classification, Fields, FieldSpec } from '../definition/index.ts';

/** `path` with `*` for every item of a list: `lines.*.amount`. */
export type FieldPath = { readonly path: string; readonly spec: FieldSpec; readonly classification: Classification };

const walkSpec = (path: string, spec: FieldSpec, classification: Classification): readonly FieldPath[] => {
  if (spec.kind === 'nullable') return walkSpec(path, spec.of, classification);
  const here = { path, spec, classification };
  if (spec.kind === 'list') return [here, ...walkSpec(`${path}.*`, spec.item, classification)];
  if (spec.kind === 'record' || spec.kind === 'personal-plain')
    return [here, ...walkFields(spec.part.fields, `${path}.`)];
  return [here];
};

/** All fields of a record with those of its parts, in the order of the definition. */
export const walkFields = (fields: Fields, prefix = ''): readonly FieldPath[] =>
  Object.entries(fields).flatMap(([name, { type, classification }]) =>
    walkSpec(`${prefix}${name}`, type, classification),
  );
