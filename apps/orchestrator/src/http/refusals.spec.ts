import { q2cLanguage } from '@q2c/domain-events/codec';
import { Fault, refuse, streamName, type EventId } from '@q2c/kernel';
import type { Page, ParkedItem } from '../operations/answers.ts';
import { bodyMaxBytes } from './body.ts';
import { createStage, paymentMessage, quoteMessage, until, type Reply, type Running } from '../spec/index.ts';

const stage = createStage();
let running: Running;
// One for all of them: a refusal changes nothing for whoever asks next.
beforeAll(async () => {
  running = await stage.start(stage.folder());
});
afterAll(() => stage.end());

const expectProblem = (
  { status, body, headers }: Reply,
  expected: { readonly status: number; readonly code: string },
) => {
  expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect({ status, body }).toMatchObject({
    status: expected.status,
    body: { ...expected, type: `urn:q2c:problem:${expected.code}`, title: expect.stringMatching(/\w/) },
  });
  return body as {
    readonly detail: string;
    readonly parkedId: string;
    readonly href: string;
    readonly [member: string]: unknown;
  };
};
const allParked = async (): Promise<readonly ParkedItem[]> =>
  ((await running.ask('GET', '/v1/parked')).body as Page<ParkedItem>).items;
const parkedAs = async (id: string): Promise<readonly ParkedItem[]> =>
  (await allParked()).filter(({ parkedId }) => parkedId === id);

describe('who asks', () => {
  test.each([
    ['no token', { authorization: '' }],
    ['another token', { authorization: `Bearer ${'x'.repeat(43)}` }],
    ['the token without its scheme', undefined],
  ])('with %s is turned away', async (_name, headers) => {
    const reply = await running.ask('GET', '/v1/status', undefined, headers ?? { authorization: running.token });
    expectProblem(reply, { status: 401, code: 'unauthorised' });
    expect(reply.headers.get('www-authenticate')).toBe('Bearer');
  });

  test('nothing is taken in without the token', async () => {
    const before = await running.embedded.store.head();
    const reply = await running.ask('POST', '/v1/intake/quote', quoteMessage('Q-1'), { authorization: 'Bearer' });
    expectProblem(reply, { status: 401, code: 'unauthorised' });
    expect(await running.embedded.store.head()).toBe(before);
  });

  test('about health needs none', async () => {
    for (const path of ['/v1/health/live', '/v1/health/ready'])
      expect(await running.ask('GET', path, undefined, { authorization: '' })).toMatchObject({ status: 200 });
  });
});

