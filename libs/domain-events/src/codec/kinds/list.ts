import { z } from 'zod';
import type { ListSpec } from '../../definition/index.ts';
import type { FieldCodec } from '../field-codec.ts';
import { breach, mismatch, within } from '../mismatch.ts';

export const listCodec = ({ minItems, maxItems }: ListSpec, item: FieldCodec): FieldCodec => {
  const assertList = (value: unknown): readonly unknown[] => {
    if (!Array.isArray(value)) throw mismatch('a list', value);
    if (value.length < minItems) throw breach(`fewer than ${minItems} items`);
    if (value.length > maxItems) throw breach(`more than ${maxItems} items`);
    return value;
  };
  const each = (values: readonly unknown[], visit: (value: unknown) => unknown): unknown[] => {
    const result = new Array<unknown>(values.length);
    let index = 0;
    try {
      for (; index < values.length; index++) result[index] = visit(values[index]);
    } catch (error) {
      throw within(error, index);
    }
    return result;
  };
  const json = (value: unknown): string => `[${each(assertList(value), item.json).join()}]`;
  return {
    json,
    // An item that is empty but for defaults keeps its place.
    content: (value) => `[${each(assertList(value), (one) => item.content(one) ?? 'null').join()}]`,
    parse: (value) => each(assertList(value), item.parse),
    toAvro(value) {
      const items = each(assertList(value), item.toAvro);
      return item.identical ? value : items;
    },
    fromAvro: (value) => each(assertList(value), item.fromAvro),
    avroSchema: (defined, owner) => ({ type: 'array', items: item.avroSchema(defined, owner), maxItems }),
    zod: () => z.array(item.zod()).min(minItems).max(maxItems),
    identical: item.identical,
  };
};
