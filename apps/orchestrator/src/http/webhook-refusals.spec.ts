import { pino } from 'pino';
import type { StatusAnswer } from '../operations/answers.ts';
import { start } from '../start.ts';
import {
  configure,
  createProvider,
  createStage,
  paymentMessage,
  quoteJson,
  signatureHeader,
  signatureOf,
  webhookPath,
  webhookSecrets,
  type Reply,
} from '../spec/index.ts';
import { bodyMaxBytes } from './body.ts';

/** What is not signed leaves nothing behind; what is signed and cannot be taken in is kept. */
const provider = createProvider();
const { signed, post, notice, seconds, head, parked, orchestrator } = provider;
const stage = createStage();
beforeAll(() => provider.start());
afterAll(async () => {
  await provider.end();
  await stage.end();
});

describe('what is not signed as agreed', () => {
  const body = notice();
  const good = (): string => signatureHeader(webhookSecrets.old, seconds(), body);
  const token = () => ({ authorization: `Bearer ${orchestrator().token}` });
  const flaws: readonly (readonly [string, () => Promise<Reply>])[] = [
    ['no header', () => post(body)],
    ['an empty header', () => post(body, '')],
    ['the token instead', () => post(body, undefined, token())],
    ['the token besides', () => post(body, `t=${seconds()},v1=${'0'.repeat(64)}`, token())],
    ['a header of words', () => post(body, 'let me in')],
    ['no time', () => post(body, `v1=${signatureOf(webhookSecrets.old, seconds(), body)}`)],
    ['no signature', () => post(body, `t=${seconds()}`)],
    ['a signature of zeros', () => post(body, `t=${seconds()},v1=${'0'.repeat(64)}`)],
    ['a signature with a secret that is not ours', () => signed(body, seconds(), webhookSecrets.new)],
    ['a time that was not signed', () => post(body, good().replace(/t=\d+/, `t=${seconds() - 1}`))],
    ['a body that was not signed', () => post(body.replace('120000', '120001'), good())],
    ['the same JSON, written otherwise', () => post(JSON.stringify(JSON.parse(body)), good())],
    ['a time 301 s ago', () => signed(body, seconds() - 301)],
    ['a time 301 s ahead', () => signed(body, seconds() + 301)],
    ['no body', () => post('')],
    ['bytes that are no text', () => post(Uint8Array.of(0xff, 0, 1))],
    ['a message that is too large', () => post(' '.repeat(900_001))],
    ['an Avro message', () => post(paymentMessage('P-1', 'Q-1'), undefined, { 'content-type': 'avro/binary' })],
  ];

  test.each(flaws)('(%s) is refused, and leaves nothing behind', async (_name, send) => {
    const [before, inputs] = [await head(), orchestrator().embedded.inputs.count()];
    const reply = await send();
    expect(reply).toMatchObject({ status: 401, body: { code: 'signature-refused' } });
    expect(reply.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(reply.headers.get('www-authenticate')).toBe('Q2C-Signature');
    expect([await head(), orchestrator().embedded.inputs.count()]).toEqual([before, inputs]);
    const { body: status } = await orchestrator().ask('GET', '/v1/status');
    expect(status as StatusAnswer).toMatchObject({ parked: 0, troubles: [] });
  });

  test('is answered alike, whatever is wrong with it', async () => {
    const answers = new Set<string>();
    for (const [, send] of flaws) answers.add(JSON.stringify((await send()).body));
    expect([...answers]).toEqual([
      JSON.stringify({
        ...{ type: 'urn:q2c:problem:signature-refused', title: 'Unauthorized', status: 401 },
        ...{ code: 'signature-refused', detail: 'the message is not signed as agreed' },
      }),
    ]);
  });

  test('and is longer than a request may be is not read', async () => {
    for (const signature of [undefined, 't=1,v1=00'])
      expect(await post('x'.repeat(bodyMaxBytes + 1), signature)).toMatchObject({ status: 413 });
    expect(await head()).toBeNull();
  });
});

describe('what is signed and cannot be taken in', () => {
  test.each<[string, string | Uint8Array, string, number]>([
    ['no JSON', 'paid', 'message-malformed', 422],
    ['no UTF-8', Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x7d), 'message-malformed', 422],
    ['no body', '', 'message-truncated', 422],
    ['another record', JSON.stringify(quoteJson('Q-1')), 'content-invalid', 422],
    ['a fraction of a cent', notice().replace('"120000"', '1200.5'), 'content-invalid', 422],
    ['too large', ' '.repeat(900_001), 'message-too-large', 413],
  ])('(%s) is parked with its reason, as come by webhook', async (_name, body, code, status) => {
    const reply = await signed(body);
    const { parkedId, href } = reply.body as { readonly parkedId: string; readonly href: string };
    expect(reply).toMatchObject({ status, body: { code } });
    const origin = { kind: 'webhook', name: webhookPath, partition: null, offset: null };
    expect((await parked()).filter((each) => each.parkedId === parkedId)).toMatchObject([
      { code, origin, source: 'payment', object: 'payment-notice', length: body.length },
    ]);
    expect(await orchestrator().ask('POST', `${href}/retry`, { by: 'otto' })).toMatchObject({ status, body: { code } });
  });

  test('says so when it contradicts what was said before', async () => {
    await signed(notice('P-1', 'Q-1'));
    expect(await signed(notice('P-1', 'Q-2'))).toMatchObject({ status: 409, body: { code: 'input-contradicts' } });
  });

  test('because it is longer than a request may be is not read', async () => {
    const before = await head();
    expect(await signed(' '.repeat(bodyMaxBytes + 1))).toMatchObject({ status: 413 });
    expect(await head()).toBe(before);
  });

  test('because of its media type is not read', async () => {
    const reply = await post('a,b', signatureHeader(webhookSecrets.old, seconds(), 'a,b'), {
      'content-type': 'text/csv',
    });
    expect(reply).toMatchObject({ status: 415, body: { code: 'media-type-unsupported' } });
  });
});

