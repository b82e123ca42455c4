import { addDays, laterDate, sameMoney } from '@q2c/kernel';
import { noticeAcceptances, quoteAcceptances, type Acceptance } from './acceptance.ts';
import { choices } from './choices.ts';
import type { DealEnding, PaymentEnding, TransactionEnding } from './ending.ts';
import type { DealPlan, NoticeContent, QuoteContent } from './plan.ts';

/**
 * The oracle: from inputs and people's plans to what must come of them, by plain loops. It knows the rules of quote to
 * cash and nothing of how they are carried out: it imports the kernel and no other library. Where inputs compete it
 * names every ending that is allowed.
 */
type Quote = Acceptance<QuoteContent>;
type Notice = Acceptance<NoticeContent>;

/** One transaction's share of the choices: whether credit control let it through, which payment found it, and how. */
type Fate =
  | { readonly kind: 'held' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'unpaid' }
  | { readonly kind: 'settled'; readonly notice: Notice }
  | { readonly kind: 'payment-refused'; readonly code: 'payment-differs' | 'payment-allocated-elsewhere' };

const transactionEnding = ({ key, content }: Quote, fate: Fate): TransactionEnding => {
  const { acceptedOn, deliveryDate, paymentTermsDays, total, sourceVersion } = content;
  const accepted = { quote: key, acceptedVersion: sourceVersion, total };
  const nothing = { order: null, invoice: null, dueDate: null, journal: null };
  const unsettled = { settledBy: null, settledOn: null, completedOn: null };
  if (fate.kind === 'held')
    return { ...accepted, ...nothing, ...unsettled, end: 'waits-for-person', reason: 'credit-hold' };
  if (fate.kind === 'cancelled') return { ...accepted, ...nothing, ...unsettled, end: 'cancelled', reason: null };
  const documents = {
    order: { date: acceptedOn, amount: total },
    invoice: { date: acceptedOn, amount: total },
    dueDate: addDays(acceptedOn, paymentTermsDays),
    journal: { date: deliveryDate, amount: total },
  };
  switch (fate.kind) {
    case 'unpaid':
      return { ...accepted, ...documents, ...unsettled, end: 'waits-for-payment', reason: null };
    case 'payment-refused':
      return { ...accepted, ...documents, ...unsettled, end: 'waits-for-person', reason: fate.code };
    case 'settled': {
      const { valueDate } = fate.notice.content;
      return {
        ...accepted,
        ...documents,
        end: 'completed',
        reason: null,
        settledBy: fate.notice.key,
        settledOn: valueDate,
        completedOn: laterDate(valueDate, deliveryDate),
      };
    }
  }
};

/** What may become of invoiced quotes and received payments of one reference: each quote is found by one payment. */
const matchings = (quotes: readonly Quote[], notices: readonly Notice[]): Fate[][] => {
  if (notices.length === 0) return [quotes.map(() => ({ kind: 'unpaid' }))];
  const fates: Fate[][] = [];
  for (const found of choices(quotes.map(() => notices))) {
    // Whoever is asked for first gets an exact payment; the rest find it gone, or find that it differs.
    const perQuote = quotes.map((quote, n): Fate[] => {
      const notice = found[n];
      if (notice === undefined) return [];
      const exact = sameMoney(notice.content.amount, quote.content.total);
      const rivals = quotes.some(
        (rival, m) => m !== n && found[m] === notice && sameMoney(notice.content.amount, rival.content.total),
      );
      const lost: Fate[] = rivals ? [{ kind: 'payment-refused', code: 'payment-allocated-elsewhere' }] : [];
      return exact
        ? [{ kind: 'settled', notice }, ...lost]
        : [{ kind: 'payment-refused', code: 'payment-differs' }, ...lost];
    });
    for (const chosen of choices(perQuote)) if (consistent(quotes, found, chosen)) fates.push(chosen);
  }
  return fates;
};

/** An exact payment goes to exactly one of those it was found for. */
const consistent = (quotes: readonly Quote[], found: readonly Notice[], fates: readonly Fate[]): boolean => {
  for (const notice of new Set(found)) {
    const asking = quotes.map((_, n) => n).filter((n) => found[n] === notice);
    const exact = asking.filter((n) =>
      sameMoney(notice.content.amount, quotes[n]?.content.total ?? notice.content.amount),
    );
    const winners = asking.filter((n) => fates[n]?.kind === 'settled');
    if (winners.length !== Math.min(exact.length, 1)) return false;
  }
  return true;
};

const passesCredit = (plan: DealPlan): ('passes' | 'held' | 'cancelled')[] => {
  switch (plan.creditHold) {
    case 'none':
    case 'release':
    case 'resume-early':
      return ['passes'];
    case 'leave':
      return ['held'];
    case 'cancel':
      return ['cancelled'];
    case 'quarrel':
      return ['passes', 'cancelled'];
  }
};

const paymentEnding = ({ key, content }: Notice, quotes: readonly Quote[], fates: readonly Fate[]): PaymentEnding => {
  let allocatedTo: string | null = null;
  quotes.forEach((quote, n) => {
    const fate = fates[n];
    if (fate?.kind === 'settled' && fate.notice.key === key) allocatedTo = quote.key;
  });
  return { payment: key, acceptedVersion: content.sourceVersion, amount: content.amount, allocatedTo };
};

/** Every way in which the deal may end, at least one. */
export const allowedEndings = (plan: DealPlan): DealEnding[] => {
  const endings: DealEnding[] = [];
  for (const quotes of choices(plan.quotes.map(quoteAcceptances)))
    for (const notices of choices(plan.notices.map(noticeAcceptances)))
      for (const credit of passesCredit(plan)) {
        const reference = quotes[0]?.content.quoteNumber;
        const matching = notices.filter(({ content }) => content.reference === reference);
        const allFates: Fate[][] =
          credit === 'passes' ? matchings(quotes, matching) : [quotes.map(() => ({ kind: credit }))];
        for (const fates of allFates)
          endings.push({
            transactions: quotes.map((quote, n) => transactionEnding(quote, fates[n] ?? { kind: 'unpaid' })),
            payments: notices.map((notice) => paymentEnding(notice, quotes, fates)),
            parked: [...quotes, ...notices].flatMap(({ parked }) => parked),
            stale: [...quotes, ...notices].flatMap(({ stale }) => stale),
          });
      }
  return endings;
};
