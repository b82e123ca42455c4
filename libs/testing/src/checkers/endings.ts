import type { ErpDocument } from '@q2c/reference-systems';
import {
  allowedEndings,
  objectKey,
  type DealEnding,
  type DealPlan,
  type NoticePlan,
  type OrderDocument,
  type PaymentEnding,
  type TransactionEnding,
} from '../oracle/index.ts';
import { asPaid, streamOfObject } from '../world/sources.ts';
import { moneyOf, ofType, oneOfType, textOf, type Checker, type Evidence, type SeenEvent } from './evidence.ts';

/** Compares each deal with the endings that the oracle allows, from what was accepted to how it ended. */
type Observed = {
  /** Nothing stands for what never was accepted. */
  readonly transactions: readonly Partial<TransactionEnding>[];
  readonly payments: readonly Partial<PaymentEnding>[];
  readonly stale: readonly string[];
};
type Parties = Pick<Observed, 'transactions' | 'payments'>;

/** The notices as they were sent: with the number of the invoice where the payer gave that, and it was posted. */
export const noticesAsPaid = ({ streams }: Evidence, { quotes, notices }: DealPlan): readonly NoticePlan[] =>
  notices.map((notice) => {
    const quote = quotes[notice.invoiceOf ?? -1];
    if (quote === undefined) return notice;
    const number = quote.variants[0]?.content.quoteNumber ?? '';
    const posted = oneOfType(
      streams.get(streamOfObject('transaction', quote.tenant, quote.source, number)),
      'InvoicePosted',
    );
    const invoiceNumber = fieldOf(posted, 'invoiceNumber');
    const variants = notice.variants.map((variant) => ({
      ...variant,
      content: asPaid(variant.content, invoiceNumber),
    }));
    return { ...notice, variants };
  });

/** Keys in order, so that equal values give equal texts. */
const text = (value: unknown): string =>
  JSON.stringify(value, (_key, item: unknown) => {
    if (typeof item === 'bigint') return String(item);
    if (typeof item !== 'object' || item === null || Array.isArray(item)) return item;
    return Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)));
  });

/** Open exceptions at the end of a stream, by id. */
const openExceptions = (events: readonly SeenEvent[]): Map<string, string> => {
  const open = new Map<string, string>();
  for (const { type, data } of events) {
    if (type === 'ExceptionRaised') open.set(textOf(data, 'exceptionId'), textOf(data, 'code'));
    if (type === 'ExceptionResolved') open.delete(textOf(data, 'exceptionId'));
  }
  return open;
};

export const endOf = (events: readonly SeenEvent[]): Pick<TransactionEnding, 'end' | 'reason'> => {
  if (oneOfType(events, 'TransactionCancelled') !== undefined) return { end: 'cancelled', reason: null };
  const waits = [...openExceptions(events).values()];
  if (waits.length > 0) return { end: 'waits-for-person', reason: waits.join(' and ') };
  if (oneOfType(events, 'TransactionCompleted') !== undefined) return { end: 'completed', reason: null };
  return { end: 'waits-for-payment', reason: null };
};

/** What our stream says of a document, and what only the ERP's own books tell. */
const documentIn =
  (documents: Evidence['documents']) =>
  (kind: ErpDocument['kind'], event: SeenEvent | undefined, names: { number: string; date: string }) => {
    if (event === undefined) return null;
    const number = textOf(event.data, names.number);
    const { legalEntity, customerNumber, lines, billTo } =
      documents.find((other) => other.kind === kind && other.number === number) ?? missing;
    const document = { date: textOf(event.data, names.date), amount: moneyOf(event.data, 'amount') };
    const whose = { legalEntity, customerNumber };
    return { ...document, ...whose, ...(kind === 'order' ? { lines, billTo } : {}) } as OrderDocument;
  };
const missing = { legalEntity: 'not in the books', customerNumber: '', lines: [], billTo: '' };

/** When it fell due, where it was said to be overdue; nobody says that of what was paid. */
const overdueIn = (events: readonly SeenEvent[]): string | null => {
  const overdue = events.findIndex(({ type }) => type === 'PaymentOverdue');
  if (overdue < 0) return null;
  const paid = events.findIndex(({ type }) => type === 'PaymentSettled');
  return paid >= 0 && paid < overdue ? 'after it was paid' : fieldOf(events[overdue], 'dueDate');
};

const fieldOf = (event: SeenEvent | undefined, name: string): string | null =>
  event === undefined ? null : textOf(event.data, name);

