import { assertInvariant } from '@q2c/kernel';
import { z } from 'zod';
import type { SymbolSpec } from '../../definition/index.ts';
import { leaf, type FieldCodec } from '../field-codec.ts';
import { mismatch } from '../mismatch.ts';
import { quote } from './text.ts';

const kebab = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

/** Avro names cannot hold a hyphen; since a symbol here holds no underscore, the way back is unambiguous. */
export const symbolCodec = ({ symbols }: SymbolSpec): FieldCodec => {
  for (const symbol of symbols)
    assertInvariant(kebab.test(symbol), 'definition-malformed', `"${symbol}" is no symbol: expected ${kebab}`);
  const toAvro = new Map(symbols.map((symbol) => [symbol, symbol.replaceAll('-', '_')]));
  const fromAvro = new Map(symbols.map((symbol) => [symbol.replaceAll('-', '_'), symbol]));
  const expected = symbols.join(' | ');
  const lookup = (known: ReadonlyMap<string, string>, value: unknown): string => {
    const found = typeof value === 'string' ? known.get(value) : undefined;
    if (found === undefined) throw mismatch(expected, value);
    return found;
  };
  const parse = (value: unknown): string => {
    lookup(toAvro, value);
    return value as string;
  };
  return {
    ...leaf({
      assert: parse,
      emit: quote,
      parse,
      fromAvro: (value) => lookup(fromAvro, value),
      schema: 'string',
      zod: () => z.enum(symbols),
    }),
    toAvro: (value) => lookup(toAvro, value),
    avroSchema(defined, owner) {
      const name = `q2c.${owner}`;
      if (defined.has(name)) return name;
      defined.add(name);
      return { type: 'enum', name, symbols: [...toAvro.values()] };
    },
    identical: symbols.every((symbol) => !symbol.includes('-')),
  };
};
