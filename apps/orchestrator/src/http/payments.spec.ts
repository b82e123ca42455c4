import type { Page, PaymentItem, StatusAnswer } from '../operations/answers.ts';
import { createStage, paymentMessage, quoteMessage, type Running } from '../spec/index.ts';

const stage = createStage();
let running: Running;
beforeAll(async () => {
  running = await stage.start(stage.folder());
});
afterAll(() => stage.end());

const take = async (object: string, bytes: Uint8Array): Promise<string> => {
  const { status, body } = await running.ask('POST', `/v1/intake/${object}`, bytes);
  expect(status).toBe(202);
  const { transaction, payment } = body as { readonly transaction?: string; readonly payment?: string };
  return transaction ?? payment ?? '';
};
const list = async (query: string): Promise<Page<PaymentItem>> =>
  (await running.ask('GET', `/v1/payments${query}`)).body as Page<PaymentItem>;

test('money that nobody waits for is listed as unapplied, with what the payer gave, until a deal has it', async () => {
  const payment = await take('payment-notice', paymentMessage('P-1', 'Q-1'));
  await take('payment-notice', paymentMessage('P-2', 'a gift'));
  // Whoever was answered finds it, without waiting for anything.
  const [first, second, ...more] = (await list('?state=unapplied')).items;
  expect([first, more.length]).toEqual([
    {
      ...{ id: payment, stream: `payment-acme.${payment}`, paymentNumber: 'P-1', source: 'bank', reference: 'Q-1' },
      ...{ amount: { minor: '120000', currency: 'EUR' }, valueDate: '2026-01-20', state: 'unapplied' },
      ...{ receivedAt: expect.stringMatching(/^2026-01-01T/) as string, foundFor: [], appliedTo: null },
    },
    0,
  ]);
  expect(second).toMatchObject({ paymentNumber: 'P-2', reference: 'a gift' });
  const { body } = await running.ask('GET', '/v1/status');
  expect((body as StatusAnswer).payments).toEqual({ unapplied: 2, applied: 0 });

  const deal = await take('quote', quoteMessage('Q-1'));
  await running.embedded.untilQuiet();
  expect((await list('?state=unapplied')).items.map(({ paymentNumber }) => paymentNumber)).toEqual(['P-2']);
  expect((await list('?state=applied')).items).toMatchObject([{ id: payment, appliedTo: deal, foundFor: [deal] }]);
});

test('all of them, and those of one state, are listed in pages, each once', async () => {
  const ids = [];
  for (const number of ['P-7', 'P-5', 'P-6']) ids.push(await take('payment-notice', paymentMessage(number, 'nobody')));
  await running.embedded.untilQuiet();
  const pages = async (path: string): Promise<readonly string[]> => {
    const seen: string[] = [];
    let next: string | null = path;
    while (next !== null) {
      const page = (await running.ask('GET', next)).body as Page<PaymentItem>;
      expect(page.items).toHaveLength(1);
      seen.push(...page.items.map(({ id }) => id));
      next = page.next;
    }
    return seen;
  };
  const unapplied = await pages('/v1/payments?state=unapplied&limit=1');
  expect([unapplied.length, new Set(unapplied).size]).toEqual([4, 4]);
  expect(unapplied).toEqual(expect.arrayContaining(ids));
  expect(new Set(await pages('/v1/payments?limit=1')).size).toBe(5);
});

test('a page after what is no payment, and a state that there is not, are refused or empty', async () => {
  expect(await running.ask('GET', '/v1/payments?state=lost')).toMatchObject({ status: 400 });
  expect((await list('?state=unapplied&after=nothing')).items.length).toBeGreaterThan(0);
});
