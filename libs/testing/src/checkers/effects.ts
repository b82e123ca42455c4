import { formatMoney, sameMoney } from '@q2c/kernel';
import type { ErpDocument } from '@q2c/reference-systems';
import { commandParts, moneyOf, textOf, type Checker, type Evidence, type SeenEvent } from './evidence.ts';

/**
 * The comparison of records: what our streams say the ERP did, against the ERP's own books. This is what shows it
 * when a counterpart breaks its promise.
 */
export type RecordBreak = {
  readonly kind: 'lost' | 'doubled' | 'unknown-to-us' | 'differs';
  readonly what: string;
};

const facts: Readonly<Record<string, { kind: ErpDocument['kind']; number: string; date: string }>> = {
  OrderBooked: { kind: 'order', number: 'orderNumber', date: 'bookedOn' },
  InvoicePosted: { kind: 'invoice', number: 'invoiceNumber', date: 'invoiceDate' },
  RevenuePosted: { kind: 'journal', number: 'journalNumber', date: 'postedOn' },
};

const nameOf = ({ kind, number }: { kind: string; number: string }): string => `${kind} ${number}`;

const compareFact = ({ stream, type, data }: SeenEvent, books: ReadonlyMap<string, ErpDocument>): RecordBreak[] => {
  const fact = facts[type];
  if (fact === undefined) return [];
  const name = nameOf({ kind: fact.kind, number: textOf(data, fact.number) });
  const found = books.get(name);
  if (found === undefined) return [{ kind: 'lost', what: `${stream}: ${name} is not in the ERP's books` }];
  const amount = moneyOf(data, 'amount');
  const same =
    found.date === textOf(data, fact.date) &&
    sameMoney(found.amount, amount) &&
    commandParts(found.reference).stream === stream;
  return same ? [] : [{ kind: 'differs', what: `${stream}: ${name} is ${formatMoney(found.amount)} of ${found.date}` }];
};

export const compareRecords = ({ events, documents }: Evidence): readonly RecordBreak[] => {
  const breaks: RecordBreak[] = [];
  const books = new Map(documents.map((document) => [nameOf(document), document]));
  const known = new Set<string>();
  for (const event of events) {
    breaks.push(...compareFact(event, books));
    const fact = facts[event.type];
    if (fact !== undefined) known.add(nameOf({ kind: fact.kind, number: textOf(event.data, fact.number) }));
  }
  const references = Map.groupBy(documents, ({ kind, reference }) => `${kind} ${reference}`);
  for (const [reference, all] of references)
    if (all.length > 1) breaks.push({ kind: 'doubled', what: `${reference} stands ${all.length} times in the books` });
  for (const document of documents)
    if (!known.has(nameOf(document)))
      breaks.push({ kind: 'unknown-to-us', what: `${nameOf(document)} for ${document.reference}` });
  return breaks;
};

export const oneEffectEach: Checker = {
  name: 'one-effect-each',
  check: (evidence) => {
    const problems = compareRecords(evidence).map(({ kind, what }) => `${kind}: ${what}`);
    // Whatever the references say: a transaction has one document of each kind.
    const owned = Map.groupBy(
      evidence.documents,
      ({ kind, reference }) => `${kind} of ${commandParts(reference).stream}`,
    );
    for (const [owner, all] of owned) if (all.length > 1) problems.push(`${all.length} documents: ${owner}`);
    return problems;
  },
};

/** Of a payment no more is allocated than came, and what is allocated is what its transactions settle. */
const paymentProblems = ({ events, streams }: Evidence): string[] => {
  const problems: string[] = [];
  for (const [stream, history] of streams) {
    const received = history.find(({ type }) => type === 'PaymentReceived');
    if (received === undefined) continue;
    const amount = moneyOf(received.data, 'amount');
    let allocated = 0n;
    for (const event of history)
      if (event.type === 'PaymentAllocated') allocated += moneyOf(event.data, 'amount').minor;
    if (allocated > amount.minor) problems.push(`${stream} allocates ${allocated} of ${formatMoney(amount)}`);
    const settled = events.filter(
      ({ type, data }) => type === 'PaymentSettled' && textOf(data, 'documentId') === stream,
    );
    const share = settled.reduce((sum, { data }) => sum + moneyOf(data, 'share').minor, 0n);
    if (share !== allocated) problems.push(`${stream} allocates ${allocated}, its transactions settle ${share}`);
  }
  return problems;
};

/** An invoice is for its order's amount, a journal for its invoice's, but for what the ERP adds by itself. */
const documentProblems = ({ world, documents }: Evidence): string[] => {
  const problems: string[] = [];
  const charges = new Map(
    world.plan.deals.flatMap(({ quotes, ownAmount }) =>
      quotes.flatMap(({ variants }) => variants.map(({ content }) => [content.quoteNumber, ownAmount] as const)),
    ),
  );
  for (const { kind, number, basis, amount } of documents) {
    const basisKind = { order: null, invoice: 'order', journal: 'invoice' }[kind];
    if (basisKind === null) continue;
    const from = documents.find((other) => other.kind === basisKind && other.number === basis);
    const charge = charges.get(from?.basis ?? '');
    const added = kind === charge?.at ? charge.byMinor : 0n;
    if (from?.amount.currency !== amount.currency || from.amount.minor + added !== amount.minor)
      problems.push(`${kind} ${number} is ${formatMoney(amount)}, not what ${basis} says`);
  }
  return problems;
};

export const moneyConserved: Checker = {
  name: 'money-conserved',
  check: (evidence) => [...paymentProblems(evidence), ...documentProblems(evidence)],
};
