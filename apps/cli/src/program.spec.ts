import { createStage, paymentMessage, quoteMessage, type Running } from '@q2c/orchestrator/spec';
import { exitCodes } from './exit-codes.ts';
import { createCommandLine } from './spec/command-line.ts';

const stage = createStage();
const folder = stage.folder();
let running: Running;
beforeAll(async () => {
  running = await stage.start(folder);
});
afterAll(() => stage.end());

const q2c = createCommandLine(folder);
const json = async (words: string): Promise<unknown> => JSON.parse((await q2c(`${words} --output json`)).out);

const quote = async (number: string, customerNumber = 'C-1'): Promise<string> => {
  const { body } = await running.ask('POST', '/v1/intake/quote', quoteMessage(number, { customerNumber }));
  await running.embedded.untilQuiet();
  return (body as { transaction: string }).transaction;
};
const held = async (number: string): Promise<string> => {
  await running.embedded.erpRecords.setCreditHold('C-held', true);
  return quote(number, 'C-held');
};
const parked = async (...bytes: number[]): Promise<string> => {
  const { body } = await running.ask('POST', '/v1/intake/quote', Uint8Array.of(...bytes));
  return (body as { parkedId: string }).parkedId;
};

describe('what is there', () => {
  test('status says how far everything has come', async () => {
    await quote('S-1');
    const { code, out } = await q2c('status');
    expect(code).toBe(exitCodes.ok);
    expect(out).toMatch(/^clock +2026-\S+ \(manual\)$/m);
    expect(out).toMatch(/^QuoteAccepted +[1-9]\d*$/m);
    expect(await json('status')).toMatchObject({ openCommands: 0, stopped: [] });
  });

  test('status says what has trouble', async () => {
    running.embedded.health.onStuck('scheduler, transaction-acme.x', new Error('unknown here'));
    expect((await q2c('status')).out).toMatch(
      /^trouble: scheduler, transaction-acme\.x +unknown: unknown here \(1 times since 2026-\S+\)$/m,
    );
  });

  test('show finds a transaction by its id and by the number of its quote', async () => {
    const id = await quote('S-2');
    const byNumber = await q2c('show S-2');
    expect(byNumber).toMatchObject({ code: exitCodes.ok, err: '' });
    expect(byNumber.out).toMatch(/^total +1200\.00 EUR$/m);
    expect(byNumber.out).toMatch(/^0 +2026-\S+ +QuoteAccepted +source:crm$/m);
    expect((await q2c(`show ${id}`)).out).toBe(byNumber.out);
    expect(await json('show S-2')).toMatchObject({ id, quoteNumber: 'S-2' });
  });

  test('list goes through the pages', async () => {
    const id = await held('S-3');
    await held('S-4');
    const waiting = await q2c('list --state waiting-for-person --limit 1');
    expect(waiting.out).toMatch(/order: credit-hold \(credit-control\)/);
    const [, after] = /there is more: --after (\S+)$/.exec(waiting.out) ?? [];
    const rest = await q2c(`list --state waiting-for-person --after ${after}`);
    expect([waiting.out, rest.out].filter((page) => page.includes(`\n${id} `))).toHaveLength(1);
    expect((await q2c('list --state cancelled')).out).toBe('no transactions');
  });

  test('what is not there is exit code 1, with the reason', async () => {
    const answer = await q2c('show NONE-1');
    expect(answer).toMatchObject({ code: exitCodes.refused, out: '' });
    expect(answer.err).toMatch(/transaction-not-found.*NONE-1/);
    expect(await q2c('show aaaaaaaaaaaaaaaaaaaaaaaaaa')).toMatchObject({ code: exitCodes.refused });
  });
});

describe('what a person does', () => {
  test('resume goes on after the cause was put right', async () => {
    await held('A-1');
    await running.embedded.erpRecords.setCreditHold('C-held', false);
    const resume = 'resume A-1 --exception order --note "limit raised"';
    expect(await q2c(resume)).toMatchObject({ code: exitCodes.ok, out: 'resumed: A-1' });
    await running.embedded.untilQuiet();
    expect(await json('show A-1')).toMatchObject({ state: 'running', exceptions: [] });
    const again = await q2c(resume);
    expect(again.code).toBe(exitCodes.refused);
    expect(again.err).toContain('exception-not-open');
  });

  test('cancel ends it, and says when it was so already', async () => {
    await held('A-2');
    const cancel = 'cancel A-2 --by bert --note withdrawn';
    expect(await q2c(cancel)).toMatchObject({ code: exitCodes.ok, out: 'cancelled: A-2' });
    expect(await q2c(cancel)).toMatchObject({ code: exitCodes.ok, out: 'already so: A-2' });
    expect((await q2c('show A-2')).out).toMatch(/TransactionCancelled +person:bert$/m);
  });

  test('settle is refused where the outcome is known, with the problem as JSON if wanted', async () => {
    await held('A-3');
    const settle = 'settle A-3 --exception order --note seen --number SO-9 --date 2026-02-01 --amount "1200.00 EUR"';
    expect((await q2c(settle)).err).toContain('outcome-known');
    expect(await json(settle)).toMatchObject({ status: 409, code: 'outcome-known' });
  });

  test.each([
    ['nothing', ''],
    ['an effect and none', '--no-effect --number SO-1'],
    ['a number without a date', '--number SO-1 --amount "1.00 EUR"'],
    ['a document without its amount', '--number SO-1 --date 2026-02-01'],
    ['an amount finer than its currency', '--number SO-1 --date 2026-02-01 --amount "1.005 EUR"'],
    ['an amount of no currency', '--number SO-1 --date 2026-02-01 --amount "1.00 ABC"'],
  ])('settle with %s is wrong usage', async (_name, words) => {
    const answer = await q2c(`settle A-1 --exception order --note n ${words}`);
    expect(answer.code).toBe(exitCodes.usage);
    expect(answer.err).toMatch(/^error: /);
  });
});

