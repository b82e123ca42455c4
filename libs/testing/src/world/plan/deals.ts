import { money, type Money } from '@q2c/kernel';
import type {
  CreditHoldPlan,
  DealPlan,
  NoticePlan,
  OwnAmountPlan,
  QuoteContent,
  QuotePlan,
  Sending,
} from '../../oracle/index.ts';
import type { Random } from '../../random.ts';
import { alteredQuote, noticeContent, otherAmount, otherContact, quoteContent } from './contents.ts';

/** One deal and its variations. Each draws from a source of its own, so that leaving a deal out changes no other. */
export type DealFrame = {
  readonly index: number;
  readonly tenant: string;
  /** ISO date on which the world begins. */
  readonly baseDate: string;
  readonly startMs: number;
  /** Inputs are first sent within this time. */
  readonly inputMs: number;
  readonly overTopics: boolean;
};

/** A deal of another tenant that happens to bear the same numbers: of quote, customer and payments. */
export type Namesake = { readonly name: string; readonly quote: QuoteContent };

const sendings = (random: Random, frame: DealFrame, versions: readonly (1 | 2)[], held: boolean): Sending[] =>
  Array.from(
    {
      length: random.weighted([
        [1, 5],
        [2, 2],
        [3, 1],
      ]),
    },
    () => ({
      atMs: frame.startMs + random.int(0, frame.inputMs),
      via: frame.overTopics && random.chance(0.7) ? 'topic' : 'http',
      copies: random.weighted([
        [1, 6],
        [2, 1],
      ]),
      schemaVersion: random.pick(versions),
      afterAcceptance: held,
    }),
  );

/** Schema version 1 has no purchase order number. */
const versionsOf = (quote: QuoteContent): readonly (1 | 2)[] => (quote.purchaseOrderNumber === null ? [1, 2] : [2]);

type Alteration = 'none' | 'contradiction' | 'revision' | 'stale';
const versionAfter = (kind: Alteration, version: bigint): bigint => {
  if (kind === 'revision') return version + 1n;
  return kind === 'stale' ? version - 1n : version;
};

type Variant<Content> = { readonly content: Content; readonly sendings: readonly Sending[] };

/** Now and then a source numbers anew what it sent before, and changes nothing else. */
const renumbered = <Content extends { readonly sourceVersion: bigint }>(
  own: Random,
  frame: DealFrame,
  { content, sendings: before }: Variant<Content>,
): Variant<Content>[] => {
  if (!own.chance(0.2)) return [];
  const versions = [...new Set(before.map(({ schemaVersion }) => schemaVersion))];
  const newer = { ...content, sourceVersion: content.sourceVersion + BigInt(own.int(1, 3)) };
  return [{ content: newer, sendings: sendings(own, frame, versions, own.chance(0.5)) }];
};

/** A second content of a version that is older than the accepted one. */
const rivalOf = (random: Random, frame: DealFrame, altered: QuoteContent): Variant<QuoteContent>[] => {
  const own = random.fork('rival');
  if (!own.chance(0.5)) return [];
  const rival = alteredQuote(own, altered, altered.sourceVersion);
  return [{ content: rival, sendings: sendings(own, frame, versionsOf(rival), own.chance(0.6)) }];
};

const quotePlan = (
  random: Random,
  frame: DealFrame,
  source: string,
  alters: boolean,
  content: QuoteContent,
): QuotePlan => {
  const { tenant } = frame;
  const first = { content, sendings: sendings(random, frame, versionsOf(content), false) };
  const kind = alters
    ? random.weighted([
        ['none', 6],
        ['contradiction', 2],
        ['revision', 1],
        ['stale', 1],
      ] as const)
    : 'none';
  if (kind === 'none') {
    // Nothing but the contact tells which of the two was accepted, so the other one is held back.
    const contact = random.fork('contact');
    if (!alters) return { tenant, source, variants: [first] };
    if (!contact.chance(0.2))
      return { tenant, source, variants: [first, ...renumbered(random.fork(`${source} anew`), frame, first)] };
    const other = otherContact(contact, content);
    const later = { content: other, sendings: sendings(contact, frame, versionsOf(other), true) };
    return { tenant, source, variants: [first, later] };
  }
  const altered = alteredQuote(random, content, versionAfter(kind, content.sourceVersion));
  // Either surely later than the first, or racing it.
  const other = { content: altered, sendings: sendings(random, frame, versionsOf(altered), random.chance(0.6)) };
  const rivals = kind === 'stale' ? rivalOf(random, frame, altered) : [];
  return { tenant, source, variants: [first, other, ...rivals] };
};

/** What is to be paid: which quote of the deal it is, and what its invoice comes to. */
type Payable = { readonly quote: QuoteContent; readonly index: number; readonly due: Money };

