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
import { paymentRefusals } from '../transaction/payment-share.ts';
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

/**
 * What a transaction asks. `namesakes` are others that bear the reference by which the payment was found: it is for none of
 * them to take it, since a payer who gives that reference may mean any of them.
 */
export type AllocationRequest = {
  readonly transaction: string;
  readonly reference: string;
  readonly amount: Money;
  readonly namesakes?: readonly string[];
};

/** Of many only some are named: a refusal's words are bounded. */
const namesakesNamed = 5;

const ambiguous = (paymentNumber: string, reference: string, namesakes: readonly string[]): Refusal => {
  const others = namesakes.slice(0, namesakesNamed).join(', ');
  const more = namesakes.length > namesakesNamed ? ` and ${namesakes.length - namesakesNamed} more` : '';
  return {
    code: paymentRefusals.ambiguous,
    detail: `payment ${paymentNumber} gives ${reference}, which is borne by ${others}${more} as well; resume the one it is for`,
  };
};

/** Thin rule: a payment goes to one transaction, whole. */
const decideAllocation = (input: RequestInput, payment: Payment): Result<readonly DomainEvent[], Refusal> => {
  const { transaction, reference, amount, namesakes = [] } = input.payload as AllocationRequest;
  switch (payment.kind) {
    case 'none':
      return refuse({ code: 'payment-unknown', detail: 'no payment was received under this id' });
    case 'allocated':
      return payment.transaction === transaction
        ? ok([])
        : refuse({
            code: paymentRefusals.elsewhere,
            detail: `payment ${payment.paymentNumber} is allocated to ${payment.transaction}`,
          });
    case 'received':
      if (namesakes.length > 0) return refuse(ambiguous(payment.paymentNumber, reference, namesakes));
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
