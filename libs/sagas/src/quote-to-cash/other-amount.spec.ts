import type { DomainEvent, Input, OutcomeInput } from '@q2c/domain-events';
import type { Money } from '@q2c/kernel';
import { append, dealStream, eur, paymentStream, quoteInput, succeeded, total, type StepName } from '@q2c/testing/spec';
import { quoteToCash } from './process.ts';

/** A counterpart may book another amount than it was told. Once a person agrees, every later step goes by that amount. */
const decider = quoteToCash();
const other = eur(123_451n);
const wake: Input = { kind: 'wake', waitKind: 'payment', key: 'acme/Q-1', by: paymentStream };
const delivery: Input = { kind: 'deadline', name: 'delivery', at: '2026-01-10T00:00:00.000Z' };
const resume = (exceptionId: string): Input => ({
  ...{ kind: 'operation', operation: 'resume', exceptionId, by: 'ann', note: 'agreed with the customer' },
});
const settle = (exceptionId: StepName, amount: Money | null): Input => ({
  ...{ kind: 'operation', operation: 'settle', exceptionId, by: 'ann', note: 'seen there' },
  effect: { number: 'SEEN-1', date: '2026-01-20', amount },
});
/** What the step answered, and with which amount. */
const answer = (step: StepName, amount: Money | null = total): OutcomeInput => succeeded(step, 1, { amount });
const unknown = (step: StepName): OutcomeInput => ({
  ...succeeded(step),
  ...{ outcome: 'unknown', code: 'timeout', detail: 'no answer', effect: null, round: Number.MAX_SAFE_INTEGER },
});

/** All events of a deal that is told these one after the other; each has to be taken in. */
const told = (...inputs: readonly Input[]): readonly DomainEvent[] =>
  inputs.reduce<readonly DomainEvent[]>((history, input) => {
    const appended = append(decider, dealStream, history, input);
    if ('refused' in appended) throw new RangeError(`${appended.refused}: ${appended.detail}`);
    return [...history, ...appended];
  }, []);

/** What each command asked for, in the order of asking: a step that went wrong shows as asked for twice. */
const asked = (history: readonly DomainEvent[]): readonly (readonly [string, bigint])[] =>
  history.flatMap((event) => {
    if (event.type !== 'CommandRequested') return [];
    const { command, payload } = event.data;
    const { amount, total: whole } = payload.value as { readonly amount?: Money; readonly total?: Money };
    return [[command, (amount ?? whole)?.minor ?? 0n]];
  });

const raised = (history: readonly DomainEvent[]): readonly string[] =>
  history.flatMap((event) => (event.type === 'ExceptionRaised' ? [`${event.data.code}: ${event.data.detail}`] : []));

const one = <T extends DomainEvent['type']>(
  history: readonly DomainEvent[],
  type: T,
): Extract<DomainEvent, { type: T }> => {
  const found = history.filter((event) => event.type === type);
  expect(found).toHaveLength(1);
  return found[0] as Extract<DomainEvent, { type: T }>;
};

const toInvoice = [quoteInput(), answer('order'), answer('invoice', other)];

describe('an invoice of another amount than its order', () => {
  it('is believed and waits for a person: neither payment nor revenue follow', () => {
    const history = told(...toInvoice);
    expect(history.slice(5).map(({ type }) => type)).toEqual([
      ...['CommandSettled', 'InvoicePosted', 'ExceptionRaised', 'DeadlineSet'],
    ]);
    expect(one(history, 'InvoicePosted').data.amount).toEqual(other);
    expect(raised(history)).toEqual(['amount-differs: invoice INV-1 is 1234.51 EUR, the order 1234.50 EUR']);
  });

  it.each([
    ['before its delivery', [resume('invoice'), delivery]],
    ['after its delivery', [delivery, resume('invoice')]],
  ])('that a person agrees to %s is paid and recognised by that amount, to the end', (_when, agreed) => {
    const history = told(...toInvoice, ...agreed, answer('revenue', other), wake, answer('payment', other));
    expect(asked(history)).toEqual([
      ['BookOrder', 123_450n],
      ['PostInvoice', 123_450n],
      ['PostRevenue', 123_451n],
      ['AllocatePayment', 123_451n],
    ]);
    expect(raised(history)).toHaveLength(1);
    expect([one(history, 'RevenuePosted').data.amount, one(history, 'PaymentSettled').data.share]).toEqual([
      other,
      other,
    ]);
    one(history, 'TransactionCompleted');
  });

  it('is not paid by the amount of the quote', () => {
    const history = told(...toInvoice, resume('invoice'), wake, answer('payment'));
    expect(raised(history).at(-1)).toBe('amount-differs: payment PAY-1 is 1234.50 EUR, the invoice 1234.51 EUR');
  });

  it('is not recognised by the amount of the quote', () => {
    const history = told(...toInvoice, resume('invoice'), delivery, answer('revenue'));
    expect(raised(history).at(-1)).toBe('amount-differs: revenue JE-1 is 1234.50 EUR, the invoice 1234.51 EUR');
  });
});

describe('an order of another amount than the quote', () => {
  it('is believed and waits for a person before its invoice', () => {
    const history = told(quoteInput(), answer('order', eur(1n)));
    expect(history.slice(2).map(({ type }) => type)).toEqual(['CommandSettled', 'OrderBooked', 'ExceptionRaised']);
    expect(one(history, 'OrderBooked').data.amount).toEqual(eur(1n));
    expect(raised(history)).toEqual(['amount-differs: order SO-1 is 0.01 EUR, the quote 1234.50 EUR']);
  });

  it('that a person agrees to is invoiced, paid and recognised by that amount, to the end', () => {
    const history = told(
      ...[quoteInput(), answer('order', other), resume('order'), answer('invoice', other)],
      ...[delivery, answer('revenue', other), wake, answer('payment', other)],
    );
    expect(asked(history)).toEqual([
      ['BookOrder', 123_450n],
      ['PostInvoice', 123_451n],
      ['PostRevenue', 123_451n],
      ['AllocatePayment', 123_451n],
    ]);
    expect(raised(history)).toEqual(['amount-differs: order SO-1 is 1234.51 EUR, the quote 1234.50 EUR']);
    one(history, 'TransactionCompleted');
  });

  it('invoiced by the amount of the quote after all needs a person again', () => {
    const history = told(quoteInput(), answer('order', other), resume('order'), answer('invoice'));
    expect(raised(history).at(-1)).toBe('amount-differs: invoice INV-1 is 1234.50 EUR, the order 1234.51 EUR');
  });
});

describe('an answer that names no amount', () => {
  it('stands for what that step was asked for', () => {
    const history = told(
      ...[quoteInput(), answer('order', other), resume('order'), answer('invoice', null)],
      ...[delivery, answer('revenue', null), wake, answer('payment', null)],
    );
    expect(one(history, 'InvoicePosted').data.amount).toEqual(other);
    expect([one(history, 'RevenuePosted').data.amount, one(history, 'PaymentSettled').data.share]).toEqual([
      other,
      other,
    ]);
    expect(raised(history)).toHaveLength(1);
    one(history, 'TransactionCompleted');
  });

  it('of a person who settles a payment stands for the invoice, not for the quote', () => {
    const history = told(...toInvoice, resume('invoice'), wake, unknown('payment'), settle('payment', null));
    expect(one(history, 'PaymentSettled').data.share).toEqual(other);
  });

  it('of the order stands for the quote', () =>
    expect(one(told(quoteInput(), answer('order', null)), 'OrderBooked').data.amount).toEqual(total));
});
