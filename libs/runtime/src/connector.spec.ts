import type { OutgoingMessage } from '@q2c/ports';
import type { ErpFault } from '@q2c/reference-systems';
import { claimOverMs, inRound, latestEffectMs, openCallRoom } from './connector-stage.spec.ts';

const unavailable: ErpFault = { kind: 'unavailable' };
const lost: ErpFault = { kind: 'lost-answer' };

describe('a command to a counterpart that can be asked', () => {
  it('is sent at its first attempt without asking', async () => {
    const { publish, erp, results, outcomes } = await openCallRoom('lookup');
    await publish();
    expect([erp.calls(), results()]).toEqual([['execute'], ['succeeded']]);
    expect(outcomes[0]?.attempts).toMatchObject([{ attempt: 1, result: 'succeeded', durationMs: 0 }]);
  });

  it('is asked for before it is sent again, and sent when it is not found', async () => {
    const { publish, erp, results, outcomes, stage, connector } = await openCallRoom('lookup', [unavailable]);
    await publish();
    expect([results(), connector.later]).toEqual([[], [0]]);
    await stage.pass(500);
    await publish();
    expect(erp.calls()).toEqual(['execute', 'lookup', 'execute']);
    expect(await erp.orders()).toHaveLength(1);
    expect(outcomes).toHaveLength(1);
    expect(outcomes[0]?.attempts.map(({ attempt, result }) => [attempt, result])).toEqual([
      [1, 'unavailable'],
      [2, 'not-found'],
      [3, 'succeeded'],
    ]);
  });

  it('counts as done when it is found', async () => {
    const { publish, erp, outcomes, stage } = await openCallRoom('lookup', [lost]);
    await publish();
    await stage.pass(latestEffectMs);
    await publish();
    expect(erp.calls()).toEqual(['execute', 'lookup']);
    expect(outcomes).toMatchObject([{ outcome: 'succeeded', effect: { number: 'SO-0000001' } }]);
    expect(await erp.orders()).toHaveLength(1);
  });

  it('is neither asked for nor sent while an earlier call may still take effect', async () => {
    const { publish, erp, results, stage, process } = await openCallRoom('lookup', [lost]);
    await publish();
    expect(await stage.done(process.claims.nextFreeInMs('command/'))).toBe(latestEffectMs);
    await stage.pass(latestEffectMs - 1);
    await publish();
    expect([erp.calls(), results()]).toEqual([['execute'], []]);
    await stage.pass(1);
    await publish();
    expect([erp.calls(), results()]).toEqual([['execute', 'lookup'], ['succeeded']]);
  });

  it('takes effect once though the effect came after we gave up', async () => {
    const late: ErpFault = { kind: 'late', afterMs: latestEffectMs - 1 };
    const { publish, erp, results, stage } = await openCallRoom('lookup', [late]);
    await publish();
    await stage.pass(latestEffectMs - 2);
    await publish();
    expect(await erp.orders()).toEqual([]);
    await stage.pass(2);
    await publish();
    expect([erp.calls(), results()]).toEqual([['execute', 'lookup'], ['succeeded']]);
    expect(await erp.orders()).toHaveLength(1);
  });

  it('takes effect twice where the counterpart breaks its promise, under one reference that tells', async () => {
    const tooLate: ErpFault = { kind: 'late', afterMs: latestEffectMs + 1_000 };
    const { publish, erp, results, stage } = await openCallRoom('lookup', [tooLate]);
    await publish();
    await stage.pass(latestEffectMs);
    await publish();
    expect([erp.calls(), results()]).toEqual([['execute', 'lookup', 'execute'], ['succeeded']]);
    await stage.pass(1_000);
    const [first, second] = await erp.orders();
    expect([first, second]).toEqual(['transaction-acme.q1/order/order/1', 'transaction-acme.q1/order/order/1']);
  });

  it('is not sent when it could not be asked for', async () => {
    const { publish, erp, results, stage } = await openCallRoom('lookup', [lost, unavailable]);
    await publish();
    await stage.pass(latestEffectMs);
    await publish();
    expect([erp.calls(), results()]).toEqual([['execute', 'lookup'], []]);
    // A look-up has no effect: only the pause between attempts is waited for.
    await stage.pass(1_000);
    await publish();
    expect([erp.calls(), results()]).toEqual([['execute', 'lookup', 'lookup'], ['succeeded']]);
    expect(await erp.orders()).toHaveLength(1);
  });

  it('counts as unanswered when the answer takes too long, and is found later', async () => {
    const { publish, erp, outcomes, stage } = await openCallRoom('lookup', [{ kind: 'slow', ms: 20_000 }]);
    await publish();
    await stage.pass(9_999);
    expect(await erp.orders()).toEqual([]);
    await stage.pass(1);
    await publish();
    await stage.pass(latestEffectMs);
    await publish();
    expect(erp.calls()).toEqual(['execute', 'lookup']);
    expect(outcomes[0]?.attempts.map(({ result, durationMs }) => [result, durationMs])).toEqual([
      ['timeout', 10_000],
      ['found', 0],
    ]);
    expect(await erp.orders()).toHaveLength(1);
  });
});

