import { createVirtualClock } from '@q2c/adapter-memory';
import type { CounterpartCommand } from '@q2c/ports';
import { createReferenceErp, type OwnAmount } from './erp.ts';
import { createMemoryErpRecords } from './records.ts';

const eur = (minor: bigint) => ({ minor, currency: 'EUR' });
const clock = createVirtualClock({ startMs: 0, turn: (wake) => void setImmediate(wake) });
const erpWith = (ownAmount?: OwnAmount) =>
  createReferenceErp({
    ...{ system: 'erp', records: createMemoryErpRecords(), clock, latestEffectMs: 1 },
    ...(ownAmount === undefined ? {} : { ownAmount }),
  });
const command = (name: string, payload: object): CounterpartCommand => ({
  commandId: `transaction-acme.q1/${name}/x/1` as CounterpartCommand['commandId'],
  ...{ command: name, lane: 'transaction-acme.q1', accountingDate: null, payload: payload as Record<string, unknown> },
});
const order = command('BookOrder', {
  ...{ quoteNumber: 'Q-1', customerNumber: 'C-1', legalEntity: 'DE01', orderDate: '2026-01-05' },
  ...{ lines: [{ amount: eur(60n) }, { amount: eur(40n) }], total: eur(100n) },
});
const invoice = (minor: bigint) =>
  command('PostInvoice', { orderNumber: 'SO-0000001', amount: eur(minor), invoiceDate: '2026-01-05' });
const journal = (minor: bigint) =>
  command('PostRevenue', { invoiceNumber: 'INV-0000001', amount: eur(minor), postingDate: '2026-01-10' });

describe('the reference ERP', () => {
  test('derives each document from the one before it and refuses another control total', async () => {
    const erp = erpWith();
    const answers = await erp.execute([order, invoice(99n), invoice(100n), journal(99n), journal(100n)]);
    expect(answers.map((answer) => (answer.kind === 'succeeded' ? answer.effect.amount : answer))).toMatchObject([
      eur(100n),
      { kind: 'refused', code: 'total-differs' },
      eur(100n),
      { kind: 'refused', code: 'total-differs' },
      eur(100n),
    ]);
  });

  test('with a charge of its own books it and goes by it from then on', async () => {
    const erp = erpWith((kind, _quote, { minor, currency }) => ({
      minor: minor + (kind === 'order' ? 5n : 2n),
      currency,
    }));
    const answers = await erp.execute([order, invoice(105n), journal(107n)]);
    expect(answers.map((answer) => (answer.kind === 'succeeded' ? answer.effect.amount : answer))).toEqual([
      ...[eur(105n), eur(107n), eur(107n)],
    ]);
  });
});
