import type { CommandOf, CommandType, DomainEvent } from '@q2c/domain-events';
import { deadlines, paymentWaits, type PaymentReference, type Step, type Transaction } from '@q2c/domain';
import { addDays, commandId, laterDate, startOfDayUtc, tenantOf, type StreamName } from '@q2c/kernel';
import { referenceKey } from './payment-key.ts';

/**
 * Quote to cash, process version 1, for one-off items:
 *
 *   QuoteAccepted → BookOrder → OrderBooked → PostInvoice → InvoicePosted, and from there side by side
 *     · waiting for the payment, by quote and by invoice number → AllocatePayment → PaymentSettled
 *     · delivery date → ObligationSatisfied → PostRevenue → RevenuePosted
 *   TransactionCompleted when all of it is there.
 *
 * Each step asks for the amount of the document it follows from: a counterpart may have booked another one than it was
 * told, and a person has agreed to it by then.
 *
 * It says what follows from the state reached and has not been asked for yet. It runs only at append, so what it once
 * said stands in the stream; a change that alters what it says is a new version beside this one.
 */
export const erpSystem = 'erp';
export const paymentsSystem = 'payments';

type Follow = { readonly t: Transaction; readonly stream: StreamName };

/** Under which number a step may be asked for, if at all: n+1 only after a known refusal that a person resumed. */
const numberOf = ({ t }: Follow, step: Step): number | undefined => {
  if (t.exceptions[step] !== undefined) return undefined;
  const command = t.commands[step];
  switch (command?.status) {
    case undefined:
      return 1;
    case 'refused':
      return command.n + 1;
    case 'parked':
      return command.n;
    case 'open':
    case 'succeeded':
      return undefined;
  }
};

type Target = {
  readonly system: string;
  readonly object: string;
  readonly lane: string;
  readonly accountingDate: string | null;
};

const request = <C extends CommandType>(
  follow: Follow,
  step: Step,
  command: C,
  { object, ...target }: Target,
  payload: CommandOf<C>,
): DomainEvent[] => {
  const n = numberOf(follow, step);
  if (n === undefined) return [];
  return [
    {
      type: 'CommandRequested',
      data: {
        commandId: commandId(follow.stream, step, object, n),
        command,
        ...target,
        priority: 'interactive',
        payload: { record: command, version: 1, value: payload },
      },
    },
  ];
};

const followOrder = (follow: Follow): DomainEvent[] => {
  const { t, stream } = follow;
  if (t.quote.kind === 'none' || t.order.kind !== 'none') return [];
  const { quoteNumber, customerNumber, legalEntity, acceptedOn, lines, total, purchaseOrderNumber, billTo } =
    t.quote.accepted;
  return request(
    follow,
    'order',
    'BookOrder',
    { system: erpSystem, object: 'order', lane: stream, accountingDate: acceptedOn },
    { quoteNumber, customerNumber, legalEntity, orderDate: acceptedOn, lines, total, purchaseOrderNumber, billTo },
  );
};

const followInvoice = (follow: Follow): DomainEvent[] => {
  const { t, stream } = follow;
  if (t.quote.kind === 'none' || t.order.kind === 'none' || t.invoice.kind !== 'none') return [];
  if (t.exceptions['order'] !== undefined) return [];
  const { legalEntity, acceptedOn } = t.quote.accepted;
  return request(
    follow,
    'invoice',
    'PostInvoice',
    { system: erpSystem, object: 'invoice', lane: stream, accountingDate: acceptedOn },
    { orderNumber: t.order.orderNumber, legalEntity, amount: t.order.amount, invoiceDate: acceptedOn },
  );
};

const setDeadline = ({ t }: Follow, name: string, date: string): DomainEvent[] =>
  t.timetable.deadlinesSet.includes(name) ? [] : [{ type: 'DeadlineSet', data: { name, at: startOfDayUtc(date) } }];

/** Waits for the payment under those of these references under which it does not wait yet. */
const waitBy = (
  { t, stream }: Follow,
  references: Readonly<Partial<Record<PaymentReference, string>>>,
): DomainEvent[] =>
  (['quote', 'invoice'] as const).flatMap((by): DomainEvent[] => {
    const [kind, reference] = [paymentWaits[by], references[by]];
    if (reference === undefined || t.timetable.waits[kind] !== undefined) return [];
    return [{ type: 'WaitingFor', data: { kind, key: referenceKey(tenantOf(stream), reference) } }];
  });

const followPayment = (follow: Follow): DomainEvent[] => {
  const { t, stream } = follow;
  if (t.quote.kind === 'none' || t.invoice.kind === 'none') return [];
  // An invoice of another amount waits for a person: until then nobody may say that it is paid.
  if (t.exceptions['invoice'] !== undefined) return [];
  const references = { quote: t.quote.accepted.quoteNumber, invoice: t.invoice.invoiceNumber };
  switch (t.payment.kind) {
    case 'none':
      return [
        ...waitBy(follow, references),
        // Overdue from the day after the due date on.
        ...setDeadline(follow, deadlines.paymentDue, addDays(t.invoice.dueDate, 1)),
      ];
    case 'elsewhere':
      return t.exceptions['payment'] === undefined ? waitBy(follow, { invoice: references.invoice }) : [];
    case 'found': {
      const { documentId, by } = t.payment;
      return request(
        follow,
        'payment',
        'AllocatePayment',
        { system: paymentsSystem, object: 'payment', lane: documentId, accountingDate: null },
        {
          transaction: stream,
          // What a person has chosen is asked for by its own name.
          reference: by === 'choice' ? documentId : references[by],
          amount: t.invoice.amount,
        },
      );
    }
    case 'settled': {
      const at = t.timetable.deadlines[deadlines.paymentDue];
      return at === undefined ? [] : [{ type: 'DeadlineCleared', data: { name: deadlines.paymentDue, at } }];
    }
  }
};

const followRevenue = (follow: Follow): DomainEvent[] => {
  const { t, stream } = follow;
  if (t.quote.kind === 'none' || t.invoice.kind === 'none') return [];
  const { legalEntity, deliveryDate } = t.quote.accepted;
  switch (t.obligation.kind) {
    case 'unsatisfied':
      return setDeadline(follow, deadlines.delivery, deliveryDate);
    case 'satisfied': {
      if (t.exceptions['invoice'] !== undefined) return [];
      const { satisfiedOn } = t.obligation;
      return request(
        follow,
        'revenue',
        'PostRevenue',
        { system: erpSystem, object: 'revenue', lane: stream, accountingDate: satisfiedOn },
        { invoiceNumber: t.invoice.invoiceNumber, legalEntity, amount: t.invoice.amount, postingDate: satisfiedOn },
      );
    }
    case 'recognised':
      return [];
  }
};

const followEnd = ({ t }: Follow): DomainEvent[] => {
  if (t.payment.kind !== 'settled' || t.obligation.kind !== 'recognised') return [];
  if (Object.keys(t.exceptions).length > 0) return [];
  const completedOn = laterDate(t.payment.valueDate, t.obligation.postedOn);
  return [{ type: 'TransactionCompleted', data: { completedOn } }];
};

export const nextV1 = (t: Transaction, stream: StreamName): readonly DomainEvent[] => {
  if (t.end !== 'running') return [];
  const follow = { t, stream };
  return [
    ...followOrder(follow),
    ...followInvoice(follow),
    ...followPayment(follow),
    ...followRevenue(follow),
    ...followEnd(follow),
  ];
};
