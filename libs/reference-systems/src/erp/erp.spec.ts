import { createVirtualClock } from '@q2c/adapter-memory';
import type { CounterpartCommand } from '@q2c/ports';
import { createReferenceErp, type OwnAmount } from './erp.ts';
import { createMemoryErpRecords } from './records.ts';

const eur = (minor: bigint) => ({ minor, currency: 'EUR' });
const clock = createVirtualClock({ startMs: 0, turn: (wake) => void setImmediate(wake) });
const erpWith = (ownAmount?: OwnAmount, records = createMemoryErpRecords()) =>
  createReferenceErp({
    ...{ system: 'erp', records, clock, latestEffectMs: 1 },
    ...(ownAmount === undefined ? {} : { ownAmount }),
  });
const command = (name: string, payload: object): CounterpartCommand => ({
  commandId: `transaction-acme.q1/${name}/x/1` as CounterpartCommand['commandId'],
  ...{ command: name, lane: 'transaction-acme.q1', accountingDate: null, payload: payload as Record<string, unknown> },
});
const orderFor = (billTo: object) =>
  command('BookOrder', {
    ...{ quoteNumber: 'Q-1', customerNumber: 'C-1', legalEntity: 'DE01', orderDate: '2026-01-05', billTo },
    lines: [
      { productCode: 'SETUP', quantity: '1', amount: eur(60n) },
      { productCode: 'TRAIN', quantity: '2.5', amount: eur(40n) },
    ],
    total: eur(100n),
  });
const order = orderFor({ name: 'Ada', email: 'ada@example.com' });
const invoice = (minor: bigint, legalEntity = 'DE01') =>
  command('PostInvoice', { orderNumber: 'SO-0000001', legalEntity, amount: eur(minor), invoiceDate: '2026-01-05' });
const journal = (minor: bigint, legalEntity = 'DE01') =>
  command('PostRevenue', {
    ...{ invoiceNumber: 'INV-0000001', legalEntity },
    ...{ amount: eur(minor), postingDate: '2026-01-10' },
  });

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

  test('keeps whose order it is, what was ordered and whom the invoice goes to', async () => {
    const records = createMemoryErpRecords();
    await erpWith(undefined, records).execute([order, invoice(100n), journal(100n)]);
    expect(await records.all('order')).toMatchObject([
      {
        ...{ customerNumber: 'C-1', legalEntity: 'DE01', billTo: 'Ada ada@example.com' },
        lines: ['SETUP × 1 = 60', 'TRAIN × 2.5 = 40'],
      },
    ]);
    for (const kind of ['invoice', 'journal'] as const)
      expect(await records.all(kind)).toMatchObject([{ customerNumber: 'C-1', legalEntity: 'DE01' }]);
  });

  test('books an order whose contact was forgotten', async () => {
    const records = createMemoryErpRecords();
    const forgotten = command('BookOrder', { ...order.payload, billTo: null });
    expect(await erpWith(undefined, records).execute([forgotten])).toMatchObject([{ kind: 'succeeded' }]);
    expect(await records.all('order')).toMatchObject([{ billTo: '' }]);
  });

  test('refuses an order whose contact is still sealed, and what belongs to another legal entity', async () => {
    const sealed = orderFor({ subject: 'acme.customer.C-1', text: 'AAAA' });
    const answers = await erpWith().execute([
      sealed,
      order,
      invoice(100n, 'US01'),
      invoice(100n),
      journal(100n, 'US01'),
    ]);
    expect(answers).toMatchObject([
      { kind: 'refused', code: 'bill-to-unreadable' },
      { kind: 'succeeded' },
      { kind: 'refused', code: 'legal-entity-differs' },
      { kind: 'succeeded' },
      { kind: 'refused', code: 'legal-entity-differs' },
    ]);
  });
});
