import type { DomainEvent } from '@q2c/domain-events';
import type { StreamName } from '@q2c/kernel';
import {
  paymentStateKey,
  paymentsView,
  readPaymentCounts,
  readPaymentRow,
  streamOfPaymentStateKey,
  type PaymentRow,
  type ViewEvent,
} from '../index.ts';

const [p1, p2] = ['payment-acme.p1', 'payment-acme.p2'] as StreamName[] as [StreamName, StreamName];
const [t1, t2] = ['transaction-acme.t1', 'transaction-acme.t2'] as StreamName[] as [StreamName, StreamName];
const amount = { minor: 12_345n, currency: 'KWD' };
const received = (paymentNumber: string): DomainEvent => ({
  type: 'PaymentReceived',
  data: {
    ...{ paymentNumber, source: 'bank', sourceVersion: 1n, fingerprint: 'f', reference: 'Rent Q-1', amount },
    ...{ valueDate: '2026-03-30', payer: { subject: 's', text: 't' }, processVersion: 1 },
  },
});
const found = (by: string, kind = 'payment'): DomainEvent => ({ type: 'WaitEnded', data: { kind, key: 'k', by } });
const allocated: DomainEvent = {
  type: 'PaymentAllocated',
  data: { transaction: t1, commandId: `${t1}/payment/payment/1`, amount },
};

const at = (minute: number): string => `2026-04-01T00:${String(minute).padStart(2, '0')}:00.000Z`;

/** Rows by `collection key` after these events, one a minute. */
const project = (...events: readonly (readonly [StreamName, DomainEvent])[]): ReadonlyMap<string, string> => {
  const rows = new Map<string, string>();
  events.forEach(([stream, event], minute) => {
    const viewed: ViewEvent = { stream, at: at(minute), event };
    const refs = paymentsView.reads(viewed);
    const read = refs.map(({ collection, key }) => rows.get(`${collection} ${key}`));
    for (const { collection, key, value } of paymentsView.project(viewed, read))
      if (value === null) rows.delete(`${collection} ${key}`);
      else rows.set(`${collection} ${key}`, value);
  });
  return rows;
};
const row = (rows: ReadonlyMap<string, string>, stream: StreamName): PaymentRow =>
  readPaymentRow(rows.get(`payments ${stream}`) ?? '');
const listed = (rows: ReadonlyMap<string, string>, state: PaymentRow['state']): readonly StreamName[] =>
  [...rows.keys()]
    .filter((key) => key.startsWith(`payment-states ${state}\u0001`))
    .sort()
    .map(streamOfPaymentStateKey);
const counts = (rows: ReadonlyMap<string, string>) => readPaymentCounts(rows.get('payment-counts all'));

describe('a payment that was received', () => {
  test('is unapplied, and nobody is known to want it', () => {
    const rows = project([p1, received('P-1')]);
    expect(row(rows, p1)).toEqual({
      ...{ paymentNumber: 'P-1', source: 'bank', amount: { minor: '12345', currency: 'KWD' } },
      ...{ valueDate: '2026-03-30', receivedAt: at(0), state: 'unapplied', foundFor: [], appliedTo: null },
    });
    expect([listed(rows, 'unapplied'), counts(rows)]).toEqual([[p1], { unapplied: 1, applied: 0 }]);
  });

  test('stands in the list in the order in which it came', () => {
    const rows = project([p2, received('P-2')], [p1, received('P-1')]);
    expect(listed(rows, 'unapplied')).toEqual([p2, p1]);
    expect([paymentStateKey('unapplied', at(0), p2), paymentStateKey('unapplied', at(1), p1)]).toEqual(
      [paymentStateKey('unapplied', at(0), p2), paymentStateKey('unapplied', at(1), p1)].sort(),
    );
  });

  test('is still unapplied when deals were led to it: they are named, each once', () => {
    const rows = project(
      ...[[p1, received('P-1')] as const, [t1, found(p1)] as const, [t1, found(p1, 'payment-by-invoice')] as const],
      [t2, found(p1)],
    );
    expect(row(rows, p1)).toMatchObject({ state: 'unapplied', foundFor: [t1, t2], appliedTo: null });
  });

  test('names at most ten of them', () => {
    const many = Array.from({ length: 12 }, (_, n) => [`transaction-acme.t${n}` as StreamName, found(p1)] as const);
    expect(row(project([p1, received('P-1')], ...many), p1).foundFor).toHaveLength(10);
  });

  test('is applied once a deal has it', () => {
    const rows = project([p1, received('P-1')], [p2, received('P-2')], [t1, found(p1)], [p1, allocated]);
    expect(row(rows, p1)).toMatchObject({ state: 'applied', appliedTo: t1 });
    expect([listed(rows, 'unapplied'), listed(rows, 'applied')]).toEqual([[p2], [p1]]);
    expect(counts(rows)).toEqual({ unapplied: 1, applied: 1 });
  });
});

test('a wait that ended for anything else says nothing of payments', () =>
  expect(project([t1, { type: 'WaitEnded', data: { kind: 'delivery', key: 'k', by: p1 } }]).size).toBe(0));

test('what the payer wrote stands in no row', () =>
  expect([...project([p1, received('P-1')]).values()].join(' ')).not.toContain('Rent'));

test('before the first payment there is none', () =>
  expect(readPaymentCounts(undefined)).toEqual({ unapplied: 0, applied: 0 }));