test('the log names what was wrong, seldom, and never a secret or a signature', async () => {
  const lines: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
  const variables = { Q2C_WEBHOOK_PAYMENT_SECRETS: webhookSecrets.old, Q2C_CLOCK: 'manual' };
  const started = await start(configure({ ...variables, Q2C_DATA: stage.folder() }), log);
  const [at, body] = [started.embedded.clock.now() / 1000, notice()];
  const headers = [webhookSecrets.new, webhookSecrets.old].map((secret) => signatureHeader(secret, at, body));
  const [wrong = '', good = ''] = headers;
  const ask = (signature: string) =>
    fetch(new URL(webhookPath, started.url), {
      ...{ method: 'POST', body, headers: { 'content-type': 'application/json', 'q2c-signature': signature } },
    });
  for (let n = 0; n < 9; n += 1) await ask(wrong);
  expect((await ask(good)).status).toBe(202);
  await started.stop();
  const told = lines.map((line) => JSON.parse(line) as Record<string, unknown>).filter((line) => 'signature' in line);
  expect(told.map(({ level, webhook, signature, times }) => [level, webhook, signature, times])).toEqual(
    [1, 2, 4, 8].map((times) => [40, 'payment', 'wrong', times]),
  );
  const secrets = [...Object.values(webhookSecrets), ...headers.map((header) => header.slice(-64)), 'Ada'];
  for (const secret of secrets) expect(lines.filter((line) => line.includes(secret))).toEqual([]);
});

test('without secrets there is no webhook', async () => {
  await provider.start({});
  const before = await head();
  const reply = await signed(notice());
  expect(reply).toMatchObject({ status: 404, body: { code: 'webhook-not-configured' } });
  expect(await head()).toBe(before);
});