describe('what cannot be read', () => {
  const send = (bytes: Uint8Array) => running.ask('POST', '/v1/intake/quote', bytes);

  test.each([
    ['broken', Uint8Array.of(1, 2, 3, 4, 5, 6), 'message-malformed'],
    ['cut off', quoteMessage('Q-1').subarray(0, 40), 'message-truncated'],
    ['of a schema nobody knows', Uint8Array.of(0, 1, 2, 3, 4, 5), 'schema-unknown'],
    ['another record', paymentMessage('P-1', 'Q-1'), 'record-unexpected'],
  ])('%s is parked with its reason, and the process goes on', async (_name, bytes, code) => {
    const { parkedId, href } = expectProblem(await send(bytes), { status: 422, code });
    const origin = { kind: 'http', name: '/v1/intake/quote', partition: null, offset: null };
    const [item] = await parkedAs(parkedId);
    expect(item).toMatchObject({ code, origin, length: bytes.length, source: 'crm' });
    expect(await running.ask('GET', href)).toMatchObject({ status: 200, body: item });
    expect(await send(quoteMessage('Q-2'))).toMatchObject({ status: 202 });
  });

  test('sent twice it is parked once', async () => {
    const once = await send(Uint8Array.of(1, 2, 3));
    const { parkedId } = expectProblem(once, { status: 422, code: 'message-truncated' });
    const twice = await send(Uint8Array.of(1, 2, 3));
    expect(twice.body).toEqual(once.body);
    expect(await parkedAs(parkedId)).toHaveLength(1);
  });

  test('a retry of what is still unreadable says so, a discard ends it, and then it is gone', async () => {
    const { parkedId } = expectProblem(await send(Uint8Array.of(9)), { status: 422, code: 'message-truncated' });
    const retry = () => running.ask('POST', `/v1/parked/${parkedId}/retry`, { by: 'otto' });
    expectProblem(await retry(), { status: 422, code: 'message-truncated' });
    const discard = { by: 'otto', note: 'sent by mistake' };
    expect(await running.ask('POST', `/v1/parked/${parkedId}/discard`, discard)).toMatchObject({
      status: 200,
      body: { result: 'done' },
    });
    expect(await parkedAs(parkedId)).toEqual([]);
    expectProblem(await retry(), { status: 404, code: 'parked-input-not-found' });
  });

  test('a retry takes in what has become readable, once, as if it came now', async () => {
    const bytes = quoteMessage('Q-later');
    const { wire } = q2cLanguage;
    const { decode } = wire;
    // As a build does that does not know the schema yet.
    wire.decode = () => refuse({ code: 'schema-unknown', detail: 'of a later version' });
    const sent = await send(bytes);
    wire.decode = decode;
    const { parkedId } = expectProblem(sent, { status: 422, code: 'schema-unknown' });

    const retry = () => running.ask('POST', `/v1/parked/${parkedId}/retry`, { by: 'otto' });
    const retried = await retry();
    expect(retried).toMatchObject({ status: 200, body: { result: 'done' } });
    const { href } = retried.body as { readonly href: string };
    expect(await running.ask('GET', href)).toMatchObject({ status: 200, body: { quoteNumber: 'Q-later' } });
    expect(await send(bytes)).toMatchObject({ status: 202, body: { href } });
    expect(await parkedAs(parkedId)).toEqual([]);
    expectProblem(await retry(), { status: 404, code: 'parked-input-not-found' });
  });

  test('longer than a message may be it is parked, longer than a request may be it is not read', async () => {
    const tooLarge = { status: 413, code: 'message-too-large' };
    const { parkedId } = expectProblem(await send(new Uint8Array(900_001)), tooLarge);
    const parked = await allParked();
    expect(parked).toContainEqual(expect.objectContaining({ parkedId, length: 900_001 }));
    expectProblem(await send(new Uint8Array(bodyMaxBytes + 1)), tooLarge);
    expect(await allParked()).toEqual(parked);
  });

  test('a body that is neither Avro nor JSON by its type is refused before it is read', async () => {
    const parked = await allParked();
    const csv = { 'content-type': 'text/csv' };
    expectProblem(await running.ask('POST', '/v1/intake/quote', Uint8Array.of(1), csv), {
      status: 415,
      code: 'media-type-unsupported',
    });
    expect(await allParked()).toEqual(parked);
  });

  test('an object that is not taken in is not found', async () => {
    expectProblem(await running.ask('POST', '/v1/intake/invoice', quoteMessage('Q-1')), {
      status: 404,
      code: 'not-found',
    });
  });
});

describe('what contradicts', () => {
  test('the same version with other content is refused with both fingerprints, and kept', async () => {
    await running.ask('POST', '/v1/intake/quote', quoteMessage('Q-1'));
    const other = quoteMessage('Q-1', { description: 'Another' });
    const problem = expectProblem(await running.ask('POST', '/v1/intake/quote', other), {
      status: 409,
      code: 'input-contradicts',
    });
    const [accepted, refused] = problem.detail.match(/[0-9a-f]{64}/g) ?? [];
    expect(accepted).not.toBe(refused);
    expect(refused).toBeDefined();
    expect(await parkedAs(problem.parkedId)).toMatchObject([{ code: 'input-contradicts' }]);
  });
});