const noticePlan = (
  random: Random,
  frame: DealFrame,
  number: string,
  { quote, index, due }: Payable,
  exact: boolean,
): NoticePlan => {
  const amount = exact ? due : otherAmount(random, due);
  const facts = { number, reference: quote.quoteNumber, amount, baseDate: frame.baseDate };
  const content = noticeContent(random, facts);
  const first = { content, sendings: sendings(random, frame, [1], false) };
  const invoiceOf = random.fork(`reference of ${number}`).chance(0.5) ? index : null;
  const plan = { tenant: frame.tenant, source: 'bank', invoiceOf };
  if (random.chance(0.85))
    return { ...plan, variants: [first, ...renumbered(random.fork(`${number} anew`), frame, first)] };
  const revised = random.chance(0.5);
  const altered = {
    ...content,
    amount: otherAmount(random, content.amount),
    sourceVersion: content.sourceVersion + (revised ? 1n : 0n),
  };
  return {
    ...plan,
    variants: [first, { content: altered, sendings: sendings(random, frame, [1], random.chance(0.6)) }],
  };
};

const noticesFor = (random: Random, frame: DealFrame, quote: Payable): NoticePlan[] => {
  const kind = random.weighted([
    ['exact', 12],
    ['none', 2],
    ['differs', 2],
    ['two', 1],
  ] as const);
  const number = (n: number): string => `PAY-${frame.index}-${n}`;
  switch (kind) {
    case 'none':
      return [];
    case 'exact':
      return [noticePlan(random, frame, number(1), quote, true)];
    case 'differs':
      return [noticePlan(random, frame, number(1), quote, false)];
    case 'two':
      return [
        noticePlan(random, frame, number(1), quote, true),
        noticePlan(random, frame, number(2), quote, random.chance(0.5)),
      ];
  }
};

const creditHolds: readonly (readonly [CreditHoldPlan, number])[] = [
  ['none', 12],
  ['release', 3],
  ['resume-early', 1],
  ['cancel', 1],
  ['quarrel', 1],
  ['leave', 1],
];

/** Now and then the ERP has prices of its own. */
const ownAmountPlan = (random: Random): OwnAmountPlan | null => {
  const own = random.fork('own amount');
  if (!own.chance(0.12)) return null;
  return { at: own.pick(['order', 'invoice']), byMinor: BigInt(own.int(1, 500)), agreed: own.chance(0.75) };
};

const dueOf = ({ total: { minor, currency } }: QuoteContent, own: OwnAmountPlan | null): Money =>
  money(minor + (own?.byMinor ?? 0n), currency);

/** Half of all namesakes are of one amount too, so that nothing but the tenant tells them apart. */
const alikeWith = (
  random: Random,
  quote: QuoteContent,
  { quote: { quoteNumber, lines, total } }: Namesake,
): QuoteContent => (random.chance(0.5) ? { ...quote, quoteNumber, lines, total } : { ...quote, quoteNumber });

/** `namesake`: the ERP knows no tenants, so neither of the two has a customer on hold or an amount of its own. */
export const dealPlan = (random: Random, frame: DealFrame, namesake?: Namesake): DealPlan => {
  const name = namesake === undefined ? `deal-${frame.index}` : `${namesake.name}, namesake`;
  // Slashes, spaces and umlauts are what real systems put into their numbers.
  const drawnNumber = `${random.pick(['Q-', 'Angebot Nr. ', 'Ö/2026/'])}${frame.index}`;
  const number = namesake?.quote.quoteNumber ?? drawnNumber;
  const drawn = quoteContent(random, { number, customer: `CUST-${frame.index}`, baseDate: frame.baseDate });
  const quote = namesake === undefined ? drawn : alikeWith(random, drawn, namesake);
  const ownAmount = namesake === undefined ? ownAmountPlan(random) : null;
  const notices = noticesFor(random, frame, { quote, index: 0, due: dueOf(quote, ownAmount) });
  if (random.chance(0.06)) {
    // Two sources use one quote number: both invoices bear the reference that the payer gives.
    const twin = { ...quoteContent(random, { number, customer: `CUST-${frame.index}`, baseDate: frame.baseDate }) };
    const same = random.chance(0.5) ? { ...twin, lines: quote.lines, total: quote.total } : twin;
    const quotes = [quotePlan(random, frame, 'crm', false, quote), quotePlan(random, frame, 'cpq', false, same)];
    const twinPaid = random.fork('twin');
    const payable = { quote: same, index: 1, due: dueOf(same, ownAmount) };
    const own = { ...noticePlan(twinPaid, frame, `PAY-${frame.index}-3`, payable, true), invoiceOf: 1 };
    return {
      ...{ name, quotes, notices: twinPaid.chance(0.5) ? [...notices, own] : notices },
      ...{ creditHold: 'none', ownAmount, receivables: twinPaid.pick(['decide', 'leave']) },
    };
  }
  const quotes = [quotePlan(random, frame, 'crm', true, quote)];
  const creditHold = namesake === undefined ? random.weighted(creditHolds) : 'none';
  return { name, quotes, notices, creditHold, ownAmount, receivables: 'leave' };
};
