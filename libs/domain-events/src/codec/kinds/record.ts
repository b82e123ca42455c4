import { z } from 'zod';
import type { Classification } from '../../definition/index.ts';
import type { AvroAttribute, FieldCodec } from '../field-codec.ts';
import { breach, mismatch, within } from '../mismatch.ts';

export type NamedCodec = {
  readonly name: string;
  readonly codec: FieldCodec;
  readonly classification: Classification;
  readonly nullable: boolean;
  /** Whether the field is left out of business content. */
  readonly aside: boolean;
};

type Visited = { readonly [field: string]: unknown };
type Visit = { readonly name: string; readonly visit: (value: unknown) => unknown };

const assertRecord = (value: unknown): Visited => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw mismatch('a record', value);
  return value as Visited;
};

const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

/** The order of fields is that of the definition in Avro and memory, and that of their UTF-16 code units in JSON. */
export const recordCodec = (name: string, fields: readonly NamedCodec[]): FieldCodec => {
  const known = new Set(fields.map((field) => field.name));
  const identical = fields.every((field) => field.codec.identical);
  const sorted = fields
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map((field, index) => ({ ...field, prefix: `${index === 0 ? '' : ','}${JSON.stringify(field.name)}:` }));

  /** A field nobody knows would be lost silently. Missing ones have been refused by their own codec by now. */
  const assertNoMore = (value: Visited): void => {
    let found = 0;
    for (const _ in value) found++;
    if (found === known.size) return;
    for (const key in value) if (!known.has(key)) throw breach(`unknown field "${key}"`);
  };

  const json = (value: unknown): string => {
    const record = assertRecord(value);
    let text = '{';
    let at = '';
    try {
      for (const field of sorted) {
        at = field.name;
        text += field.prefix + field.codec.json(record[at]);
      }
    } catch (error) {
      throw within(error, at);
    }
    assertNoMore(record);
    return `${text}}`;
  };

  /** The fields in the order of the definition, each as its codec gives it. */
  const each = (record: Visited, visits: readonly Visit[]): { [field: string]: unknown } => {
    const result: { [field: string]: unknown } = {};
    let at = '';
    try {
      for (const { name: field, visit } of visits) {
        at = field;
        result[at] = visit(record[at]);
      }
    } catch (error) {
      throw within(error, at);
    }
    return result;
  };
  const visiting = (form: 'parse' | 'toAvro' | 'fromAvro'): readonly Visit[] =>
    fields.map((field) => ({ name: field.name, visit: field.codec[form] }));
  const parses = visiting('parse');
  const toAvros = visiting('toAvro');
  const fromAvros = visiting('fromAvro');

  return {
    json,
    content(value) {
      const record = assertRecord(value);
      const parts: string[] = [];
      for (const field of sorted) {
        const content = field.aside ? null : field.codec.content(record[field.name]);
        if (content !== null) parts.push(`${JSON.stringify(field.name)}:${content}`);
      }
      return parts.length === 0 ? null : `{${parts.join()}}`;
    },
    parse(value) {
      const record = assertRecord(value);
      const result = each(record, parses);
      assertNoMore(record);
      return result;
    },
    toAvro(value) {
      const record = assertRecord(value);
      const result = each(record, toAvros);
      assertNoMore(record);
      return identical ? value : result;
    },
    fromAvro: (value) => each(assertRecord(value), fromAvros),
    avroSchema(defined) {
      const full = `q2c.${name}`;
      if (defined.has(full)) return full;
      defined.add(full);
      return {
        type: 'record',
        name: full,
        fields: fields.map((field): { readonly [attribute: string]: AvroAttribute } => ({
          name: field.name,
          type: field.codec.avroSchema(defined, name + capital(field.name)),
          ...(field.nullable ? { default: null } : {}),
          classification: field.classification,
        })),
      };
    },
    zod: () => z.strictObject(Object.fromEntries(fields.map((field) => [field.name, field.codec.zod()]))),
    identical,
  };
};
