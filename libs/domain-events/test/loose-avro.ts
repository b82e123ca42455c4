/**
 * A value as avsc wants it, converted without looking: what is wrong stays wrong, so that avsc and the published schema
 * judge it by themselves.
 */
import type { Fields, FieldSpec } from '../src/definition/index.ts';

const isObject = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const looseAvro = (fields: Fields, value: unknown): unknown =>
  isObject(value)
    ? Object.fromEntries(
        Object.entries(value).map(([name, field]) => {
          const spec = fields[name]?.type;
          return [name, spec === undefined ? field : looseField(spec, field)];
        }),
      )
    : value;

const looseField = (spec: FieldSpec, value: unknown): unknown => {
  switch (spec.kind) {
    case 'u64':
      return typeof value === 'bigint' ? String(value) : value;
    case 'symbol':
      return typeof value === 'string' ? value.replaceAll('-', '_') : value;
    case 'nullable':
      return looseField(spec.of, value);
    case 'list':
      return Array.isArray(value) ? value.map((item) => looseField(spec.item, item)) : value;
    case 'record':
    case 'personal-plain':
      return looseAvro(spec.part.fields, value);
    case 'embedded':
      return isObject(value) && isObject(value['value']) ? { ...value, value: Buffer.alloc(0) } : value;
    default:
      return value;
  }
};
