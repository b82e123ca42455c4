import type { DomainEvent, Input } from '@q2c/domain-events';
import { commandId, type Money } from '@q2c/kernel';
import { append, dealStream, eur, fingerprint, given, paymentStream, total } from '@q2c/testing/spec';
import { allocationEffect, paymentDecider, type Payment } from './payment.ts';

const payer = { subject: 'acme.payer.PAY-1', text: 'sealed-payer' };
const notice = { paymentNumber: 'PAY-1', reference: 'Q-1', amount: total, valueDate: '2026-02-01' };
const noticeInput = (sourceVersion = 1n, print = fingerprint): Input => ({
  kind: 'intake',
  object: 'payment-notice',
  source: 'bank',
  number: 'PAY-1',
  sourceVersion,
  fingerprint: print,
  content: { ...notice, sourceVersion, payer },
});
const received: DomainEvent = {
  type: 'PaymentReceived',
  data: { ...notice, source: 'bank', sourceVersion: 1n, fingerprint, payer, processVersion: 1 },
};
const id = commandId(dealStream, 'payment', 'payment', 1);
const ask = (amount: Money = total, transaction: string = dealStream): Input => ({
  kind: 'request',
  command: 'AllocatePayment',
  commandId: id,
  payload: { transaction, reference: 'Q-1', amount },
});
const allocated: DomainEvent = {
  type: 'PaymentAllocated',
  data: { transaction: dealStream, commandId: id, amount: total },
};

const payment = given<Payment, DomainEvent>(paymentDecider, paymentStream);

describe('a payment', () => {
  it('is received once', () => {
    payment.when(noticeInput()).then(received).when(noticeInput()).thenNothing();
  });
  it('with the same version and other content is refused', () =>
    payment
      .after(received)
      .when(noticeInput(1n, '0'.repeat(64)))
      .refused('input-contradicts'));
  it('revised by its source is refused', () =>
    payment
      .after(received)
      .when(noticeInput(2n, '0'.repeat(64)))
      .refused('payment-revised'));
  it('numbered anew by its source and otherwise the same adds nothing', () =>
    payment.after(received).when(noticeInput(2n)).thenNothing());
  it('goes whole to the transaction that asks with its amount, once', () => {
    payment.after(received).when(ask()).then(allocated).when(ask()).thenNothing();
  });
  it('answers with its number, value date and amount', () => {
    const state = [received, allocated].reduce(
      (p, event, n) => paymentDecider.evolve(p, event, n),
      paymentDecider.initial,
    );
    expect(allocationEffect(state, id)).toEqual({ number: 'PAY-1', date: '2026-02-01', amount: total });
  });
  it('of another amount is refused', () =>
    payment
      .after(received)
      .when(ask(eur(1n)))
      .refused('payment-differs'));
  it('of another currency is refused', () =>
    payment
      .after(received)
      .when(ask({ ...total, currency: 'USD' }))
      .refused('payment-differs'));
  it('that another transaction got is refused', () =>
    payment.after(received, allocated).when(ask(total, 'transaction-acme.q2')).refused('payment-allocated-elsewhere'));
  it('whose reference other deals bear too goes to none of them, and the refusal names some', () => {
    const others = Array.from({ length: 7 }, (_, n) => `transaction-acme.other${n}`);
    const asked = { kind: 'request', command: 'AllocatePayment', commandId: id } as const;
    const payload = { transaction: dealStream, reference: 'Q-1', amount: total };
    const outcome = append(paymentDecider, paymentStream, [received], {
      ...asked,
      payload: { ...payload, namesakes: others },
    });
    expect(outcome).toMatchObject({
      refused: 'payment-ambiguous',
      detail: expect.stringMatching(/PAY-1 gives Q-1, .*other0, .*other4 and 2 more/) as string,
    });
    payment
      .after(received)
      .when({ ...asked, payload: { ...payload, namesakes: [] } })
      .then(allocated);
  });
  it('that never came cannot be allocated', () => payment.when(ask()).refused('payment-unknown'));
  it('takes no deadlines', () =>
    payment.when({ kind: 'deadline', name: 'x', at: '2026-01-01T00:00:00.000Z' }).refused('input-unexpected'));
});
