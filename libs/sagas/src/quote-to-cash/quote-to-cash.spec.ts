import type { DomainEvent, Input } from '@q2c/domain-events';
import type { Transaction } from '@q2c/domain';
import {
  dealStream,
  eur,
  facts,
  failed,
  given,
  paymentStream,
  quoteAccepted,
  quoteInput,
  requested,
  settledBy,
  succeeded,
} from '@q2c/testing/spec';
import { quoteToCash } from './process.ts';

const decider = quoteToCash();
const deal = given<Transaction, DomainEvent>(decider, dealStream);

const wake: Input = { kind: 'wake', waitKind: 'payment', key: 'acme/Q-1', by: paymentStream };
const delivery: Input = { kind: 'deadline', name: 'delivery', at: '2026-01-10T00:00:00.000Z' };
const paymentDue: Input = { kind: 'deadline', name: 'payment-due', at: '2026-02-05T00:00:00.000Z' };
const resume = (exceptionId: string): Input => ({
  kind: 'operation',
  operation: 'resume',
  exceptionId,
  by: 'ann',
  note: 'limit raised',
});
const cancel: Input = { kind: 'operation', operation: 'cancel', by: 'ann', note: 'customer withdrew' };
const resolved = (exceptionId: string, resolution: 'resumed' | 'cancelled'): DomainEvent => ({
  type: 'ExceptionResolved',
  data: { exceptionId, resolution, by: 'ann', note: resolution === 'resumed' ? 'limit raised' : 'customer withdrew' },
});

const accepted = [quoteAccepted(), requested.order()];
const booked = [...accepted, settledBy(succeeded('order')), facts.orderBooked, requested.invoice()];
const posted = [
  ...booked,
  settledBy(succeeded('invoice')),
  facts.invoicePosted,
  facts.waitingByQuote,
  facts.waitingByInvoice,
  facts.paymentDue,
  facts.deliveryDue,
];
const delivered = [...posted, facts.deliveryCleared, facts.satisfied, requested.revenue()];
const recognised = [...delivered, settledBy(succeeded('revenue')), facts.revenuePosted];
const found = [...recognised, facts.waitByQuoteEnded, facts.waitByInvoiceEnded, requested.payment()];

const held = failed('order', 'refused', 'credit-hold');
const onHold = [
  ...accepted,
  settledBy(held),
  {
    type: 'ExceptionRaised',
    data: {
      exceptionId: 'order',
      code: 'credit-hold',
      owner: 'credit-control',
      detail: 'said the counterpart',
      commandId: held.commandId,
    },
  } as const,
];

describe('the straight way, each step with its exact events', () => {
  it('an accepted quote books its order', () => {
    deal.when(quoteInput()).then(...accepted);
  });
  it('a booked order posts its invoice', () => {
    deal
      .after(...accepted)
      .when(succeeded('order'))
      .then(...booked.slice(accepted.length));
  });
  it('a posted invoice waits for its payment and for delivery', () => {
    deal
      .after(...booked)
      .when(succeeded('invoice'))
      .then(...posted.slice(booked.length));
  });
  it('delivery satisfies the obligation and posts revenue', () => {
    deal
      .after(...posted)
      .when(delivery)
      .then(...delivered.slice(posted.length));
  });
  it('revenue may be recognised before the payment', () => {
    deal
      .after(...delivered)
      .when(succeeded('revenue'))
      .then(...recognised.slice(delivered.length));
  });
  it('a payment that is announced is asked for its share', () => {
    deal
      .after(...recognised)
      .when(wake)
      .then(facts.waitByQuoteEnded, facts.waitByInvoiceEnded, requested.payment());
  });
  it('the settled payment completes what is booked, invoiced and recognised', () => {
    deal
      .after(...found)
      .when(succeeded('payment'))
      .then(settledBy(succeeded('payment')), facts.paymentSettled, facts.paymentDueCleared, facts.completed);
  });
});

describe('repetition adds nothing', () => {
  const inputs: readonly Input[] = [quoteInput(), succeeded('order'), succeeded('invoice'), delivery, wake];
  it.each(inputs.map((input) => [input.kind, input] as const))('%s', (_kind, input) => {
    deal
      .after(...found)
      .when(input)
      .thenNothing();
  });
  it('an outcome of an earlier number is not taken for the present one', () => {
    deal
      .after(...onHold, resolved('order', 'resumed'), requested.order(2))
      .when(succeeded('order', 1))
      .thenNothing();
  });
});

