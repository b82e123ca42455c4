import { q2cLanguage } from '@q2c/domain-events/codec';
import { refuse } from '@q2c/kernel';
import type { Page, ParkedItem, StatusAnswer, TransactionDetail } from '../operations/answers.ts';
import { bodyMaxBytes } from './body.ts';
import {
  createStage,
  paymentJson,
  paymentMessage,
  quoteJson,
  quoteMessage,
  quoteMessageV1,
  type Reply,
  type Running,
} from '../spec/index.ts';

/** What is said as JSON is the same as what is said as Avro, and goes the same way. */
const stage = createStage();
let running: Running;
// One for all of them: each says something about a quote of its own.
beforeAll(async () => {
  running = await stage.start(stage.folder());
});
afterAll(() => stage.end());

const json = { 'content-type': 'application/json' };
const send = (body: object, object = 'quote'): Promise<Reply> => running.ask('POST', `/v1/intake/${object}`, body);
/** Text, or bytes that claim to be JSON. */
const sendText = (text: string | Uint8Array, object = 'quote', headers = json): Promise<Reply> =>
  running.ask('POST', `/v1/intake/${object}`, Buffer.from(text), headers);
const status = async (): Promise<StatusAnswer> => (await running.ask('GET', '/v1/status')).body as StatusAnswer;
const allParked = async (): Promise<readonly ParkedItem[]> =>
  ((await running.ask('GET', '/v1/parked')).body as Page<ParkedItem>).items;
const parkedBy = async (reply: Reply): Promise<readonly ParkedItem[]> =>
  (await allParked()).filter(({ parkedId }) => parkedId === (reply.body as { readonly parkedId: string }).parkedId);
const shown = async (reply: Reply): Promise<TransactionDetail> =>
  (await running.ask('GET', (reply.body as { readonly href: string }).href)).body as TransactionDetail;
const runOut = async (): Promise<void> => {
  for (let moves = 0; moves < 200; moves += 1) {
    const { body } = await running.ask('POST', '/v1/clock/move');
    if ((body as { result: string }).result === 'nothing-due') return;
  }
  throw new Error('something stays due');
};

test('a quote is taken in, and the answer says where its transaction is', async () => {
  const reply = await send(quoteJson('Q-1'));
  const { href } = reply.body as { readonly href: string };
  expect(reply).toMatchObject({ status: 202, body: { transaction: expect.any(String) } });
  expect(reply.headers.get('location')).toBe(href);
  expect(await shown(reply)).toMatchObject({ quoteNumber: 'Q-1', total: { minor: '120000', currency: 'EUR' } });
});

const forms: Readonly<Record<string, (number: string) => Promise<Reply>>> = {
  Avro: (number) => send(quoteMessage(number)),
  'Avro of the version before': (number) => send(quoteMessageV1(number)),
  'JSON with text': (number) => send(quoteJson(number)),
  'JSON with numbers and white space': (number) =>
    sendText(JSON.stringify(quoteJson(number), null, 2).replaceAll(/"(minor|sourceVersion)": "(\d+)"/g, '"$1": $2')),
};
test.each(Object.entries(forms))('a quote as %s is the same in every other form', async (name, first) => {
  const number = `Q-${name.replaceAll(' ', '-')}`;
  const before = await status();
  const one = await first(number);
  for (const form of Object.values(forms)) {
    const again = await form(number);
    expect([again.status, again.body, again.headers.get('location')]).toEqual([
      ...[202, one.body],
      one.headers.get('location'),
    ]);
  }
  expect(await status()).toMatchObject({ accepted: before.accepted + 1, parked: before.parked });
});

test('a contact that differs is a contradiction in either form, kept as it came', async () => {
  await send(quoteMessage('Q-2'));
  const text = ` ${JSON.stringify({ ...quoteJson('Q-2'), billTo: { name: 'Bob Example', email: '' } })}\n`;
  const reply = await sendText(text);
  expect(reply).toMatchObject({ status: 409, body: { code: 'input-contradicts' } });
  expect(await parkedBy(reply)).toMatchObject([{ code: 'input-contradicts', length: text.length }]);
});

test('a quote and its payment as JSON go through to the end', async () => {
  const quote = await send(quoteJson('Q-3'));
  const payment = await send(paymentJson('P-3', 'Q-3'), 'payment-notice');
  expect(payment).toMatchObject({ status: 202, body: { payment: expect.any(String), href: null } });
  expect(payment.headers.get('location')).toBeNull();
  expect((await send(paymentMessage('P-3', 'Q-3'), 'payment-notice')).body).toEqual(payment.body);
  await runOut();
  expect(await shown(quote)).toMatchObject({ state: 'completed', documents: { payment: 'P-3' } });
});

