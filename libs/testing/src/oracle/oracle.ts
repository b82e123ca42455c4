import { addDays, laterDate, money, sameMoney, type Money } from '@q2c/kernel';
import { noticeAcceptances, quoteAcceptances, type Acceptance } from './acceptance.ts';
import { choices } from './choices.ts';
import {
  objectKey,
  type DealEnding,
  type OrderDocument,
  type PaymentEnding,
  type TransactionEnding,
} from './ending.ts';
import type { DealPlan, NoticeContent, NoticePlan, OwnAmountPlan, QuoteContent } from './plan.ts';

/**
 * The oracle: from inputs and people's plans to what must come of them, by plain loops. It knows the rules of quote to
 * cash and nothing of how they are carried out: it imports the kernel and no other library. Where inputs compete it
 * names every ending that is allowed.
 */
type Quote = Acceptance<QuoteContent>;
type Notice = Acceptance<NoticeContent> & { readonly invoiceOf: number | null };

/**
 * One transaction's share of the choices: how far it came before its payment, which payment found it, and how. `lost` is a
 * payment that it had to leave to another one.
 */
type Fate =
  | { readonly kind: 'held' | 'cancelled' | 'amount-differs' }
  | { readonly kind: 'unpaid'; readonly lost?: Notice }
  | { readonly kind: 'settled'; readonly notice: Notice; readonly lost?: Notice }
  | { readonly kind: 'payment-refused'; readonly code: PaymentRefusal; readonly lost?: Notice };
type PaymentRefusal = 'payment-differs' | 'payment-allocated-elsewhere' | 'payment-ambiguous';

/** What the ERP makes of the quote's total, and everybody after it. */
const amountsOf = (total: Money, own: OwnAmountPlan | null): Record<'order' | 'invoice', Money> => {
  const more = money(total.minor + (own?.byMinor ?? 0n), total.currency);
  return { order: own?.at === 'order' ? more : total, invoice: more };
};

/**
 * An unpaid invoice is overdue from the day after its due date on, if the world lasts until then. One that was paid in
 * the end may have been overdue before: that depends on when its payment came, and on nothing that is asked here.
 */
const overdueChoices = (dueDate: string, paid: boolean, endMs: number): (string | null)[] => {
  if (Date.parse(addDays(dueDate, 1)) >= endMs) return [null];
  return paid ? [null, dueDate] : [dueDate];
};

const transactionEndings = (
  { key, content }: Quote,
  fate: Fate,
  own: OwnAmountPlan | null,
  endMs: number,
): TransactionEnding[] => {
  const { acceptedOn, deliveryDate, paymentTermsDays, total, sourceVersion, legalEntity, customerNumber } = content;
  const accepted = { quote: key, acceptedVersion: sourceVersion, total };
  const nothing = { order: null, invoice: null, dueDate: null, overdue: null, journal: null };
  const unsettled = { settledBy: null, settledOn: null, completedOn: null };
  const waits = { ...accepted, ...unsettled, end: 'waits-for-person' } as const;
  const amounts = amountsOf(total, own);
  const whose = { legalEntity, customerNumber };
  const order: OrderDocument = {
    ...{ date: acceptedOn, amount: amounts.order, ...whose },
    lines: content.lines.map(({ productCode, quantity, amount }) => `${productCode} × ${quantity} = ${amount.minor}`),
    billTo: `${content.billTo.name} ${content.billTo.email}`,
  };
  const dueDate = addDays(acceptedOn, paymentTermsDays);
  const invoiced = { order, invoice: { date: acceptedOn, amount: amounts.invoice, ...whose }, dueDate };
  const documents = { ...invoiced, journal: { date: deliveryDate, amount: amounts.invoice, ...whose } };
  const orLate = (paid: boolean, ending: Omit<TransactionEnding, 'overdue'>): TransactionEnding[] =>
    overdueChoices(dueDate, paid, endMs).map((overdue) => ({ ...ending, overdue }));
  switch (fate.kind) {
    case 'held':
      return [{ ...waits, ...nothing, reason: 'credit-hold' }];
    case 'cancelled':
      return [{ ...accepted, ...nothing, ...unsettled, end: 'cancelled', reason: null }];
    case 'amount-differs':
      // An invoice that nobody agreed to is not waited for, and so never overdue.
      return own?.at === 'order'
        ? [{ ...waits, ...nothing, order, reason: fate.kind }]
        : [{ ...waits, ...nothing, ...invoiced, reason: fate.kind }];
    case 'unpaid':
      return orLate(false, { ...accepted, ...documents, ...unsettled, end: 'waits-for-payment', reason: null });
    case 'payment-refused':
      return orLate(false, { ...waits, ...documents, reason: fate.code });
    case 'settled': {
      const { valueDate } = fate.notice.content;
      const settledBy = { settledBy: fate.notice.key, settledOn: valueDate };
      const completedOn = laterDate(valueDate, deliveryDate);
      return orLate(true, { ...accepted, ...documents, end: 'completed', reason: null, ...settledBy, completedOn });
    }
  }
};

