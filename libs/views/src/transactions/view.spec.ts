import type { DomainEvent } from '@q2c/domain-events';
import type { StreamName } from '@q2c/kernel';
import {
  readTransactionCounts,
  stateKey,
  streamOfStateKey,
  transactionsView,
  type TransactionState,
  type ViewEvent,
} from '../index.ts';

const stream = 'transaction-acme.t1' as StreamName;
const total = { minor: 12_345n, currency: 'KWD' };
const quote: DomainEvent = {
  type: 'QuoteAccepted',
  data: {
    quoteNumber: 'Q-1',
    source: 'crm',
    sourceVersion: 1n,
    fingerprint: 'f',
    customerNumber: 'C-1',
    legalEntity: 'KW01',
    acceptedOn: '2026-03-01',
    deliveryDate: '2026-03-05',
    paymentTermsDays: 30,
    lines: [],
    total,
    purchaseOrderNumber: null,
    billTo: { subject: 's', text: 't' },
    processVersion: 1,
  },
};
const held: DomainEvent = {
  type: 'ExceptionRaised',
  data: { exceptionId: 'order', code: 'credit-hold', owner: 'credit-control', detail: 'held', commandId: null },
};
const resumed: DomainEvent = {
  type: 'ExceptionResolved',
  data: { exceptionId: 'order', resolution: 'resumed', by: 'anna', note: '' },
};
const booked: DomainEvent = {
  type: 'OrderBooked',
  data: { orderNumber: 'SO-1', bookedOn: '2026-03-01', amount: total },
};
const overdue: DomainEvent = { type: 'PaymentOverdue', data: { invoiceNumber: 'INV-1', dueDate: '2026-03-31' } };
const settled: DomainEvent = {
  type: 'PaymentSettled',
  data: { documentId: 'payment-acme.p1', paymentNumber: 'P-1', share: total, valueDate: '2026-04-02' },
};
const completed: DomainEvent = { type: 'TransactionCompleted', data: { completedOn: '2026-04-02' } };

const at = (minute: number): string => `2026-03-01T00:${String(minute).padStart(2, '0')}:00.000Z`;

/** Rows by `collection key` after these events, one a minute. */
const project = (events: readonly DomainEvent[], of: StreamName = stream, into = new Map<string, string>()) => {
  events.forEach((event, minute) => {
    const viewed: ViewEvent = { stream: of, at: at(minute), event };
    const refs = transactionsView.reads(viewed);
    for (const { collection, key, value } of transactionsView.project(
      viewed,
      refs.map((ref) => into.get(`${ref.collection} ${ref.key}`)),
    ))
      if (value === null) into.delete(`${collection} ${key}`);
      else into.set(`${collection} ${key}`, value);
  });
  return into;
};

const parsed = (rows: ReadonlyMap<string, string>): unknown => JSON.parse(rows.get(`transactions ${stream}`) ?? 'null');

describe('the transactions view', () => {
  test('shows the deal with amounts as text from its accepted quote on', () => {
    expect(parsed(project([quote]))).toEqual({
      quoteNumber: 'Q-1',
      source: 'crm',
      customerNumber: 'C-1',
      legalEntity: 'KW01',
      total: { minor: '12345', currency: 'KWD' },
      state: 'running',
      milestones: { QuoteAccepted: at(0) },
      documents: {},
      overdueSince: null,
      exceptions: [],
    });
  });

  test('puts what waits for a person into the work queue with owner and since', () => {
    const rows = project([quote, held]);
    const key = `exceptions ${at(1)}\u0001${stream}\u0001order`;
    expect(JSON.parse(rows.get(key) ?? 'null')).toEqual({
      exceptionId: 'order',
      code: 'credit-hold',
      owner: 'credit-control',
      detail: 'held',
      since: at(1),
      stream,
      quoteNumber: 'Q-1',
    });
    expect(parsed(rows)).toMatchObject({ state: 'waiting-for-person' });
  });

  test('takes a resolved exception out of the queue, and the transaction runs on', () => {
    const rows = project([quote, held, resumed, booked]);
    expect([...rows.keys()].filter((key) => key.startsWith('exceptions'))).toEqual([]);
    expect(parsed(rows)).toMatchObject({ state: 'running', exceptions: [], documents: { order: 'SO-1' } });
  });

  test('an exception raised again stands once, since the second time', () => {
    const rows = project([quote, held, held]);
    expect([...rows.keys()].filter((key) => key.startsWith('exceptions'))).toEqual([
      `exceptions ${at(2)}\u0001${stream}\u0001order`,
    ]);
  });

  test('an invoice is overdue until its payment settles', () => {
    expect(parsed(project([quote, overdue]))).toMatchObject({ overdueSince: at(1) });
    expect(parsed(project([quote, overdue, settled]))).toMatchObject({ overdueSince: null });
  });

  test('counts each transaction once, at the state it is in now', () => {
    const other = 'transaction-acme.t2' as StreamName;
    const rows = project([quote, held], other, project([quote, booked, settled, completed]));
    expect(readTransactionCounts(rows.get('transaction-counts all'))).toEqual({
      accepted: 2,
      milestones: { QuoteAccepted: 2, OrderBooked: 1, InvoicePosted: 0, PaymentSettled: 1, RevenuePosted: 0 },
      states: { running: 0, 'waiting-for-person': 1, completed: 1, cancelled: 0 },
    });
  });

  test('a transaction stands under the state it is in now, and under no other', () => {
    const statesAfter = (...events: readonly DomainEvent[]): readonly string[] =>
      [...project(events).keys()].filter((key) => key.startsWith('transaction-states '));
    const under = (state: TransactionState): readonly string[] => [`transaction-states ${stateKey(state, stream)}`];
    expect(statesAfter(quote)).toEqual(under('running'));
    expect(statesAfter(quote, held)).toEqual(under('waiting-for-person'));
    expect(statesAfter(quote, held, resumed, booked)).toEqual(under('running'));
    expect(statesAfter(quote, booked, settled, completed)).toEqual(under('completed'));
    expect(streamOfStateKey(stateKey('completed', stream))).toBe(stream);
  });

  test('an event that says nothing to it writes nothing', () => {
    const viewed: ViewEvent = {
      stream,
      at: at(0),
      event: { type: 'WaitingFor', data: { kind: 'payment', key: 'acme/Q-1' } },
    };
    expect(transactionsView.project(viewed, [undefined, undefined])).toEqual([]);
  });
});
