import { Fault } from '@q2c/kernel';
import { objectStream, type Intake } from '@q2c/runtime';
import type { StatusAnswer, TransactionDetail } from '../operations/answers.ts';
import {
  createProvider,
  paymentMessage,
  quoteMessage,
  signatureOf,
  webhookSecrets,
  type Reply,
} from '../spec/index.ts';

/** A payment provider tells what it has signed: once, twice, late, and while secrets change. */
const provider = createProvider();
const { signed, post, notice, seconds, head, orchestrator } = provider;
beforeAll(() => provider.start());
afterAll(() => provider.end());

const refused = { status: 401, body: { code: 'signature-refused' } };
const move = () => orchestrator().ask('POST', '/v1/clock/move');
const answerOf = ({ status, body }: Reply) => [status, body];
const quietHead = async () => {
  await orchestrator().embedded.untilQuiet();
  return head();
};

/** Intake, for as long as a test needs it, in the hands of the test. */
const withTake = async <T>(change: (take: Intake['take']) => Intake['take'], act: () => Promise<T>): Promise<T> => {
  const intake = orchestrator().embedded.orchestrator.intake as { take: Intake['take'] };
  const { take } = intake;
  intake.take = change(take);
  const done = await act();
  intake.take = take;
  return done;
};
/** How often intake was asked meanwhile. */
const takesOf = async (act: () => Promise<unknown>): Promise<number> => {
  let takes = 0;
  const counted =
    (take: Intake['take']): Intake['take'] =>
    (messages) => {
      takes += 1;
      return take(messages);
    };
  await withTake(counted, act);
  return takes;
};

describe('a signed notice', () => {
  test('is taken in without any token, under tenant and source of the configuration', async () => {
    const quote = await orchestrator().ask('POST', '/v1/intake/quote', quoteMessage('Q-1'));
    const reply = await signed(notice('P-of-Q-1', 'Q-1'));
    expect(reply).toMatchObject({ status: 202, body: { payment: expect.any(String), href: null } });
    const { store, configuration } = orchestrator().embedded;
    const stream = objectStream('payment', configuration.tenant, 'payment', 'P-of-Q-1');
    expect(await store.readStream(stream, { limit: 1 })).toMatchObject({ events: [{ type: 'PaymentReceived' }] });
    for (let moves = 0; moves < 200; moves += 1)
      if (((await move()).body as { result: string }).result === 'nothing-due') break;
    const { body } = await orchestrator().ask('GET', (quote.body as { readonly href: string }).href);
    expect(body as TransactionDetail).toMatchObject({ state: 'completed', documents: { payment: 'P-of-Q-1' } });
  });

  test.each([-300, 300])('signed %i s from our time, to the second, is taken in', async (off) => {
    expect(await signed(notice(), seconds() + off)).toMatchObject({ status: 202 });
  });

  test('is measured by our clock, which may be virtual', async () => {
    await orchestrator().ask('POST', '/v1/intake/quote', quoteMessage('Q-2'));
    const [at, body] = [seconds(), notice()];
    const first = await signed(body, at);
    while (seconds() <= at + 300) expect(await move()).toMatchObject({ body: { result: 'moved' } });
    expect(await signed(body, at)).toMatchObject(refused);
    expect(answerOf(await signed(body))).toEqual([202, first.body]);
  });
});

