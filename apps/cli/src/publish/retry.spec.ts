import { exitCodes } from '../exit-codes.ts';
import { publishSettings } from './index.ts';
import { problemReply } from './spec/fake-intake.ts';
import { createPublishStage, type Begun } from './spec/stage.ts';

const stage = createPublishStage();
const { quotes } = stage;
let begun: Begun;
beforeEach(async () => {
  begun = await stage.begin();
});
afterEach(() => begun.intake.stop());
afterAll(() => stage.end());

describe('what may pass', () => {
  const quick = { firstPauseMs: 5, giveUpAfterMs: 300 };
  test.each([
    ['503', problemReply(503, 'store-busy')],
    ['a connection that is lost', 'hang-up' as const],
  ])('is tried again: %s', async (_name, reply) => {
    begun.intake.answer = (n) => (n % 3 === 1 ? reply : undefined);
    const path = quotes(40);
    const { code, out, err } = await begun.said([path], quick);
    expect([code, err]).toEqual([exitCodes.ok, '']);
    expect(out).toMatch(/40 records: 40 accepted\nsent again for want of an answer: \d+$/);
    expect(begun.intake.seen.known.size).toBe(40);
  });

  test('is an answer that was lost on its way: the record is known then, not doubled', async () => {
    let lost = 0;
    begun.intake.answer = (_n, message) => {
      if (!message.includes('Q-3') || lost > 0) return undefined;
      lost += 1;
      begun.intake.take(message);
      return 'hang-up';
    };
    const { code, out } = await begun.said([quotes(5)], quick);
    expect([code, out.split('\n')]).toEqual([
      exitCodes.ok,
      [expect.stringMatching(/5 records: 4 accepted, 1 already known$/), 'sent again for want of an answer: 1'],
    ]);
    expect(begun.intake.seen.known.size).toBe(5);
  });

  test('is a process that is started again elsewhere, with another token', async () => {
    let restarted: Promise<void> | undefined;
    begun.intake.answer = (n) => {
      if (n === 100) restarted = begun.intake.stop().then(() => begun.intake.start());
      return n < 100 ? undefined : n < 110 ? 'hang-up' : undefined;
    };
    const { code, out } = await begun.said([quotes(300)], { ...quick, giveUpAfterMs: 20_000 });
    await restarted;
    expect(code).toBe(exitCodes.ok);
    expect(out).toMatch(/300 records: \d+ accepted/);
    expect(begun.intake.seen.known.size).toBe(300);
  });

  test('is a process that was started again at the same address: its new token is read', async () => {
    const renewed: Promise<void>[] = [];
    begun.intake.answer = (n) => {
      if (n === 100) renewed.push(begun.intake.renew());
      return undefined;
    };
    const { code, out } = await begun.said([quotes(300)], { ...quick, giveUpAfterMs: 20_000 });
    await Promise.all(renewed);
    expect(code).toBe(exitCodes.ok);
    expect(out).toMatch(/300 records: 300 accepted/);
  });

  test('does not pass for ever: then it ends, and says what was not answered', async () => {
    begun.intake.answer = (n) => (n > 100 ? problemReply(503, 'store-busy') : undefined);
    const [one, two] = [quotes(500), quotes(5)];
    const startedAt = performance.now();
    const { code, out, err } = await begun.said([one, two], quick);
    expect(performance.now() - startedAt).toBeLessThan(30_000);
    expect(code).toBe(exitCodes.unreachable);
    const [first, second] = out.split('\n');
    const [, records, accepted, unanswered] =
      /, (\d+) records: (\d+) accepted, (\d+) without an answer; not read to its end$/.exec(first!) ?? [];
    expect(accepted).toBe('100');
    expect(Number(unanswered)).toBeLessThanOrEqual(publishSettings.atOnce);
    expect(Number(records)).toBe(100 + Number(unanswered));
    expect(second).toBe(`${two}: not begun`);
    expect(err).toMatch(/^unanswered: .* record \d+ \(block \d+ at byte \d+\): store-busy: the detail of store-busy$/m);
    expect(err).toMatch(/run it again: what was taken in is recognised, nothing is doubled$/);
    // And so it is: what was lost is sent, the rest is known.
    begun.intake.answer = () => undefined;
    expect((await begun.said([one, two], quick)).out).toMatch(/in all: 505 records: 400 accepted, 105 already known$/);
  });

  test('is not waited for where nobody is to begin with', async () => {
    await begun.intake.stop();
    const { code, out, err } = await begun.said([quotes(5)], quick);
    expect([code, out]).toEqual([exitCodes.unreachable, '']);
    expect(err).toMatch(/^no orchestrator answers on /);
  });
});
