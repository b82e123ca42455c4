import { createHouse, dayMs, deal, hourMs, notice, posted, quote } from './house.spec.ts';

/** An ERP with prices of its own: once a person agrees to its amount, the deal goes by that amount to its end. */
const q1 = deal('Q-1');

it.each(['order', 'invoice'] as const)('an %s of another amount that a person agrees to ends whole', async (own) => {
  const house = createHouse();
  house.priceErp((kind, _quote, amount) => (kind === own ? { ...amount, minor: amount.minor + 1n } : amount));
  const { intake, transact } = await house.start({ settings: { readerLeaseMs: hourMs } });
  await house.done(intake.take([posted('crm', 'quote', quote('Q-1'))]));
  await house.pass(dayMs);
  expect(house.typesOf(q1)).toContain('ExceptionRaised');
  const input = { kind: 'operation', operation: 'resume', exceptionId: own, by: 'kim', note: 'a charge' } as const;
  await house.done(transact(q1, { input, cause: 'kim/1', actor: 'person:kim', source: 'operations' }));
  await house.done(intake.take([posted('bank', 'payment-notice', notice('P-1', 'Q-1', 123_451n))]));
  await house.pass(10 * dayMs);

  expect(house.typesOf(q1).at(-1)).toBe('TransactionCompleted');
  expect(house.typesOf(q1).filter((type) => type === 'ExceptionRaised')).toHaveLength(1);
  expect([house.calls, house.faults]).toEqual([['BookOrder', 'PostInvoice', 'PostRevenue'], []]);
  const amounts = (await Promise.all((['order', 'invoice', 'journal'] as const).map(house.erpRecords.all))).flat();
  const before = own === 'order' ? 123_451n : 123_450n;
  expect(amounts.map(({ amount }) => amount.minor)).toEqual([before, 123_451n, 123_451n]);
});
