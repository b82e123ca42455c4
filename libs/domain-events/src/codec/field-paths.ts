import type { Classification, Fields, FieldSpec } from '../definition/index.ts';

/** `path` with `*` for every item of a list: `lines.*.amount`. */
export type FieldPath = { readonly path: string; readonly spec: FieldSpec; readonly classification: Classification };

const partOf = (spec: FieldSpec): Fields | null => {
  switch (spec.kind) {
    case 'record':
    case 'personal-plain':
      return spec.part.fields;
    default:
      return null;
  }
};

const walkSpec = (path: string, spec: FieldSpec, classification: Classification): readonly FieldPath[] => {
  const here = { path, spec, classification };
  if (spec.kind === 'nullable') return walkSpec(path, spec.of, classification);
  if (spec.kind === 'list') return [here, ...walkSpec(`${path}.*`, spec.item, classification)];
  const fields = partOf(spec);
  return fields === null ? [here] : [here, ...walkFields(fields, `${path}.`)];
};

/** All fields of a record with those of its parts, in the order of the definition. */
export const walkFields = (fields: Fields, prefix = ''): readonly FieldPath[] =>
  Object.entries(fields).flatMap(([name, { type, classification }]) =>
    walkSpec(`${prefix}${name}`, type, classification),
  );
