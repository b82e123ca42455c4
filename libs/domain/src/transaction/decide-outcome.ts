import type { DomainEvent, EffectData, OutcomeInput, Refusal } from '@q2c/domain-events';
import { addDays, formatMoney, ok, sameMoney, type Money, type Result } from '@q2c/kernel';
import { awaiting, parked, settled } from '../process/commands.ts';
import { raise, resolve } from '../process/exceptions.ts';
import type { Transaction } from './state.ts';

/** Steps of the process that ask a counterpart. The step is part of the command id: immutable. */
export type Step = 'order' | 'invoice' | 'payment' | 'revenue';

const quoteOf = (t: Transaction) => {
  if (t.quote.kind === 'none') throw new RangeError('an outcome for a transaction without a quote');
  return t.quote.accepted;
};

/** What a step was asked to do: the amount of the document it follows from, to which a person agreed where it differed. */
const askedFor = (step: Step, t: Transaction): { readonly amount: Money; readonly by: string } => {
  switch (step) {
    case 'order':
      return { amount: quoteOf(t).total, by: 'the quote' };
    case 'invoice':
      if (t.order.kind === 'none') throw new RangeError('an invoice without an order');
      return { amount: t.order.amount, by: 'the order' };
    case 'payment':
    case 'revenue':
      if (t.invoice.kind === 'none') throw new RangeError(`${step} without an invoice`);
      return { amount: t.invoice.amount, by: 'the invoice' };
  }
};

/**
 * The fact that a succeeded step leaves behind: the counterpart's own number, date and amount. One that names no amount
 * did what it was asked for.
 */
const factOf = (step: Step, t: Transaction, effect: EffectData): DomainEvent => {
  const amount = effect.amount ?? askedFor(step, t).amount;
  switch (step) {
    case 'order':
      return { type: 'OrderBooked', data: { orderNumber: effect.number, bookedOn: effect.date, amount } };
    case 'invoice':
      return {
        type: 'InvoicePosted',
        data: {
          invoiceNumber: effect.number,
          invoiceDate: effect.date,
          dueDate: addDays(effect.date, quoteOf(t).paymentTermsDays),
          amount,
        },
      };
    case 'payment': {
      const documentId = t.payment.kind === 'found' ? t.payment.documentId : '';
      return {
        type: 'PaymentSettled',
        data: { documentId, paymentNumber: effect.number, share: amount, valueDate: effect.date },
      };
    }
    case 'revenue':
      return { type: 'RevenuePosted', data: { journalNumber: effect.number, postedOn: effect.date, amount } };
  }
};

/** A counterpart that books another amount than it was told is believed, and a person is called before anything follows. */
const amountException = (
  step: Step,
  t: Transaction,
  { amount, number }: EffectData,
  input: OutcomeInput,
): DomainEvent[] => {
  const asked = askedFor(step, t);
  if (amount === null || sameMoney(amount, asked.amount)) return [];
  const detail = `${step} ${number} is ${formatMoney(amount)}, ${asked.by} ${formatMoney(asked.amount)}`;
  return [raise(step, 'amount-differs', detail, input.commandId)];
};

const closeException = (step: Step, t: Transaction, by: string, note: string): DomainEvent[] =>
  t.exceptions[step] === undefined ? [] : [resolve(step, 'settled', by, note)];

/** What follows from a known answer to the command of `step`, whoever found it: a connector or a person. */
export const decideKnown = (
  step: Step,
  t: Transaction,
  input: OutcomeInput,
  by: string,
  note: string,
): readonly DomainEvent[] => {
  if (input.effect === null)
    return [
      settled(input, 'refused'),
      ...closeException(step, t, by, note),
      raise(step, input.code ?? 'refused', input.detail ?? 'refused without a reason', input.commandId),
    ];
  return [
    settled(input, 'succeeded'),
    ...closeException(step, t, by, note),
    factOf(step, t, input.effect),
    ...amountException(step, t, input.effect, input),
  ];
};

/** A repeated or outdated outcome adds nothing: the command it speaks of no longer waits for one. */
export const decideOutcome = (input: OutcomeInput, t: Transaction): Result<readonly DomainEvent[], Refusal> => {
  const command = awaiting(t.commands, input.commandId);
  if (command === undefined) return ok([]);
  const step = command.step as Step;
  switch (input.outcome) {
    case 'succeeded':
    case 'refused':
      return ok(decideKnown(step, t, input, 'connector', 'the outcome became known'));
    case 'exhausted':
    case 'unknown': {
      // What an earlier round came to is known; the round that runs now speaks for itself.
      if (command.status === 'parked' || input.round < command.round) return ok([]);
      const reason = input.outcome === 'exhausted' ? 'retries-exhausted' : 'outcome-unknown';
      // Of many attempts only some are kept; the last one knows its number.
      const attempts = input.attempts.at(-1)?.attempt ?? 0;
      const detail = `${step}: ${input.detail ?? 'no answer'} (${input.code ?? 'no code'}, ${attempts} attempts)`;
      return ok([parked(input, reason), raise(step, reason, detail, input.commandId)]);
    }
  }
};
