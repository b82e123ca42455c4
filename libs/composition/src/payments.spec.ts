import type { StreamName } from '@q2c/kernel';
import { objectStream } from '@q2c/runtime';
import { acme, createHouse, dayMs, deal, hourMs, notice, payment, posted, quote, type House } from './house.spec.ts';

/** Which deal a payment finds, by what the payer gave as its reference. */
const [q1, twin] = [deal('Q-1'), objectStream('transaction', acme, 'cpq', 'Q-1')];
const minuteMs = 60_000;

const setUp = async () => {
  const house = createHouse();
  const opened = await house.start({ settings: { readerLeaseMs: hourMs } });
  let acts = 0;
  return {
    house,
    take: async (...messages: readonly Parameters<typeof posted>[]) => {
      await house.done(opened.intake.take(messages.map((message) => posted(...message))));
      await house.pass(minuteMs);
    },
    resume: async (stream: StreamName) => {
      const input = { kind: 'operation', operation: 'resume', exceptionId: 'payment', by: 'kim', note: 'n' } as const;
      const cause = `kim/${(acts += 1)}`;
      await house.done(opened.transact(stream, { input, cause, actor: 'person:kim', source: 'operations' }));
      await house.pass(minuteMs);
    },
  };
};

type Fields = Readonly<Record<string, string>>;
const eventsOf = (house: House, stream: StreamName, type: string): readonly Fields[] =>
  (house.backend.streamOf(stream) ?? [])
    .filter((event) => event.type === type)
    .map(({ data }) => JSON.parse(data) as Fields);
const invoiceOf = (house: House, stream: StreamName): string =>
  eventsOf(house, stream, 'InvoicePosted')[0]?.['invoiceNumber'] ?? '';
const reasons = (house: House, stream: StreamName): readonly string[] =>
  eventsOf(house, stream, 'ExceptionRaised').map(({ code = '' }) => code);
const paidBy = (house: House, stream: StreamName): string | undefined =>
  eventsOf(house, stream, 'PaymentSettled')[0]?.['documentId'];

describe('a payment that gives the number of the invoice', () => {
  it('finds its deal', async () => {
    const { house, take } = await setUp();
    await take(['crm', 'quote', quote('Q-1')]);
    await take(['bank', 'payment-notice', notice('P-1', invoiceOf(house, q1))]);
    expect(paidBy(house, q1)).toBe(payment('P-1'));
    await house.pass(10 * dayMs);
    expect([house.typesOf(q1).at(-1), house.faults]).toEqual(['TransactionCompleted', []]);
    // Nobody is waited for any more, and nothing stays to be woken.
    const { waiting, wakeup } = house.rowsNow();
    expect([waiting, wakeup]).toEqual([undefined, undefined]);
  });

  it('finds it as well when it came first', async () => {
    const { house, take } = await setUp();
    await take(['bank', 'payment-notice', notice('P-1', 'INV-0000001')]);
    await take(['crm', 'quote', quote('Q-1')]);
    expect(paidBy(house, q1)).toBe(payment('P-1'));
  });

  it('goes to that deal and to no other of its quote number', async () => {
    const { house, take } = await setUp();
    await take(['crm', 'quote', quote('Q-1')], ['cpq', 'quote', quote('Q-1')]);
    await take(['bank', 'payment-notice', notice('P-2', invoiceOf(house, twin))]);
    await take(['bank', 'payment-notice', notice('P-1', invoiceOf(house, q1))]);
    expect([paidBy(house, q1), paidBy(house, twin)]).toEqual([payment('P-1'), payment('P-2')]);
    expect([...reasons(house, q1), ...reasons(house, twin)]).toEqual([]);
  });
});

describe('a payment that gives a quote number which two sources gave', () => {
  it.each([
    ['came last', [1, 2, 0]],
    ['came first', [0, 1, 2]],
    ['came between the two invoices', [2, 0, 1]],
  ] as const)('and %s goes to neither before a person says whose it is', async (_when, order) => {
    const { house, take, resume } = await setUp();
    const messages = [
      ['bank', 'payment-notice', notice('P-1', 'Q-1')],
      ['crm', 'quote', quote('Q-1')],
      ['cpq', 'quote', quote('Q-1')],
    ] as const;
    // Together, so that both deals are known before either is invoiced.
    await take(
      ...order
        .map((n) => messages[n])
        .map(([source, object, bytes]): Parameters<typeof posted> => [source, object, bytes]),
    );
    expect([reasons(house, q1), reasons(house, twin)]).toEqual([['payment-ambiguous'], ['payment-ambiguous']]);
    expect(house.typesOf(payment('P-1'))).toEqual(['PaymentReceived']);

    await resume(twin);
    expect(paidBy(house, twin)).toBe(payment('P-1'));
    // The other one is told that it is gone, and then waits for its own.
    await resume(q1);
    expect(reasons(house, q1).at(-1)).toBe('payment-allocated-elsewhere');
    await resume(q1);
    await take(['bank', 'payment-notice', notice('P-2', invoiceOf(house, q1))]);
    await house.pass(10 * dayMs);
    expect(paidBy(house, q1)).toBe(payment('P-2'));
    for (const stream of [q1, twin]) expect(house.typesOf(stream).at(-1)).toBe('TransactionCompleted');
    expect(house.faults).toEqual([]);
  });

  it('and was taken while there was only one of them is not given to the later one, which a person sees', async () => {
    const { house, take } = await setUp();
    await take(['crm', 'quote', quote('Q-1')]);
    await take(['bank', 'payment-notice', notice('P-1', 'Q-1')]);
    await take(['cpq', 'quote', quote('Q-1')]);
    expect([paidBy(house, q1), paidBy(house, twin)]).toEqual([payment('P-1'), undefined]);
    expect(reasons(house, twin)).toEqual(['payment-allocated-elsewhere']);
  });
});
