import type { AttemptData, DomainEvent, EffectData, Input, OutcomeInput } from '@q2c/domain-events';
import { commandId, streamName, tenant, type CommandId, type Money } from '@q2c/kernel';

/** One small deal for specs, worked out by hand: two lines, 1,234.50 EUR, delivered 10 January, net 30. */
export const acme = tenant('acme');
export const dealStream = streamName('transaction', acme, 'q1');
export const paymentStream = streamName('payment', acme, 'p1');

export const eur = (minor: bigint): Money => ({ minor, currency: 'EUR' });
export const total = eur(123_450n);
const sealed = (part: string) => ({ subject: 'acme.customer.C-7', text: `sealed-${part}` });

const lines = [
  {
    lineNumber: 1,
    productCode: 'SET-UP',
    description: 'Set-up',
    quantity: '1',
    unitPrice: '1000',
    amount: eur(100_000n),
  },
  { lineNumber: 2, productCode: 'SEAT', description: 'Seat', quantity: '7', unitPrice: '33.5', amount: eur(23_450n) },
];

const quote = {
  quoteNumber: 'Q-1',
  customerNumber: 'C-7',
  legalEntity: 'DE01',
  acceptedOn: '2026-01-05',
  deliveryDate: '2026-01-10',
  paymentTermsDays: 30,
  lines,
  total,
  purchaseOrderNumber: null,
};

export const fingerprint = 'f'.repeat(64);
const otherFingerprint = '0'.repeat(64);

export const quoteInput = (sourceVersion = 1n, content: 'same' | 'other' = 'same'): Input => ({
  kind: 'intake',
  object: 'quote',
  source: 'crm',
  number: 'Q-1',
  sourceVersion,
  fingerprint: content === 'same' ? fingerprint : otherFingerprint,
  content: { ...quote, sourceVersion, billTo: sealed('contact') },
});

export const quoteAccepted = (processVersion = 1): DomainEvent => ({
  type: 'QuoteAccepted',
  data: { ...quote, source: 'crm', sourceVersion: 1n, fingerprint, billTo: sealed('contact'), processVersion },
});

export const requested = {
  order: (n = 1): DomainEvent => ({
    type: 'CommandRequested',
    data: {
      commandId: commandId(dealStream, 'order', 'order', n),
      command: 'BookOrder',
      system: 'erp',
      lane: dealStream,
      priority: 'interactive',
      accountingDate: '2026-01-05',
      payload: {
        record: 'BookOrder',
        version: 1,
        value: {
          quoteNumber: 'Q-1',
          customerNumber: 'C-7',
          legalEntity: 'DE01',
          orderDate: '2026-01-05',
          lines,
          total,
          purchaseOrderNumber: null,
          billTo: sealed('contact'),
        },
      },
    },
  }),
  invoice: (n = 1): DomainEvent => ({
    type: 'CommandRequested',
    data: {
      commandId: commandId(dealStream, 'invoice', 'invoice', n),
      command: 'PostInvoice',
      system: 'erp',
      lane: dealStream,
      priority: 'interactive',
      accountingDate: '2026-01-05',
      payload: {
        record: 'PostInvoice',
        version: 1,
        value: { orderNumber: 'SO-1', legalEntity: 'DE01', amount: total, invoiceDate: '2026-01-05' },
      },
    },
  }),
  payment: (n = 1, reference = 'Q-1'): DomainEvent => ({
    type: 'CommandRequested',
    data: {
      commandId: commandId(dealStream, 'payment', 'payment', n),
      command: 'AllocatePayment',
      system: 'payments',
      lane: paymentStream,
      priority: 'interactive',
      accountingDate: null,
      payload: {
        record: 'AllocatePayment',
        version: 1,
        value: { transaction: dealStream, reference, amount: total },
      },
    },
  }),
  revenue: (n = 1): DomainEvent => ({
    type: 'CommandRequested',
    data: {
      commandId: commandId(dealStream, 'revenue', 'revenue', n),
      command: 'PostRevenue',
      system: 'erp',
      lane: dealStream,
      priority: 'interactive',
      accountingDate: '2026-01-10',
      payload: {
        record: 'PostRevenue',
        version: 1,
        value: { invoiceNumber: 'INV-1', legalEntity: 'DE01', amount: total, postingDate: '2026-01-10' },
      },
    },
  }),
};