describe('the same message again', () => {
  test('gets the same answer, and is not even offered to intake', async () => {
    const [at, body] = [seconds(), notice()];
    const replies: Reply[] = [];
    const takes = await takesOf(async () => {
      replies.push(...(await Promise.all([signed(body, at), signed(body, at)])), await signed(body, at));
    });
    const before = await quietHead();
    replies.push(await signed(body, at));
    expect(replies.map(({ status }) => status)).toEqual([202, 202, 202, 202]);
    expect(new Set(replies.map((reply) => JSON.stringify(reply.body))).size).toBe(1);
    expect([takes, await head()]).toEqual([1, before]);
  });

  test('signed once more, as senders do when they try again, adds nothing', async () => {
    const body = notice();
    const first = await signed(body, seconds());
    const before = await quietHead();
    const takes = await takesOf(async () => {
      expect(answerOf(await signed(body, seconds() + 1))).toEqual([202, first.body]);
    });
    expect([takes, await head()]).toEqual([1, before]);
  });

  test('is recognised after a restart as well', async () => {
    const [at, body, bad] = [seconds(), notice(), '{"restart":true}'];
    const [taken, parked] = [await signed(body, at), await signed(bad, at)];
    const before = await quietHead();
    await provider.start();
    const again = [await signed(body, at), await signed(bad, at)];
    expect(again.map(answerOf)).toEqual([
      [202, taken.body],
      [422, parked.body],
    ]);
    expect(await head()).toBe(before);
  });

  test('is not parked again, even after it was discarded', async () => {
    const at = seconds();
    const first = await signed('{"discarded":true}', at);
    const { href } = first.body as { readonly href: string };
    await orchestrator().ask('POST', `${href}/discard`, { by: 'otto', note: 'a test' });
    expect(answerOf(await signed('{"discarded":true}', at))).toEqual([422, first.body]);
    expect((await provider.parked()).filter((each) => each.href === href)).toEqual([]);
  });

  test('that met a fault which passed is taken in', async () => {
    const [at, body] = [seconds(), notice()];
    const away = () => Promise.reject(new Fault('store-unavailable', 'the disk is away', { retriable: true }));
    const first = await withTake(
      () => away,
      () => signed(body, at),
    );
    expect(first).toMatchObject({ status: 503, body: { code: 'store-unavailable' } });
    expect(await signed(body, at)).toMatchObject({ status: 202 });
  });

  test('by HTTP intake under the same source is the same notice', async () => {
    await provider.start({
      ...{ Q2C_WEBHOOK_PAYMENT_SECRETS: webhookSecrets.old, Q2C_WEBHOOK_PAYMENT_SOURCE: 'bank' },
    });
    const hooked = await signed(notice('P-both', 'Q-1'));
    const posted = await orchestrator().ask('POST', '/v1/intake/payment-notice', paymentMessage('P-both', 'Q-1'));
    expect(answerOf(posted)).toEqual([202, hooked.body]);
    await provider.start();
  });
});

describe('while the secret changes', () => {
  test('both are good, and the same message is the same under either', async () => {
    await provider.start({ Q2C_WEBHOOK_PAYMENT_SECRETS: `${webhookSecrets.new},${webhookSecrets.old}` });
    const [at, body] = [seconds(), notice()];
    const v1 = [webhookSecrets.new, webhookSecrets.old].map((secret) => `v1=${signatureOf(secret, at, body)}`);
    const takes = await takesOf(async () => {
      const first = await signed(body, at, webhookSecrets.old);
      expect(first).toMatchObject({ status: 202 });
      expect(answerOf(await signed(body, at, webhookSecrets.new))).toEqual([202, first.body]);
      expect(answerOf(await post(body, `t=${at},${v1.join()}`))).toEqual([202, first.body]);
    });
    expect(takes).toBe(1);
  });

  test('afterwards the old one is worth nothing', async () => {
    await provider.start({ Q2C_WEBHOOK_PAYMENT_SECRETS: webhookSecrets.new });
    const body = notice();
    expect(await signed(body, seconds(), webhookSecrets.old)).toMatchObject(refused);
    expect(await signed(body, seconds(), webhookSecrets.new)).toMatchObject({ status: 202 });
  });
});

test('in the end nothing is in trouble', async () => {
  expect((await orchestrator().ask('GET', '/v1/status')).body as StatusAnswer).toMatchObject({
    ...{ stopped: [], troubles: [] },
  });
});