describe('a command to a counterpart that deduplicates', () => {
  it('is sent again without asking, and takes effect once', async () => {
    const { publish, erp, outcomes, stage } = await openCallRoom('native', [lost]);
    await publish();
    await stage.pass(500);
    await publish();
    expect(erp.calls()).toEqual(['execute', 'execute']);
    expect(outcomes).toMatchObject([{ outcome: 'succeeded', effect: { number: 'SO-0000001' } }]);
    expect(await erp.orders()).toHaveLength(1);
  });

  it('is retried to its limit, and its outcome is then a person’s', async () => {
    const { publish, erp, results, stage, process } = await openCallRoom('native', [
      unavailable,
      unavailable,
      unavailable,
    ]);
    for (let n = 0; n < 3; n += 1) {
      await publish();
      await stage.pass(5_000);
    }
    expect([erp.calls().length, results()]).toEqual([3, ['exhausted: unavailable']]);
    expect(await stage.done(process.claims.nextFreeInMs('command/'))).toBeNull();
  });
});

describe('a command to a counterpart that can do neither', () => {
  it('is sent again only after a call that surely did nothing', async () => {
    const { publish, erp, results, stage } = await openCallRoom('none', [unavailable]);
    await publish();
    await stage.pass(500);
    await publish();
    expect([erp.calls(), results()]).toEqual([['execute', 'execute'], ['succeeded']]);
  });

  it('goes to a person when its outcome is unknown, and is never sent again by us', async () => {
    const { publish, erp, results, stage, message } = await openCallRoom('none', [lost]);
    await publish();
    expect(results()).toEqual(['unknown: connection-reset']);
    for (let n = 1; n <= 3; n += 1) {
      await stage.pass(claimOverMs);
      await publish(message);
    }
    // Nor when a person resumes it: only their finding opens another command.
    await publish(inRound(message, 9));
    await stage.pass(claimOverMs);
    await publish(inRound(message, 9));
    expect(erp.calls()).toEqual(['execute']);
    expect(new Set(results())).toEqual(new Set(['unknown: connection-reset', 'unknown: outcome-unknown']));
  });

  it('goes to a person when its owner vanished after taking it up', async () => {
    const { publish, erp, results, stage, process } = await openCallRoom('none');
    const claim = { key: 'command/transaction-acme.q1/order/order/1', owner: 'gone', leaseMs: 30_000 };
    await stage.done(process.claims.acquire([{ ...claim, quietMs: latestEffectMs }]));
    await stage.pass(claimOverMs);
    await publish();
    expect([erp.calls(), results()]).toEqual([[], ['unknown: outcome-unknown']]);
  });
});

describe('a business no', () => {
  it('is an outcome at once, and is said again to whoever asks, without a call', async () => {
    const { publish, erp, results, outcomes, stage } = await openCallRoom('lookup');
    await erp.records.setCreditHold('C-1', true);
    await publish();
    expect(results()).toEqual(['refused: credit-hold']);
    await erp.records.setCreditHold('C-1', false);
    await stage.pass(10 * claimOverMs);
    await publish();
    expect([erp.calls(), results()]).toEqual([['execute'], ['refused: credit-hold', 'refused: credit-hold']]);
    expect(outcomes[1]).toEqual(outcomes[0]);
  });
});

describe('retries', () => {
  const threeTimes = async ({ publish, stage }: Awaited<ReturnType<typeof openCallRoom>>, message: OutgoingMessage) => {
    for (let n = 0; n < 3; n += 1) {
      await publish(message);
      await stage.pass(5_000);
    }
  };

  it('end at their limit with a person, who finds the claim asleep', async () => {
    const room = await openCallRoom(
      'lookup',
      Array.from({ length: 20 }, () => unavailable),
    );
    await threeTimes(room, room.message);
    const { erp, results, outcomes, process, stage } = room;
    expect([erp.calls(), results()]).toEqual([['execute', 'lookup', 'lookup'], ['exhausted: unavailable']]);
    expect(outcomes[0]?.attempts).toHaveLength(3);
    await stage.pass(10 * claimOverMs);
    expect(await stage.done(process.claims.free('command/', 10))).toEqual([]);
    expect(await stage.done(process.claims.nextFreeInMs('command/'))).toBeNull();
  });

  it('begin anew with a full measure when a person resumes', async () => {
    const room = await openCallRoom(
      'lookup',
      Array.from({ length: 5 }, () => unavailable),
    );
    const { erp, results, outcomes, message } = room;
    await threeTimes(room, message);
    await threeTimes(room, inRound(message, 7));
    // Two more fail in the new round, the third finds nothing and sends.
    expect(results()).toEqual(['exhausted: unavailable', 'succeeded']);
    expect(erp.calls()).toEqual(['execute', 'lookup', 'lookup', 'lookup', 'lookup', 'lookup', 'execute']);
    expect(outcomes[1]?.attempts.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(await erp.orders()).toHaveLength(1);
  });
});