describe('requests', () => {
  test.each([
    ['an unknown state', 'GET', '/v1/transactions?state=lost', undefined, 'request-malformed'],
    ['an unknown word', 'GET', '/v1/transactions?stat=running', undefined, 'request-malformed'],
    ['too long a page', 'GET', '/v1/parked?limit=501', undefined, 'request-malformed'],
    ['an act without a reason', 'POST', '/v1/transactions/x/cancel', { by: 'anna' }, 'request-malformed'],
    ['a person without a name', 'POST', '/v1/parked/x/retry', { by: ' ' }, 'request-malformed'],
  ] as const)('with %s are refused', async (_name, method, path, body, code) => {
    const { problems } = expectProblem(await running.ask(method, path, body), { status: 400, code });
    expect(problems).toHaveLength(1);
  });

  test('with several problems are told all of them', async () => {
    const path = '/v1/transactions/x/settle';
    const effect = { number: 'SO-1', date: '2026-02-30', amount: { minor: '1.5', currency: 'ABC' } };
    const body = { exceptionId: 'order', by: '', note: '', effect };
    const { problems } = expectProblem(await running.ask('POST', path, body), {
      status: 400,
      code: 'request-malformed',
    });
    const paths = (problems as { path: string }[]).map(({ path: at }) => at);
    expect(paths.sort()).toEqual(['by', 'effect.amount.currency', 'effect.amount.minor', 'effect.date', 'note']);
  });

  test.each([
    ['GET', '/v1/transactions/aaaaaaaaaaaaaaaaaaaaaaaaaa', undefined, 'transaction-not-found'],
    ['GET', '/v1/transactions/..%2f..', undefined, 'transaction-not-found'],
    ['POST', '/v1/transactions/aaaaaaaaaaaaaaaaaaaaaaaaaa/cancel', { by: 'a', note: 'b' }, 'transaction-not-found'],
    ['POST', '/v1/parked/none/discard', { by: 'a', note: 'b' }, 'parked-input-not-found'],
    ['GET', '/v1/parked/none', undefined, 'parked-input-not-found'],
    ['GET', '/v2/status', undefined, 'not-found'],
  ] as const)('%s %s is not found', async (method, path, body, code) => {
    expectProblem(await running.ask(method, path, body), { status: 404, code });
  });

  test('that are no JSON are refused', async () => {
    const json = { 'content-type': 'application/json' };
    expectProblem(await running.ask('POST', '/v1/parked/x/retry', Buffer.from('{by'), json), {
      status: 400,
      code: 'request-malformed',
    });
  });
});

describe('faults', () => {
  test('one that no retry cures makes the process not ready, with the part named', async () => {
    const broken = await stage.start(stage.folder());
    const { store, health } = broken.embedded;
    const metadata = { recordTime: '2026-01-01T00:00:00.000Z', schemaVersion: 1 };
    const event = { id: 'e1' as EventId, type: 'NobodyKnows', data: '{}', metadata: JSON.stringify(metadata) };
    await store.append(streamName('transaction', broken.embedded.configuration.tenant, 'x'), 'no-stream', [event]);
    await until(
      async () => health.stopped(),
      ({ length }) => length > 0,
    );
    const problem = expectProblem(await broken.ask('GET', '/v1/health/ready'), { status: 503, code: 'not-ready' });
    expect(problem['stopped']).toEqual([{ part: 'transactions', code: 'event-type-unknown' }]);
    expect(await broken.ask('GET', '/v1/health/live')).toMatchObject({ status: 200 });
    expect(await broken.ask('GET', '/v1/status')).toMatchObject({
      body: { quiet: true, stopped: [{ part: 'transactions' }] },
    });
    // Nor does it keep time running: what a stopped part waits for never comes.
    expect(await broken.ask('POST', '/v1/clock/move')).toMatchObject({ body: { result: 'nothing-due' } });
    await broken.stop();
  });

  const failing = async (error: Error): Promise<Reply> => {
    const { get } = running.embedded.readStore;
    running.embedded.readStore.get = () => Promise.reject(error);
    const reply = await running.ask('GET', '/v1/status');
    running.embedded.readStore.get = get;
    return reply;
  };

  test('one that may pass is answered so', async () => {
    const reply = await failing(new Fault('store-unavailable', 'the disk is away', { retriable: true }));
    expectProblem(reply, { status: 503, code: 'store-unavailable' });
    expect(reply.headers.get('retry-after')).toBe('1');
  });

  test('one that nobody foresaw is answered without its inside', async () => {
    const reply = await failing(new TypeError('secrets of the inside'));
    expectProblem(reply, { status: 500, code: 'unknown' });
    expect(JSON.stringify(reply.body)).not.toContain('inside');
  });
});

test('a clock that moves by itself cannot be moved', async () => {
  const virtual = await stage.start(stage.folder(), { Q2C_CLOCK: 'virtual' });
  expectProblem(await virtual.ask('POST', '/v1/clock/move'), { status: 409, code: 'clock-not-manual' });
  await virtual.stop();
});
