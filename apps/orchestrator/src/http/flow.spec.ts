import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { StatusAnswer, TakenIn, TransactionDetail } from '../operations/answers.ts';
import { readServerFile } from '../server-file.ts';
import {
  atRest,
  createStage,
  paymentMessage,
  quoteMessage,
  quoteMessageV1,
  until,
  type Running,
} from '../spec/index.ts';

const stage = createStage();
afterAll(() => stage.end());

const send = async ({ ask }: Running, object: string, bytes: Uint8Array): Promise<TakenIn> => {
  const { status, body } = await ask('POST', `/v1/intake/${object}`, bytes);
  expect({ status, body }).toMatchObject({ status: 202 });
  return body as TakenIn;
};
const hrefOf = (taken: TakenIn): string => taken.href ?? '';
const shown = async ({ ask }: Running, href: string): Promise<TransactionDetail> => {
  const { status, body } = await ask('GET', href);
  expect(status).toBe(200);
  return body as TransactionDetail;
};
const status = async ({ ask }: Running): Promise<StatusAnswer> => (await ask('GET', '/v1/status')).body as StatusAnswer;

/** Moves the clock until nothing is due; bounded, since a defect could keep something due for ever. */
const runOut = async ({ ask }: Running): Promise<void> => {
  for (let moves = 0; moves < 200; moves += 1) {
    const { body } = await ask('POST', '/v1/clock/move');
    if ((body as { result: string }).result === 'nothing-due') return;
  }
  throw new Error('something stays due');
};

const milestones = ['QuoteAccepted', 'OrderBooked', 'InvoicePosted', 'PaymentSettled', 'RevenuePosted'];

test('quotes of both versions and their payments go through all milestones, and a restart keeps them', async () => {
  const folder = stage.folder();
  const first = await stage.start(folder);
  const one = await send(first, 'quote', quoteMessageV1('Q-1'));
  const two = await send(first, 'quote', quoteMessage('Q-2'));
  await send(first, 'payment-notice', paymentMessage('P-1', 'Q-1'));
  await runOut(first);
  expect(await shown(first, hrefOf(one))).toMatchObject({
    quoteNumber: 'Q-1',
    total: { minor: '120000', currency: 'EUR' },
    state: 'completed',
    documents: { order: 'SO-0000001', invoice: 'INV-0000001', payment: 'P-1', journal: 'JE-0000001' },
  });
  await first.stop();

  const again = await stage.start(folder);
  expect(Object.keys((await shown(again, hrefOf(one))).milestones)).toEqual(expect.arrayContaining(milestones));
  expect(await shown(again, hrefOf(two))).toMatchObject({ state: 'running' });
  await send(again, 'payment-notice', paymentMessage('P-2', 'Q-2'));
  await runOut(again);
  expect(await shown(again, hrefOf(two))).toMatchObject({ state: 'completed' });
  expect(await status(again)).toMatchObject({
    quiet: true,
    nextWorkMs: null,
    openCommands: 0,
    accepted: 2,
    milestones: { QuoteAccepted: 2, OrderBooked: 2, InvoicePosted: 2, PaymentSettled: 2, RevenuePosted: 2 },
    states: { running: 0, 'waiting-for-person': 0, completed: 2, cancelled: 0 },
    stopped: [],
  });
  await again.stop();
});

test('a header says whether a message was known already; the answer is the same', async () => {
  const running = await stage.start(stage.folder());
  for (const [object, message] of [
    ['quote', quoteMessage('Q-1')],
    ['payment-notice', paymentMessage('P-1', 'Q-1')],
  ] as const) {
    const [first, again] = [
      await running.ask('POST', `/v1/intake/${object}`, message),
      await running.ask('POST', `/v1/intake/${object}`, message),
    ];
    expect(first.headers.get('q2c-result')).toBe('accepted');
    expect(again.headers.get('q2c-result')).toBe('already-known');
    expect(again.body).toEqual(first.body);
  }
  await running.stop();
});

test('a repeated message gets the same answer and adds nothing', async () => {
  const running = await stage.start(stage.folder());
  const first = await send(running, 'quote', quoteMessage('Q-1'));
  const before = await shown(running, hrefOf(first));
  expect(await send(running, 'quote', quoteMessage('Q-1'))).toEqual(first);
  // The same content in the older version says the same.
  expect(await send(running, 'quote', quoteMessageV1('Q-1'))).toEqual(first);
  const quotes = (await shown(running, hrefOf(first))).history.filter(({ type }) => type === 'QuoteAccepted');
  expect(quotes).toEqual(before.history.slice(0, 1));
  expect(await status(running)).toMatchObject({ accepted: 1, parked: 0 });
  await running.stop();
});

test('the history shows who did what, and personal parts as sealed', async () => {
  const running = await stage.start(stage.folder());
  const { history } = await shown(running, hrefOf(await send(running, 'quote', quoteMessage('Q-1'))));
  expect(history[0]).toMatchObject({
    revision: 0,
    type: 'QuoteAccepted',
    actor: 'source:crm',
    businessTime: '2026-01-10T00:00:00.000Z',
    data: { quoteNumber: 'Q-1', billTo: 'sealed' },
  });
  expect(JSON.stringify(history)).not.toContain('Ada');
  await running.stop();
});

test('a virtual clock moves by itself, over a year and more if need be, and stops when nothing is due', async () => {
  const running = await stage.start(stage.folder(), { Q2C_CLOCK: 'virtual' });
  const taken = await send(running, 'quote', quoteMessage('Q-1'));
  await send(running, 'payment-notice', paymentMessage('P-1', 'Q-1'));
  await until(() => status(running), atRest);
  expect(await shown(running, hrefOf(taken))).toMatchObject({ state: 'completed' });
  expect((await status(running)).clock.now > '2026-02-01').toBe(true);
  await running.stop();
});

test('address and token stand in server.json, for its owner only, while the process answers', async () => {
  const folder = stage.folder();
  const running = await stage.start(folder);
  expect(await readServerFile(folder)).toEqual({ url: running.url, token: running.token, pid: process.pid });
  expect(running.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect((await stat(join(folder, 'server.json'))).mode & 0o777).toBe(0o600);
  await running.stop();
  expect(await readServerFile(folder)).toBeUndefined();
  await expect(fetch(running.url)).rejects.toThrow();
});
