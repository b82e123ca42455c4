import type { DomainEvent, Input } from '@q2c/domain-events';
import type { Transaction } from '@q2c/domain';
import { streamName } from '@q2c/kernel';
import {
  acme,
  dealStream,
  facts,
  failed,
  given,
  paymentStream,
  quoteAccepted,
  requested,
  settledBy,
  succeeded,
} from '@q2c/testing/spec';
import { announces } from './payment-key.ts';
import { quoteToCash } from './process.ts';

const deal = given<Transaction, DomainEvent>(quoteToCash(), dealStream);
const otherPayment = streamName('payment', acme, 'p2');
const wakeBy = (waitKind: 'payment' | 'payment-by-invoice', by = paymentStream): Input => ({
  ...{ kind: 'wake', waitKind, by },
  key: waitKind === 'payment' ? 'acme/Q-1' : 'acme/INV-1',
});
const resume: Input = { kind: 'operation', operation: 'resume', exceptionId: 'payment', by: 'ann', note: 'asked them' };
const resumed: DomainEvent = {
  type: 'ExceptionResolved',
  data: { exceptionId: 'payment', resolution: 'resumed', by: 'ann', note: 'asked them' },
};
const refused = (code: string, n = 1): readonly DomainEvent[] => {
  const answer = failed('payment', 'refused', code, n);
  const { commandId, detail } = answer;
  const owner = 'receivables';
  const data = { exceptionId: 'payment', code, owner, detail: detail ?? '', commandId };
  return [settledBy(answer), { type: 'ExceptionRaised', data }];
};

const invoiced = [
  ...[quoteAccepted(), requested.order(), settledBy(succeeded('order')), facts.orderBooked],
  ...[requested.invoice(), settledBy(succeeded('invoice')), facts.invoicePosted],
];
const waiting = [...invoiced, facts.waitingByQuote, facts.waitingByInvoice, facts.paymentDue, facts.deliveryDue];
const found = [...waiting, facts.waitByQuoteEnded, facts.waitByInvoiceEnded, requested.payment()];
const ended = (kind: 'payment' | 'payment-by-invoice', by: string): DomainEvent => ({
  type: 'WaitEnded',
  data: { kind, key: kind === 'payment' ? 'acme/Q-1' : 'acme/INV-1', by },
});

describe('a payment is found', () => {
  it('by the number of the quote, and waited for no more', () => {
    deal
      .after(...waiting)
      .when(wakeBy('payment'))
      .then(facts.waitByQuoteEnded, facts.waitByInvoiceEnded, requested.payment())
      .when(wakeBy('payment-by-invoice', otherPayment))
      .thenNothing();
  });
  it('by the number of the invoice, and waited for no more', () => {
    deal
      .after(...waiting)
      .when(wakeBy('payment-by-invoice'))
      .then(facts.waitByInvoiceEnded, facts.waitByQuoteEnded, requested.payment(1, 'INV-1'))
      .when(wakeBy('payment', otherPayment))
      .thenNothing();
  });
  it('by the number of the invoice too where a deal waited only by its quote before', () => {
    const { satisfied, deliveryCleared } = facts;
    deal
      .after(...invoiced, facts.waitingByQuote, facts.paymentDue, facts.deliveryDue)
      .when({ kind: 'deadline', name: 'delivery', at: '2026-01-10T00:00:00.000Z' })
      .then(deliveryCleared, satisfied, facts.waitingByInvoice, requested.revenue());
  });
  it('by its quote number before anything else happened to a deal that waited only so', () => {
    deal
      .after(...invoiced, facts.waitingByQuote, facts.paymentDue, facts.deliveryDue)
      .when(wakeBy('payment'))
      .then(facts.waitByQuoteEnded, requested.payment());
  });
});

describe('a payment that several deals may be meant by', () => {
  const ambiguous = [...found, ...refused('payment-ambiguous')];
  it('waits for receivables', () => {
    deal
      .after(...found)
      .when(failed('payment', 'refused', 'payment-ambiguous'))
      .then(...refused('payment-ambiguous'));
  });
  it('is asked for by its own name once a person has chosen the deal', () => {
    deal
      .after(...ambiguous)
      .when(resume)
      .then(resumed, requested.payment(2, paymentStream));
  });
});

describe('a payment that belongs to another deal', () => {
  const lost = [...found, ...refused('payment-allocated-elsewhere')];
  const waitsOn = [...lost, resumed, facts.waitingByInvoice];
  it('waits for receivables', () => {
    deal
      .after(...found)
      .when(failed('payment', 'refused', 'payment-allocated-elsewhere'))
      .then(...refused('payment-allocated-elsewhere'));
  });
  it('is let go by a person: the deal waits for its own, by its invoice number only', () => {
    deal
      .after(...lost)
      .when(resume)
      .then(resumed, facts.waitingByInvoice);
  });
  it('does not come back', () =>
    deal
      .after(...waitsOn)
      .when(wakeBy('payment-by-invoice'))
      .thenNothing());
  it('gives way to the next', () => {
    const next = requested.payment(2, 'INV-1');
    if (next.type !== 'CommandRequested') throw new RangeError('no request');
    deal
      .after(...waitsOn)
      .when(wakeBy('payment-by-invoice', otherPayment))
      .then(ended('payment-by-invoice', otherPayment), { ...next, data: { ...next.data, lane: otherPayment } });
  });
});

describe('what is announced', () => {
  const bears = (number: string) => ({ kind: 'deal', key: `acme/${number}` });
  it('by a payment: its reference, as that of a quote and of an invoice', () => {
    const payment: DomainEvent = {
      type: 'PaymentReceived',
      data: {
        ...{ paymentNumber: 'P-1', source: 'bank', sourceVersion: 1n, fingerprint: 'f'.repeat(64), reference: 'INV-1' },
        ...{ amount: { minor: 1n, currency: 'EUR' }, valueDate: '2026-01-20', processVersion: 1 },
        payer: { subject: 'acme.payer.P-1', text: 'sealed' },
      },
    };
    expect(announces(paymentStream, payment)).toEqual([
      { kind: 'payment', key: 'acme/INV-1' },
      { kind: 'payment-by-invoice', key: 'acme/INV-1' },
    ]);
  });
  it('by a deal: the numbers it bears', () => {
    expect(announces(dealStream, quoteAccepted())).toEqual([bears('Q-1')]);
    expect(announces(dealStream, facts.invoicePosted)).toEqual([bears('INV-1')]);
    expect(announces(dealStream, facts.orderBooked)).toEqual([]);
  });
});