export type StepName = keyof typeof requested;

export const idOf = (event: DomainEvent): CommandId => {
  if (event.type !== 'CommandRequested') throw new RangeError(`${event.type} requests nothing`);
  return event.data.commandId as CommandId;
};

export const attempts: readonly AttemptData[] = [
  { attempt: 1, at: '2026-01-05T08:00:00.000Z', durationMs: 12, result: 'succeeded' },
];

const effects: Readonly<Record<StepName, EffectData>> = {
  order: { number: 'SO-1', date: '2026-01-05', amount: total },
  invoice: { number: 'INV-1', date: '2026-01-05', amount: total },
  payment: { number: 'PAY-1', date: '2026-02-01', amount: total },
  revenue: { number: 'JE-1', date: '2026-01-10', amount: total },
};

/** Where the requests stand in a deal that goes straight through, the payment coming last. */
const rounds: Readonly<Record<StepName, number>> = { order: 1, invoice: 4, revenue: 13, payment: 18 };

export const succeeded = (step: StepName, n = 1, effect: Partial<EffectData> = {}): OutcomeInput => ({
  kind: 'outcome',
  commandId: idOf(requested[step](n)),
  outcome: 'succeeded',
  code: null,
  detail: null,
  effect: { ...effects[step], ...effect },
  attempts,
  round: rounds[step],
});

export const failed = (
  step: StepName,
  outcome: 'refused' | 'exhausted' | 'unknown',
  code: string,
  n = 1,
): OutcomeInput => ({ ...succeeded(step, n), outcome, code, detail: 'said the counterpart', effect: null });

export const settledBy = ({ kind: _kind, round: _round, outcome, ...data }: OutcomeInput): DomainEvent => ({
  type: 'CommandSettled',
  data: { ...data, outcome: outcome === 'succeeded' ? 'succeeded' : 'refused', attempts: [...data.attempts] },
});

export const facts = {
  orderBooked: { type: 'OrderBooked', data: { orderNumber: 'SO-1', bookedOn: '2026-01-05', amount: total } },
  invoicePosted: {
    type: 'InvoicePosted',
    data: { invoiceNumber: 'INV-1', invoiceDate: '2026-01-05', dueDate: '2026-02-04', amount: total },
  },
  waitingByQuote: { type: 'WaitingFor', data: { kind: 'payment', key: 'acme/Q-1' } },
  waitingByInvoice: { type: 'WaitingFor', data: { kind: 'payment-by-invoice', key: 'acme/INV-1' } },
  waitByQuoteEnded: { type: 'WaitEnded', data: { kind: 'payment', key: 'acme/Q-1', by: paymentStream } },
  waitByInvoiceEnded: { type: 'WaitEnded', data: { kind: 'payment-by-invoice', key: 'acme/INV-1', by: paymentStream } },
  deliveryDue: { type: 'DeadlineSet', data: { name: 'delivery', at: '2026-01-10T00:00:00.000Z' } },
  deliveryCleared: { type: 'DeadlineCleared', data: { name: 'delivery', at: '2026-01-10T00:00:00.000Z' } },
  satisfied: { type: 'ObligationSatisfied', data: { satisfiedOn: '2026-01-10' } },
  // Net 30 from 5 January is 4 February; overdue begins the day after.
  paymentDue: { type: 'DeadlineSet', data: { name: 'payment-due', at: '2026-02-05T00:00:00.000Z' } },
  paymentDueCleared: { type: 'DeadlineCleared', data: { name: 'payment-due', at: '2026-02-05T00:00:00.000Z' } },
  paymentSettled: {
    type: 'PaymentSettled',
    data: { documentId: paymentStream, paymentNumber: 'PAY-1', share: total, valueDate: '2026-02-01' },
  },
  overdue: { type: 'PaymentOverdue', data: { invoiceNumber: 'INV-1', dueDate: '2026-02-04' } },
  revenuePosted: { type: 'RevenuePosted', data: { journalNumber: 'JE-1', postedOn: '2026-01-10', amount: total } },
  completed: { type: 'TransactionCompleted', data: { completedOn: '2026-02-01' } },
} as const satisfies Readonly<Record<string, DomainEvent>>;
