import type { DomainEvent, Input } from '@q2c/domain-events';
import {
  append,
  dealStream,
  eur,
  facts,
  paymentStream,
  quoteAccepted,
  requested,
  settledBy,
  succeeded,
} from '@q2c/testing/spec';
import { quoteToCash } from './process.ts';

const decider = quoteToCash();
const booked = [
  quoteAccepted(),
  requested.order(),
  settledBy(succeeded('order')),
  facts.orderBooked,
  requested.invoice(),
];
const wake: Input = { kind: 'wake', waitKind: 'payment', key: 'acme/Q-1', by: paymentStream };
const resumed: DomainEvent = {
  type: 'ExceptionResolved',
  data: { exceptionId: 'invoice', resolution: 'resumed', by: 'ann', note: 'agreed' },
};

describe('an invoice of another amount than the quote', () => {
  const other = { ...facts.invoicePosted, data: { ...facts.invoicePosted.data, amount: eur(123_451n) } };
  const differs: DomainEvent = {
    type: 'ExceptionRaised',
    data: {
      exceptionId: 'invoice',
      code: 'amount-differs',
      owner: 'accounting',
      detail: 'invoice INV-1 is 1234.51 EUR, the quote 1234.50 EUR',
      commandId: succeeded('invoice').commandId,
    },
  };
  const answered = succeeded('invoice', 1, { amount: eur(123_451n) });

  it('is believed and waits for a person: neither payment nor revenue follow', () => {
    const [settled, posted, raised, ...following] = append(decider, dealStream, booked, answered) as DomainEvent[];
    expect([settled, posted]).toEqual([settledBy(answered), other]);
    expect(raised).toMatchObject({ type: 'ExceptionRaised', data: { exceptionId: 'invoice', code: 'amount-differs' } });
    expect(following.map(({ type }) => type)).toEqual(['DeadlineSet']);
  });

  it('is what the payment has to match once the person goes on', () => {
    const history = [...booked, settledBy(answered), other, differs, facts.deliveryDue, resumed];
    const requests = append(decider, dealStream, [...history, facts.waiting, facts.paymentDue], wake) as DomainEvent[];
    expect(requests.at(-1)).toMatchObject({
      data: { command: 'AllocatePayment', payload: { value: { amount: eur(123_451n) } } },
    });
  });

  it('is paid by that amount, and nobody is asked again', () => {
    const agreed = [...booked, settledBy(answered), other, differs, facts.deliveryDue, resumed];
    const history = [...agreed, facts.waiting, facts.paymentDue];
    const waited = [...history, ...(append(decider, dealStream, history, wake) as DomainEvent[])];
    const paid = succeeded('payment', 1, { amount: eur(123_451n) });
    const events = append(decider, dealStream, waited, paid) as DomainEvent[];
    expect(events.map(({ type }) => type)).toEqual(['CommandSettled', 'PaymentSettled', 'DeadlineCleared']);
    const short = succeeded('payment', 1, { amount: eur(123_450n) });
    expect(append(decider, dealStream, waited, short)).toContainEqual(
      expect.objectContaining({
        type: 'ExceptionRaised',
        data: expect.objectContaining({ code: 'amount-differs' }) as object,
      }),
    );
  });
});
