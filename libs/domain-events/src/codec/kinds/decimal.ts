import { canonicalDecimal, isCanonicalDecimal } from '@q2c/kernel';
import { z } from 'zod';
import { leaf, type FieldCodec } from '../field-codec.ts';
import { breach, mismatch } from '../mismatch.ts';
import { asIs, formatted, parseText, quote } from './text.ts';

/** Where a record comes in, `10.50` is taken for `10.5`; everywhere else only the canonical form is written. */
export const decimalCodec = (): FieldCodec =>
  leaf({
    assert(value) {
      if (typeof value !== 'string') throw mismatch('decimal text', value);
      if (!isCanonicalDecimal(value)) throw breach('not a decimal in canonical form');
    },
    emit: quote,
    parse: parseText,
    fromAvro: asIs,
    schema: formatted('decimal'),
    zod: () =>
      z.string().transform((value, context) => {
        const canonical = canonicalDecimal(value);
        if (canonical === null) context.addIssue({ code: 'custom', message: 'not a plain decimal' });
        return canonical ?? value;
      }),
  });
