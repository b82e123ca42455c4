import type { DomainEvent } from '@q2c/domain-events';
import { evolveCommands, type Commands } from '../process/commands.ts';
import { evolveExceptions, type Exceptions } from '../process/exceptions.ts';
import { emptyTimetable, evolveTimetable, type Timetable } from '../process/timetable.ts';
import { evolveInvoice, type InvoicePart } from './invoice.ts';
import { evolveObligation, type ObligationPart } from './obligation.ts';
import { evolveOrder, type OrderPart } from './order.ts';
import { evolvePaymentShare, type PaymentSharePart } from './payment-share.ts';
import { evolveQuote, type QuotePart } from './quote.ts';

/**
 * `transaction-<tenant>.<id>`: one deal from its accepted quote to recognised revenue. The state is a composition: each
 * part has its own life cycle and its own file; here they are only put together.
 */
export type Transaction = {
  /** Which version of the process the transaction runs under; 0 before its first event. */
  readonly processVersion: number;
  readonly end: 'running' | 'completed' | 'cancelled';
  readonly quote: QuotePart;
  readonly order: OrderPart;
  readonly invoice: InvoicePart;
  readonly payment: PaymentSharePart;
  readonly obligation: ObligationPart;
  readonly commands: Commands;
  readonly exceptions: Exceptions;
  readonly timetable: Timetable;
};

export const initialTransaction: Transaction = {
  processVersion: 0,
  end: 'running',
  quote: { kind: 'none' },
  order: { kind: 'none' },
  invoice: { kind: 'none' },
  payment: { kind: 'none' },
  obligation: { kind: 'unsatisfied' },
  commands: {},
  exceptions: {},
  timetable: emptyTimetable,
};

const evolveEnd = (end: Transaction['end'], event: DomainEvent): Transaction['end'] => {
  if (event.type === 'TransactionCompleted') return 'completed';
  return event.type === 'TransactionCancelled' ? 'cancelled' : end;
};

export const evolveTransaction = (t: Transaction, event: DomainEvent, revision: number): Transaction => ({
  processVersion: event.type === 'QuoteAccepted' ? event.data.processVersion : t.processVersion,
  end: evolveEnd(t.end, event),
  quote: evolveQuote(t.quote, event),
  order: evolveOrder(t.order, event),
  invoice: evolveInvoice(t.invoice, event),
  payment: evolvePaymentShare(t.payment, event),
  obligation: evolveObligation(t.obligation, event),
  commands: evolveCommands(t.commands, event, revision),
  exceptions: evolveExceptions(t.exceptions, event),
  timetable: evolveTimetable(t.timetable, event),
});
