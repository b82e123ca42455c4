import type {
  Decider,
  DomainEvent,
  Effect,
  IntakeInput,
  PaymentNotice,
  PaymentReceived,
  Refusal,
  RequestInput,
} from '@q2c/domain-events';
import { formatMoney, ok, refuse, sameMoney, unreachable, type CommandId, type Money, type Result } from '@q2c/kernel';
import { decideRepetition, evolveAcceptedInput, type AcceptedInput } from '../process/accepted-input.ts';

/**
 * `payment-<tenant>.<id>`: one payment as the bank or provider reported it. It can belong to several transactions, so
 * it has a stream of its own and is asked by them as a counterpart is: command in, outcome back, once per command.
 */
export type Payment =
  | { readonly kind: 'none' }
  | (PaymentFacts & { readonly kind: 'received' })
  | (PaymentFacts & { readonly kind: 'allocated'; readonly transaction: string; readonly allocatedBy: string });

type PaymentFacts = AcceptedInput & {
  readonly paymentNumber: string;
  readonly reference: string;
  readonly amount: Money;
  readonly valueDate: string;
};

export const paymentProcessVersion = 1;

const received = ({
  paymentNumber,
  reference,
  amount,
  valueDate,
  sourceVersion,
  fingerprint,
}: PaymentReceived): Payment => ({
  kind: 'received',
  object: 'payment-notice',
  stale: [],
  paymentNumber,
  reference,
  amount,
  valueDate,
  sourceVersion,
  fingerprint,
});

const evolve = (payment: Payment, event: DomainEvent): Payment => {
  if (event.type === 'PaymentReceived') return received(event.data);
  if (payment.kind === 'none') return payment;
  if (event.type === 'PaymentAllocated')
    return { ...payment, kind: 'allocated', transaction: event.data.transaction, allocatedBy: event.data.commandId };
  return evolveAcceptedInput(payment, event);
};

const decideNotice = (input: IntakeInput, payment: Payment): Result<readonly DomainEvent[], Refusal> => {
  if (payment.kind !== 'none') return decideRepetition(payment, input, 'payment-revised');
  const { sourceVersion: _version, payer, ...notice } = input.content as PaymentNotice;
  const { source, sourceVersion, fingerprint } = input;
  return ok([
    {
      type: 'PaymentReceived',
      data: {
        ...notice,
        source,
        sourceVersion,
        fingerprint,
        // The runtime has sealed it: what intake validates as a plain record arrives here as its sealed form.
        payer: payer as unknown as PaymentReceived['payer'],
        processVersion: paymentProcessVersion,
      },
    },
  ]);
};

/** Thin rule: a payment goes to one transaction, whole. */
const decideAllocation = (input: RequestInput, payment: Payment): Result<readonly DomainEvent[], Refusal> => {
  const { transaction, amount } = input.payload as { transaction: string; amount: Money };
  switch (payment.kind) {
    case 'none':
      return refuse({ code: 'payment-unknown', detail: 'no payment was received under this id' });
    case 'allocated':
      return payment.transaction === transaction
        ? ok([])
        : refuse({
            code: 'payment-allocated-elsewhere',
            detail: `payment ${payment.paymentNumber} is allocated to ${payment.transaction}`,
          });
    case 'received':
      if (sameMoney(payment.amount, amount))
        return ok([{ type: 'PaymentAllocated', data: { transaction, commandId: input.commandId, amount } }]);
      return refuse({
        code: 'payment-differs',
        detail: `payment ${payment.paymentNumber} is ${formatMoney(payment.amount)}, the invoice ${formatMoney(amount)}`,
      });
    default:
      return unreachable(payment);
  }
};

export const paymentDecider: Decider<Payment, DomainEvent> = {
  category: 'payment',
  initial: { kind: 'none' },
  evolve,
  decide(input, payment) {
    switch (input.kind) {
      case 'intake':
        return decideNotice(input, payment);
      case 'request':
        return decideAllocation(input, payment);
      default:
        return refuse({ code: 'input-unexpected', detail: `${input.kind} for a payment` });
    }
  },
  next: () => [],
};

/** What a granted request had for effect: the payment, its value date and the amount allocated. */
export const allocationEffect = (payment: unknown, _commandId: CommandId): Effect => {
  const known = payment as Payment;
  if (known.kind === 'none') throw new RangeError('no payment to allocate');
  return { number: known.paymentNumber, date: known.valueDate, amount: known.amount };
};