test('everything that is wrong is told by its path, and the JSON is kept as it came', async () => {
  const { customerNumber: _missing, ...quote } = quoteJson('Q-1');
  const text = JSON.stringify({ ...quote, colour: 'red', total: { minor: 1.5, currency: 'EUR' } }, null, 1);
  const reply = await sendText(text);
  const detail =
    'colour: no such field; customerNumber: is missing; ' +
    'total.minor: expected a whole number: digits alone, as a number or as text';
  expect(reply).toMatchObject({ status: 422, body: { code: 'content-invalid', detail } });
  const { href } = reply.body as { readonly href: string };
  expect(await running.ask('GET', href)).toMatchObject({
    body: { code: 'content-invalid', detail, length: text.length, origin: { kind: 'http', name: '/v1/intake/quote' } },
  });
  expect(await running.ask('POST', `${href}/retry`, { by: 'otto' })).toMatchObject({ status: 422, body: { detail } });
});

test('a retry takes in JSON that has become acceptable, as if it came now', async () => {
  const { wire } = q2cLanguage;
  const { decode } = wire;
  wire.decode = () => refuse({ code: 'schema-unknown', detail: 'of a later version' });
  const text = JSON.stringify(quoteJson('Q-later'), null, 4);
  const sent = await sendText(text);
  wire.decode = decode;
  expect(sent).toMatchObject({ status: 422, body: { code: 'schema-unknown' } });
  expect(await parkedBy(sent)).toMatchObject([{ length: text.length }]);
  const { href } = sent.body as { readonly href: string };
  const retried = await running.ask('POST', `${href}/retry`, { by: 'otto' });
  expect(retried).toMatchObject({ status: 200, body: { result: 'done' } });
  expect(await shown(retried)).toMatchObject({ quoteNumber: 'Q-later' });
  expect(await send(quoteMessage('Q-later'))).toMatchObject({
    ...{ status: 202, body: { href: (retried.body as { readonly href: string }).href } },
  });
  expect(await parkedBy(sent)).toEqual([]);
});

test.each([
  ['no JSON', '{"quoteNumber":', 'message-malformed'],
  ['no UTF-8', Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x7d), 'message-malformed'],
  ['a name twice', '{"quoteNumber":"Q-1","quoteNumber":"Q-2"}', 'message-malformed'],
  ['a list', '[]', 'content-invalid'],
  ['white space', '  ', 'message-truncated'],
])('%s is parked with its reason', async (_name, body, code) => {
  const reply = await sendText(body);
  expect(reply).toMatchObject({ status: 422, body: { code } });
  expect(await parkedBy(reply)).toMatchObject([{ code, length: body.length }]);
});

test('longer than a message may be it is parked, longer than a request may be it is not read', async () => {
  const tooLarge = { status: 413, body: { code: 'message-too-large' } };
  const long = JSON.stringify({ ...quoteJson('Q-1'), note: 'x'.repeat(900_000) });
  const reply = await sendText(long);
  expect(reply).toMatchObject(tooLarge);
  expect(await parkedBy(reply)).toMatchObject([{ code: 'message-too-large', length: long.length }]);
  const parked = await allParked();
  expect(await sendText('x'.repeat(bodyMaxBytes + 1))).toMatchObject(tooLarge);
  expect(await allParked()).toEqual(parked);
});

test('a quote of a thousand lines fits, and says the same as in Avro', async () => {
  const [line] = quoteJson('Q-1')['lines'] as readonly object[];
  const lines = Array.from({ length: 1_000 }, (_, n) => ({ ...line, lineNumber: n + 1 }));
  const quote = { ...quoteJson('Q-4'), lines, total: { minor: 120_000_000, currency: 'EUR' } };
  const text = JSON.stringify(quote);
  const before = await status();
  expect(await sendText(text)).toMatchObject({ status: 202 });
  const { fromJson } = q2cLanguage.definition('Quote');
  const canonical = JSON.stringify({ ...quote, total: { minor: '120000000', currency: 'EUR' } });
  expect(await send(q2cLanguage.wire.encode('Quote', fromJson(canonical)))).toMatchObject({ status: 202 });
  expect(await status()).toMatchObject({ accepted: before.accepted + 1, parked: before.parked });
});

test('the media type may name its character set', async () => {
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  expect(await sendText(JSON.stringify(quoteJson('Q-1')), 'quote', headers)).toMatchObject({ status: 202 });
});
