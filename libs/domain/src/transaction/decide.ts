import type {
  DeadlineInput,
  DomainEvent,
  Input,
  IntakeInput,
  Quote,
  QuoteAccepted,
  Refusal,
  WakeInput,
} from '@q2c/domain-events';
import { ok, refuse, type Result } from '@q2c/kernel';
import { decideRepetition } from '../process/accepted-input.ts';
import { decideOperation } from './decide-operation.ts';
import { decideOutcome } from './decide-outcome.ts';
import { paymentReferenceOf } from './payment-share.ts';
import type { Transaction } from './state.ts';

type Decision = Result<readonly DomainEvent[], Refusal>;

export const deadlines = { delivery: 'delivery', paymentDue: 'payment-due' } as const;

const decideQuote = (input: IntakeInput, t: Transaction, processVersion: number): Decision => {
  if (t.quote.kind === 'accepted') return decideRepetition(t.quote, input, 'quote-revised-after-acceptance');
  const { sourceVersion: _version, billTo, ...quote } = input.content as Quote;
  const { source, sourceVersion, fingerprint } = input;
  return ok([
    {
      type: 'QuoteAccepted',
      data: {
        ...quote,
        source,
        sourceVersion,
        fingerprint,
        // The runtime has sealed it: what intake validates as a plain record arrives here as its sealed form.
        billTo: billTo as unknown as QuoteAccepted['billTo'],
        processVersion,
      },
    },
  ]);
};

/** The due entry only suggests; the deadline must still stand at this very instant. */
const decideDeadline = ({ name, at }: DeadlineInput, t: Transaction): Decision => {
  if (t.timetable.deadlines[name] !== at) return ok([]);
  const cleared: DomainEvent = { type: 'DeadlineCleared', data: { name, at } };
  if (name === deadlines.delivery)
    return ok([cleared, { type: 'ObligationSatisfied', data: { satisfiedOn: at.slice(0, 10) } }]);
  if (name === deadlines.paymentDue && t.invoice.kind === 'posted') {
    const { invoiceNumber, dueDate } = t.invoice;
    return ok([cleared, { type: 'PaymentOverdue', data: { invoiceNumber, dueDate } }]);
  }
  return ok([cleared]);
};

/** A payment is waited for under several references: found by one, it is waited for under none of them any more. */
const decideWake = ({ waitKind, key, by }: WakeInput, t: Transaction): Decision => {
  const { waits } = t.timetable;
  if (waits[waitKind] !== key) return ok([]);
  // It was asked for before, and belongs to another transaction.
  if (t.payment.kind === 'elsewhere' && t.payment.documentId === by) return ok([]);
  const ended = (kind: string, of: string): DomainEvent => ({ type: 'WaitEnded', data: { kind, key: of, by } });
  const others =
    paymentReferenceOf(waitKind) === undefined
      ? []
      : Object.entries(waits).filter(([kind]) => kind !== waitKind && paymentReferenceOf(kind) !== undefined);
  return ok([ended(waitKind, key), ...others.map(([kind, of]) => ended(kind, of))]);
};

export const decideTransaction = (input: Input, t: Transaction, processVersion: number): Decision => {
  switch (input.kind) {
    case 'intake':
      return decideQuote(input, t, processVersion);
    case 'outcome':
      return decideOutcome(input, t);
    case 'deadline':
      return decideDeadline(input, t);
    case 'wake':
      return decideWake(input, t);
    case 'operation':
      return decideOperation(input, t);
    default:
      return refuse({ code: 'input-unexpected', detail: `${input.kind} for a transaction` });
  }
};
