import { formatMoney, money, sameMoney } from '@q2c/kernel';
import type { ErpDocument } from '@q2c/reference-systems';
import type { NoticeContent, QuoteContent } from '../samples/deals.ts';

/**
 * What the samples ask for against the ERP's own books. Plain loops over the inputs: no saga, no events and no view
 * takes part, so a mistake there cannot hide here.
 */
export type Asked = {
  readonly quotes: readonly QuoteContent[];
  readonly notices: readonly NoticeContent[];
  readonly creditHolds: readonly string[];
};

export type Expected = {
  readonly booked: readonly QuoteContent[];
  readonly milestones: Readonly<Record<string, number>>;
  /** Quote number → code of the exception a person has to deal with. */
  readonly waiting: ReadonlyMap<string, string>;
};

export const expectedOf = ({ quotes, notices, creditHolds }: Asked): Expected => {
  const waiting = new Map<string, string>();
  const booked: QuoteContent[] = [];
  let settled = 0;
  for (const quote of quotes) {
    if (creditHolds.includes(quote.customerNumber)) {
      waiting.set(quote.quoteNumber, 'credit-hold');
      continue;
    }
    booked.push(quote);
    const notice = notices.find(({ reference }) => reference === quote.quoteNumber);
    if (notice === undefined) continue;
    if (sameMoney(notice.amount, quote.total)) settled += 1;
    else waiting.set(quote.quoteNumber, 'payment-differs');
  }
  return {
    booked,
    waiting,
    milestones: {
      QuoteAccepted: quotes.length,
      OrderBooked: booked.length,
      InvoicePosted: booked.length,
      PaymentSettled: settled,
      RevenuePosted: booked.length,
    },
  };
};

export type Comparison = {
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  /** Another amount, date, legal entity, customer or reference than was asked for. */
  readonly wrong: readonly string[];
  readonly unasked: readonly string[];
};

const kinds = ['order', 'invoice', 'journal'] as const;

/** The quote a document is for: an order names it, an invoice its order, a journal its invoice. */
const quoteNumbers = (documents: readonly ErpDocument[]): ReadonlyMap<ErpDocument, string> => {
  const byNumber = new Map(documents.map((document) => [document.number, document]));
  const quoteOf = ({ kind, basis }: ErpDocument): string => {
    if (kind === 'order') return basis;
    const before = byNumber.get(basis);
    return before === undefined ? `nothing known (${basis})` : quoteOf(before);
  };
  return new Map(documents.map((document) => [document, quoteOf(document)]));
};

/** Our reference of a document says whose it is: `<transaction>/<step>/<object>/<n>`. */
const steps: Readonly<Record<ErpDocument['kind'], string>> = {
  order: '/order/order/',
  invoice: '/invoice/invoice/',
  journal: '/revenue/revenue/',
};
const ownerOf = ({ kind, reference }: ErpDocument): string | undefined => {
  const [owner = '', n = ''] = reference.split(steps[kind]);
  return owner.startsWith('transaction-') && /^[1-9]\d*$/.test(n) ? owner : undefined;
};

/** What a document of this kind has to say for the quote. Revenue is posted on delivery. */
const askedOf = (kind: ErpDocument['kind'], quote: QuoteContent): readonly Asking[] => [
  { what: 'amount', is: ({ amount }) => formatMoney(amount), asked: formatMoney(quote.total) },
  { what: 'date', is: ({ date }) => date, asked: kind === 'journal' ? quote.deliveryDate : quote.acceptedOn },
  { what: 'legal entity', is: ({ legalEntity }) => legalEntity, asked: quote.legalEntity },
  { what: 'customer', is: ({ customerNumber }) => customerNumber, asked: quote.customerNumber },
];
type Asking = { readonly what: string; readonly is: (document: ErpDocument) => string; readonly asked: string };

const differences = (quote: QuoteContent, document: ErpDocument): readonly string[] =>
  askedOf(document.kind, quote)
    .filter(({ is, asked }) => is(document) !== asked)
    .map(({ what, is, asked }) => `${document.number} has the ${what} ${is(document)}, asked for ${asked}`);

/** References that name no transaction, or not the one that the quote's other documents name. */
const wrongReferences = (
  quoteNumber: string,
  documents: readonly ErpDocument[],
  owners: Map<string, string>,
): readonly string[] => {
  const wrong: string[] = [];
  const own = documents.map(ownerOf).find((owner) => owner !== undefined) ?? 'a transaction';
  const other = owners.get(own);
  if (other !== undefined) wrong.push(`${quoteNumber} has the references of ${other}`);
  owners.set(own, quoteNumber);
  for (const document of documents)
    if (ownerOf(document) !== own)
      wrong.push(
        `${document.kind} for ${quoteNumber}: ${document.number} has the reference ${document.reference}, asked for one of ${own}`,
      );
  return wrong;
};

export const compareBooks = (expected: Expected, documents: readonly ErpDocument[]): Comparison => {
  const lost: string[] = [];
  const doubled: string[] = [];
  const wrong: string[] = [];
  const quoteOf = quoteNumbers(documents);
  const standing = Map.groupBy(documents, (document) => `${document.kind} for ${quoteOf.get(document) ?? ''}`);
  const owners = new Map<string, string>();
  for (const quote of expected.booked) {
    const { quoteNumber } = quote;
    const own: ErpDocument[] = [];
    for (const kind of kinds) {
      const name = `${kind} for ${quoteNumber}`;
      const found = standing.get(name) ?? [];
      standing.delete(name);
      own.push(...found);
      if (found.length === 0) lost.push(name);
      if (found.length > 1) doubled.push(`${name}: ${found.map(({ number }) => number).join(', ')}`);
      wrong.push(...found.flatMap((document) => differences(quote, document).map((other) => `${name}: ${other}`)));
    }
    wrong.push(...wrongReferences(quoteNumber, own, owners));
  }
  return { lost, doubled, wrong, unasked: [...standing.keys()] };
};

export type Totals = { readonly currency: string; readonly asked: string } & Readonly<
  Record<(typeof kinds)[number], string>
>;

/** What was asked for and what stands in the books, summed by currency to the minor unit. */
export const totalsOf = (expected: Expected, documents: readonly ErpDocument[]): readonly Totals[] => {
  const currencies = new Set([
    ...expected.booked.map(({ total }) => total.currency),
    ...documents.map(({ amount }) => amount.currency),
  ]);
  return [...currencies].sort().map((currency) => {
    const sumOf = (amounts: readonly { readonly minor: bigint; readonly currency: string }[]): string => {
      let minor = 0n;
      for (const amount of amounts) if (amount.currency === currency) minor += amount.minor;
      return formatMoney(money(minor, currency));
    };
    const standing = (kind: ErpDocument['kind']): string =>
      sumOf(documents.filter((document) => document.kind === kind).map(({ amount }) => amount));
    return {
      ...{ currency, asked: sumOf(expected.booked.map(({ total }) => total)) },
      ...{ order: standing('order'), invoice: standing('invoice'), journal: standing('journal') },
    };
  });
};