/** What may become of one of the invoiced quotes: it is found by one payment that gives its number, of quote or invoice. */
const paymentFates = (
  plan: DealPlan,
  quotes: readonly Quote[],
  notices: readonly Notice[],
  { index, total }: { readonly index: number; readonly total: Money },
): Fate[] => {
  const due = amountsOf(total, plan.ownAmount).invoice;
  const own = notices.filter(({ invoiceOf }) => invoiceOf === index);
  const byQuote = notices.filter(({ invoiceOf }) => invoiceOf === null);
  const asked = (notice: Notice): Fate =>
    sameMoney(notice.content.amount, due)
      ? { kind: 'settled', notice }
      : { kind: 'payment-refused', code: 'payment-differs' };
  const goneBy = (lost: Notice): Fate[] => {
    if (plan.receivables === 'leave') return [{ kind: 'payment-refused', code: 'payment-allocated-elsewhere', lost }];
    // Let go, it waits for a payment that gives the number of its invoice.
    return own.length === 0 ? [{ kind: 'unpaid', lost }] : own.map((notice) => ({ ...asked(notice), lost }));
  };
  if (own.length + byQuote.length === 0) return [{ kind: 'unpaid' }];
  return [
    ...own.map(asked),
    // One that comes before its namesake is known has it; otherwise a person has to say.
    ...byQuote.map(asked),
    ...(quotes.length === 1 ? [] : byQuote.flatMap(goneBy)),
    ...(quotes.length === 1 || byQuote.length === 0 || (plan.receivables === 'decide' && index === 0)
      ? []
      : [{ kind: 'payment-refused', code: 'payment-ambiguous' } as const]),
  ];
};

/** A payment goes to one of those it was found for, and is gone only where it has gone to another one. */
const consistent = (fates: readonly Fate[]): boolean => {
  const settledBy = fates.map((fate) => (fate.kind === 'settled' ? fate.notice : undefined));
  const taken = settledBy.filter((notice) => notice !== undefined);
  if (new Set(taken).size !== taken.length) return false;
  return fates.every((fate, n) => {
    const lost = 'lost' in fate ? fate.lost : undefined;
    return lost === undefined || settledBy.some((notice, m) => m !== n && notice === lost);
  });
};

/** What may become of invoiced quotes and the payments that give their numbers. */
const matchings = (plan: DealPlan, quotes: readonly Quote[], notices: readonly Notice[]): Fate[][] => {
  const reference = quotes[0]?.content.quoteNumber;
  const matching = notices.filter(({ content, invoiceOf }) => invoiceOf !== null || content.reference === reference);
  const fates = quotes.map(({ content: { total } }, index) => paymentFates(plan, quotes, matching, { index, total }));
  return choices(fates).filter(consistent);
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

const neverPaid = ({ tenant, source, variants }: NoticePlan): PaymentEnding => ({
  payment: objectKey(tenant, source, variants[0]?.content.paymentNumber ?? ''),
  ...{ acceptedVersion: null, amount: null, allocatedTo: null },
});

/** How the deal may end whose quotes were accepted so and that came through credit control so. */
const endingsOf = (
  plan: DealPlan,
  quotes: readonly Quote[],
  credit: 'passes' | 'held' | 'cancelled',
  endMs: number,
): DealEnding[] => {
  const stuck = plan.ownAmount?.agreed === false;
  const isInvoiced = credit === 'passes' && !(stuck && plan.ownAmount.at === 'order');
  const isSent = ({ invoiceOf }: NoticePlan): boolean => invoiceOf === null || isInvoiced;
  const possible = plan.notices
    .filter(isSent)
    .map((notice) =>
      noticeAcceptances(notice).map((accepted): Notice => ({ ...accepted, invoiceOf: notice.invoiceOf })),
    );
  return choices(possible).flatMap((notices) => {
    const before = credit === 'passes' ? (stuck ? 'amount-differs' : null) : credit;
    const allFates = before === null ? matchings(plan, quotes, notices) : [quotes.map((): Fate => ({ kind: before }))];
    return allFates.flatMap((fates): DealEnding[] => {
      const paid = [...notices];
      const rest = {
        payments: plan.notices.map((notice) => {
          const accepted = isSent(notice) ? paid.shift() : undefined;
          return accepted === undefined ? neverPaid(notice) : paymentEnding(accepted, quotes, fates);
        }),
        parked: [...quotes, ...notices].flatMap(({ parked }) => parked),
        stale: [...quotes, ...notices].flatMap(({ stale }) => stale),
      };
      return choices(
        quotes.map((quote, n) => transactionEndings(quote, fates[n] ?? { kind: 'unpaid' }, plan.ownAmount, endMs)),
      ).map((transactions) => ({ transactions, ...rest }));
    });
  });
};

/** Every way in which the deal may have ended at this instant, when all is at rest; at least one. */
export const allowedEndings = (plan: DealPlan, endMs: number): DealEnding[] =>
  choices(plan.quotes.map(quoteAcceptances)).flatMap((quotes) =>
    passesCredit(plan).flatMap((credit) => endingsOf(plan, quotes, credit, endMs)),
  );
