import { decimal, int, internal, list, money, nested, part, personal, text } from '../definition/index.ts';
import { documentNumber, key } from '../core/types.ts';

export const MAX_QUOTE_LINES = 1_000;

export const quoteLine = part(
  'QuoteLine',
  internal({
    lineNumber: int(1),
    productCode: documentNumber,
    description: text(500),
    quantity: decimal(),
    unitPrice: decimal(),
    amount: money(),
  }),
);
export const quoteLines = list(nested(quoteLine), MAX_QUOTE_LINES, 1);

export const contact = part('Contact', personal({ name: text(200), email: text(320) }));
export const payer = part('Payer', personal({ name: text(200), account: text(80) }));

/** Code of a legal entity of ours. */
export const legalEntity = key(40);