const observe = ({ streams, documents }: Evidence, deal: DealPlan): Observed => {
  const document = documentIn(documents);
  const keys = new Map<string, string>();
  for (const { tenant, source, variants } of deal.notices)
    for (const { content } of variants)
      keys.set(
        streamOfObject('payment', tenant, source, content.paymentNumber),
        objectKey(tenant, source, content.paymentNumber),
      );
  const quoteKeys = new Map<string, string>();
  const stale: string[] = [];
  const addStale = (key: string, events: readonly SeenEvent[]): void => {
    for (const { data } of ofType(events, 'InputStale')) stale.push(`${key} ${textOf(data, 'sourceVersion')}`);
  };

  const transactions = deal.quotes.map(({ tenant, source, variants: [first] }): Observed['transactions'][number] => {
    const number = first?.content.quoteNumber ?? '';
    const quote = objectKey(tenant, source, number);
    const stream = streamOfObject('transaction', tenant, source, number);
    quoteKeys.set(stream, quote);
    const events = streams.get(stream);
    const accepted = oneOfType(events, 'QuoteAccepted');
    if (events === undefined || accepted === undefined) return { quote };
    addStale(quote, events);
    const settled = oneOfType(events, 'PaymentSettled');
    const invoiced = oneOfType(events, 'InvoicePosted');
    return {
      quote,
      acceptedVersion: BigInt(textOf(accepted.data, 'sourceVersion')),
      total: moneyOf(accepted.data, 'total'),
      ...endOf(events),
      order: document('order', oneOfType(events, 'OrderBooked'), { number: 'orderNumber', date: 'bookedOn' }),
      invoice: document('invoice', invoiced, { number: 'invoiceNumber', date: 'invoiceDate' }),
      dueDate: fieldOf(invoiced, 'dueDate'),
      overdue: overdueIn(events),
      journal: document('journal', oneOfType(events, 'RevenuePosted'), { number: 'journalNumber', date: 'postedOn' }),
      settledBy: settled === undefined ? null : (keys.get(textOf(settled.data, 'documentId')) ?? 'an unknown payment'),
      settledOn: fieldOf(settled, 'valueDate'),
      completedOn: fieldOf(oneOfType(events, 'TransactionCompleted'), 'completedOn'),
    };
  });

  const payments = deal.notices.map(({ tenant, source, variants: [first] }): Observed['payments'][number] => {
    const number = first?.content.paymentNumber ?? '';
    const payment = objectKey(tenant, source, number);
    const events = streams.get(streamOfObject('payment', tenant, source, number));
    const received = oneOfType(events, 'PaymentReceived');
    if (events === undefined || received === undefined)
      return { payment, acceptedVersion: null, amount: null, allocatedTo: null };
    addStale(payment, events);
    const allocated = oneOfType(events, 'PaymentAllocated');
    return {
      payment,
      acceptedVersion: BigInt(textOf(received.data, 'sourceVersion')),
      amount: moneyOf(received.data, 'amount'),
      allocatedTo:
        allocated === undefined ? null : (quoteKeys.get(textOf(allocated.data, 'transaction')) ?? 'elsewhere'),
    };
  });
  return { transactions, payments, stale: stale.toSorted() };
};

const acceptedIn = ({ transactions, payments }: Parties): string =>
  text([
    transactions.map(({ quote, acceptedVersion, total }) => [quote, acceptedVersion, total]),
    payments.map(({ payment, acceptedVersion, amount }) => [payment, acceptedVersion, amount]),
  ]);
const endsIn = ({ transactions }: Pick<Parties, 'transactions'>): string =>
  text(transactions.map(({ end, reason }) => [end, reason]));
const documentsIn = ({ transactions, payments }: Parties): string => text([transactions, payments]);
const staleIn = (ending: DealEnding): string =>
  text(ending.stale.map(({ object, sourceVersion }) => `${object} ${sourceVersion}`).toSorted());

/** Endings that accept what the deal accepted; none when something is missing or was never sent so. */
export const endingsLike = (
  evidence: Evidence,
  deal: DealPlan,
): { observed: Observed; like: readonly DealEnding[] } => {
  const observed = observe(evidence, deal);
  const seen = acceptedIn(observed);
  return {
    observed,
    like: allowedEndings(deal, evidence.world.plan.endMs).filter((ending) => acceptedIn(ending) === seen),
  };
};

/** The allowed endings that are as the deal's streams and documents are. */
export const endingsAsSeen = (evidence: Evidence, deal: DealPlan): readonly DealEnding[] => {
  const { observed, like } = endingsLike(evidence, deal);
  const seen = documentsIn(observed);
  return like.filter((ending) => documentsIn(ending) === seen);
};

const forEachDeal =
  (check: (deal: DealPlan, observed: Observed, like: readonly DealEnding[]) => string | null) =>
  (evidence: Evidence): string[] =>
    evidence.world.plan.deals.flatMap((deal) => {
      const { observed, like } = endingsLike(evidence, deal);
      const problem = check(deal, observed, like);
      return problem === null ? [] : [`${deal.name}: ${problem}`];
    });

export const everyInputHasItsEffect: Checker = {
  name: 'every-input-has-its-effect',
  check: forEachDeal((_deal, observed, like) => {
    if (like.length === 0) return `accepted ${text([observed.transactions, observed.payments])}`;
    if (like.some((ending) => staleIn(ending) === text(observed.stale))) return null;
    return `stale ${text(observed.stale)}, expected ${like.map(staleIn).join(' or ')}`;
  }),
};

export const terminalStates: Checker = {
  name: 'terminal-states',
  check: forEachDeal((_deal, observed, like) => {
    const seen = endsIn(observed);
    if (like.length === 0 || like.some((ending) => endsIn(ending) === seen)) return null;
    return `${seen}, expected ${[...new Set(like.map(endsIn))].join(' or ')}`;
  }),
};

export const documentsAsExpected: Checker = {
  name: 'documents-as-expected',
  check: forEachDeal((_deal, observed, like) => {
    const alike = like.filter((ending) => endsIn(ending) === endsIn(observed));
    const seen = documentsIn(observed);
    if (alike.length === 0 || alike.some((ending) => documentsIn(ending) === seen)) return null;
    return `${seen}, expected ${alike.map(documentsIn).join(' or ')}`;
  }),
};