describe('a credit hold', () => {
  it('waits for credit control', () => {
    deal
      .after(...accepted)
      .when(held)
      .then(...onHold.slice(accepted.length));
  });
  it('is resumed with a new command, since the refusal is known', () => {
    deal
      .after(...onHold)
      .when(resume('order'))
      .then(resolved('order', 'resumed'), requested.order(2));
  });
  it('can end the deal', () => {
    deal
      .after(...onHold)
      .when(cancel)
      .then(resolved('order', 'cancelled'), {
        type: 'TransactionCancelled',
        data: { reason: 'customer withdrew', by: 'ann' },
      })
      .when(cancel)
      .thenNothing();
  });
  it('that does not stand cannot be resumed', () =>
    deal
      .after(...booked)
      .when(resume('order'))
      .refused('exception-not-open'));
});

describe('cancelling', () => {
  it('is too late while an order is on its way', () =>
    deal
      .after(...accepted)
      .when(cancel)
      .refused('cancel-too-late'));
  it('is too late once an order is booked', () =>
    deal
      .after(...booked)
      .when(cancel)
      .refused('cancel-too-late'));
  it('needs a quote', () => deal.when(cancel).refused('transaction-not-found'));
});

describe('technical exhaustion', () => {
  const exhausted = failed('invoice', 'exhausted', 'timeout');
  const parkedHistory = (reason: 'retries-exhausted' | 'outcome-unknown'): DomainEvent[] => [
    ...booked,
    {
      type: 'CommandParked',
      data: { commandId: exhausted.commandId, reason, attempts: [...exhausted.attempts] },
    },
    {
      type: 'ExceptionRaised',
      data: {
        exceptionId: 'invoice',
        code: reason,
        owner: 'operations',
        detail: 'invoice: said the counterpart (timeout, 1 attempts)',
        commandId: exhausted.commandId,
      },
    },
  ];
  it('waits for operations', () => {
    deal
      .after(...booked)
      .when(exhausted)
      .then(...parkedHistory('retries-exhausted').slice(booked.length));
  });
  it('is resumed with the same command id: nobody knows whether it had its effect', () => {
    deal
      .after(...parkedHistory('retries-exhausted'))
      .when(resume('invoice'))
      .then(resolved('invoice', 'resumed'), requested.invoice(1));
  });
  it('is not told again by a repeated answer of the round before', () => {
    const again = [...parkedHistory('retries-exhausted'), resolved('invoice', 'resumed'), requested.invoice(1)];
    deal
      .after(...again)
      .when(exhausted)
      .thenNothing();
    deal
      .after(...again)
      .when({ ...exhausted, round: again.length - 1 })
      .then(...parkedHistory('retries-exhausted').slice(booked.length));
  });
  it('of the round before does not hide that the effect was there', () => {
    deal
      .after(...parkedHistory('retries-exhausted'), resolved('invoice', 'resumed'), requested.invoice(1))
      .when(succeeded('invoice'))
      .then(
        settledBy(succeeded('invoice')),
        facts.invoicePosted,
        facts.waitingByQuote,
        facts.waitingByInvoice,
        facts.paymentDue,
        facts.deliveryDue,
      );
  });
  it('a late success still counts and closes the exception', () => {
    deal
      .after(...parkedHistory('retries-exhausted'))
      .when(succeeded('invoice'))
      .then(
        settledBy(succeeded('invoice')),
        {
          type: 'ExceptionResolved',
          data: {
            exceptionId: 'invoice',
            resolution: 'settled',
            by: 'connector',
            note: 'the outcome became known',
          },
        },
        facts.invoicePosted,
        facts.waitingByQuote,
        facts.waitingByInvoice,
        facts.paymentDue,
        facts.deliveryDue,
      );
  });
  it('an unknown outcome is not sent again', () =>
    deal
      .after(...parkedHistory('outcome-unknown'))
      .when(resume('invoice'))
      .refused('outcome-unknown'));
  it('a person who found the effect settles it', () => {
    const settle: Input = {
      kind: 'operation',
      operation: 'settle',
      exceptionId: 'invoice',
      by: 'ann',
      note: 'seen in the ERP',
      effect: { number: 'INV-1', date: '2026-01-05', amount: eur(123_450n) },
    };
    const { ...known } = { ...succeeded('invoice'), attempts: [] };
    deal
      .after(...parkedHistory('outcome-unknown'))
      .when(settle)
      .then(
        settledBy(known),
        {
          type: 'ExceptionResolved',
          data: { exceptionId: 'invoice', resolution: 'settled', by: 'ann', note: 'seen in the ERP' },
        },
        facts.invoicePosted,
        facts.waitingByQuote,
        facts.waitingByInvoice,
        facts.paymentDue,
        facts.deliveryDue,
      );
  });
});

describe('deadlines', () => {
  it('an unpaid invoice becomes overdue the day after it was due', () => {
    deal
      .after(...posted)
      .when(paymentDue)
      .then(facts.paymentDueCleared, facts.overdue);
  });
  it('a deadline that was moved or cleared is only a suggestion', () =>
    deal
      .after(...posted)
      .when({ kind: 'deadline', name: 'delivery', at: '2026-01-11T00:00:00.000Z' })
      .thenNothing());
});
