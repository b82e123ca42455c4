import type { Page, TransactionItem } from '../operations/answers.ts';
import { createStage, paymentMessage, quoteMessage, type Running } from '../spec/index.ts';

const stage = createStage();
let running: Running;
beforeEach(async () => {
  running = await stage.start(stage.folder());
});
afterEach(() => running.stop());
afterAll(() => stage.end());

const send = async (number: string, customerNumber: string): Promise<string> => {
  const { body } = await running.ask('POST', '/v1/intake/quote', quoteMessage(number, { customerNumber }));
  return (body as { href: string }).href;
};
/** A quote of a held customer waits for credit control. */
const held = async (number: string): Promise<string> => {
  await running.embedded.erpRecords.setCreditHold('C-held', true);
  const href = await send(number, 'C-held');
  await running.embedded.untilQuiet();
  return href;
};
const acted = { by: 'anna', note: 'as agreed' };
const list = async (query: string): Promise<Page<TransactionItem>> =>
  (await running.ask('GET', `/v1/transactions${query}`)).body as Page<TransactionItem>;

test('a held order waits for credit control, and goes on when a person resumes it', async () => {
  const href = await held('Q-1');
  expect(await running.ask('GET', href)).toMatchObject({
    body: {
      state: 'waiting-for-person',
      exceptions: [{ exceptionId: 'order', code: 'credit-hold', owner: 'credit-control' }],
    },
  });
  await running.embedded.erpRecords.setCreditHold('C-held', false);
  const key = { 'idempotency-key': 'op-1' };
  const resume = () => running.ask('POST', `${href}/resume`, { exceptionId: 'order', ...acted }, key);
  expect(await resume()).toMatchObject({ status: 200, body: { result: 'done' } });
  await running.embedded.untilQuiet();
  const { body } = await running.ask('GET', href);
  expect(body).toMatchObject({ state: 'running', exceptions: [], documents: { order: 'SO-0000001' } });
  expect((body as { history: object[] }).history).toContainEqual(
    expect.objectContaining({ type: 'ExceptionResolved', actor: 'person:anna', cause: 'operation/op-1/resume' }),
  );
  expect(await resume()).toMatchObject({ status: 409, body: { code: 'exception-not-open' } });
});

test('a held order can be cancelled, once', async () => {
  const href = await held('Q-1');
  expect(await running.ask('POST', `${href}/cancel`, acted)).toMatchObject({ body: { result: 'done' } });
  expect(await running.ask('POST', `${href}/cancel`, acted)).toMatchObject({ body: { result: 'already-so' } });
  expect(await running.ask('GET', href)).toMatchObject({ body: { state: 'cancelled' } });
});

test('what has taken effect cannot be cancelled', async () => {
  const href = await send('Q-1', 'C-1');
  await running.embedded.untilQuiet();
  expect(await running.ask('POST', `${href}/cancel`, acted)).toMatchObject({
    status: 409,
    body: { code: 'cancel-too-late', title: 'Conflict' },
  });
});

test('settling says what stands at the counterpart, and is refused where the outcome is known', async () => {
  const href = await held('Q-1');
  const effect = { number: 'SO-7', date: '2026-01-10', amount: { minor: '120000', currency: 'EUR' } };
  expect(await running.ask('POST', `${href}/settle`, { exceptionId: 'order', ...acted, effect })).toMatchObject({
    status: 409,
    body: { code: 'outcome-known' },
  });
});

test('settling takes no document without its amount: nobody may guess what stands there', async () => {
  const href = await held('Q-1');
  const effect = { number: 'SO-7', date: '2026-01-10', amount: null };
  expect(await running.ask('POST', `${href}/settle`, { exceptionId: 'order', ...acted, effect })).toMatchObject({
    status: 400,
    body: { code: 'request-malformed', problems: [{ path: 'effect.amount' }] },
  });
});

test('transactions are listed in pages, by state, and by quote number', async () => {
  const hrefs = [await send('Q-1', 'C-1'), await held('Q-2'), await held('Q-3'), await held('Q-4')];
  await running.ask('POST', '/v1/intake/payment-notice', paymentMessage('P-1', 'Q-1'));
  await running.embedded.untilQuiet();

  const all = await list('');
  expect(all.items.map(({ href }) => href)).toEqual([...hrefs].sort());
  expect(all.next).toBeNull();
  expect((await list('?state=running')).items.map(({ quoteNumber }) => quoteNumber)).toEqual(['Q-1']);
  expect((await list('?quoteNumber=Q-3')).items.map(({ href }) => href)).toEqual([hrefs[2]]);
  expect((await list('?quoteNumber=Q-9')).items).toEqual([]);

  const seen: string[] = [];
  let next: string | null = '/v1/transactions?state=waiting-for-person&limit=1';
  for (let pages = 0; next !== null; pages += 1) {
    expect(pages).toBeLessThan(3);
    const { body } = await running.ask('GET', next);
    const page = body as Page<TransactionItem>;
    seen.push(...page.items.map(({ href }) => href));
    next = page.next;
  }
  expect(seen).toEqual(hrefs.slice(1).sort());
});