describe('payments', () => {
  const pay = (number: string, reference: string) =>
    running.ask('POST', '/v1/intake/payment-notice', paymentMessage(number, reference));

  test('that nobody waits for stand in the list with the reason, and are counted in the status', async () => {
    expect((await q2c('payments --state applied')).out).toBe('no payments');
    await pay('UP-1', 'a gift');
    const { code, out } = await q2c('payments --state unapplied');
    expect(code).toBe(exitCodes.ok);
    expect(out).toMatch(/^UP-1 +1200\.00 EUR +2026-01-20 +bank +a gift +nobody waits for "a gift"$/m);
    expect((await q2c('status')).out).toMatch(/^unapplied payments +1$/m);
    expect(await json('payments')).toMatchObject({ items: [{ paymentNumber: 'UP-1', reference: 'a gift' }] });
  });

  test('that a deal has got, and those that deals asked for in vain, say which', async () => {
    const [first, second] = [await quote('U-2'), await quote('U-3')];
    await pay('UP-2', 'U-2');
    await running.ask('POST', '/v1/intake/payment-notice', paymentMessage('UP-3', 'U-3', 1n));
    await running.embedded.untilQuiet();
    expect((await q2c('payments --state applied')).out).toMatch(new RegExp(`^UP-2 .* applied to ${first}$`, 'm'));
    expect((await q2c('payments --state unapplied')).out).toMatch(
      new RegExp(`^UP-3 .* asked for by ${second}: see there$`, 'm'),
    );
  });
});

describe('parked inputs', () => {
  test('are listed, retried in vain, and discarded', async () => {
    const id = await parked(1, 2, 3, 4, 5, 6);
    const list = await q2c('parked list');
    expect(list.out).toMatch(new RegExp(`^${id} +quote +crm +6 +\\S+ +message-malformed: `, 'm'));
    expect(await q2c(`parked retry ${id}`)).toMatchObject({ code: exitCodes.refused });
    expect(await q2c(`parked discard ${id} --note mistake`)).toMatchObject({
      code: exitCodes.ok,
      out: `discarded: ${id}`,
    });
    expect(await q2c('parked list')).toMatchObject({ out: 'no parked inputs' });
    expect((await q2c(`parked discard ${id} --note mistake`)).err).toContain('parked-input-not-found');
  });
});

describe('usage', () => {
  test.each([
    '--help',
    'up --help',
    'publish --help',
    'status --help',
    'list --help',
    'show --help',
    'payments --help',
    'resume --help',
    'cancel --help',
    'settle --help',
    'parked --help',
    'parked list --help',
    'parked retry --help',
    'parked discard --help',
  ])('%s has an example and ends well', async (words) => {
    const { code, out } = await q2c(words);
    expect(code).toBe(exitCodes.ok);
    expect(out).toMatch(/Examples?:\n {2}\$ q2c /);
  });

  test.each([
    'frobnicate',
    'show',
    'cancel A-1',
    'list --state lost',
    'payments --state lost',
    'list --limit 0',
    'status --output xml',
    'parked',
  ])('"%s" is exit code 2', async (words) =>
    expect(await q2c(words)).toMatchObject({ code: exitCodes.usage, out: '' }),
  );

  test('where no orchestrator runs, exit code 3 and how to start one', async () => {
    const nowhere = stage.folder();
    const { code, err } = await q2c('status', nowhere);
    expect(code).toBe(exitCodes.unreachable);
    expect(err).toContain(`npx q2c up --data ${nowhere}`);
  });
});

test('a transaction is carried through while the command line looks on', async () => {
  await quote('Z-1');
  await running.ask('POST', '/v1/intake/payment-notice', paymentMessage('ZP-1', 'Z-1'));
  for (let moves = 0; moves < 200; moves += 1) {
    const { body } = await running.ask('POST', '/v1/clock/move');
    if ((body as { result: string }).result === 'nothing-due') break;
  }
  expect((await q2c('list --state completed')).out).toMatch(/ Z-1 +1200\.00 EUR +completed +RevenuePosted$/m);
});
