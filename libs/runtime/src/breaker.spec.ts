import { codeOf } from '@q2c/kernel';
import type { ErpFault } from '@q2c/reference-systems';
import { inLane, openCallRoom, policy, requestOrder } from './connector-stage.spec.ts';
import { createBreaker, type BreakerChange } from './index.ts';
import { createStage, startMs } from './stage.spec.ts';

const setUp = (failuresToOpen = 3) => {
  const stage = createStage();
  const changes: BreakerChange[] = [];
  const breaker = createBreaker(stage.clock, { failuresToOpen, coolDownMs: 1_000 }, (change) => changes.push(change));
  const admitted: string[] = [];
  const admit = (name: string): void =>
    void breaker.admit().then(
      () => admitted.push(name),
      (error: unknown) => admitted.push(`${name}: ${codeOf(error) ?? ''}`),
    );
  const fail = (times: number): void => {
    for (let n = 0; n < times; n += 1) breaker.failed('timeout');
  };
  return { stage, breaker, changes, admitted, admit, fail };
};

describe('a circuit breaker', () => {
  it('opens after so many failures in a row, and says why and until when', async () => {
    const { stage, breaker, changes, admitted, admit, fail } = setUp();
    fail(2);
    breaker.succeeded();
    fail(2);
    admit('a');
    await stage.rest();
    expect([admitted, changes, breaker.probeAtMs()]).toEqual([['a'], [], null]);
    fail(1);
    admit('b');
    await stage.rest();
    expect([admitted, breaker.probeAtMs()]).toEqual([['a'], startMs + 1_000]);
    expect(changes).toEqual([{ change: 'opened', code: 'timeout', untilMs: startMs + 1_000 }]);
  });

  it('lets one go first after its cool-down, and all when that one succeeded', async () => {
    const { stage, breaker, changes, admitted, admit, fail } = setUp();
    fail(3);
    for (const name of ['a', 'b', 'c']) admit(name);
    await stage.pass(999);
    expect(admitted).toEqual([]);
    await stage.pass(1);
    admit('d');
    await stage.pass(5_000);
    expect(admitted).toEqual(['a']);
    breaker.succeeded();
    await stage.rest();
    expect([admitted, changes.map(({ change }) => change)]).toEqual([
      ['a', 'b', 'c', 'd'],
      ['opened', 'closed'],
    ]);
  });

  it('cools down again when that one failed, and tells of it once', async () => {
    const { stage, changes, admitted, admit, fail } = setUp();
    fail(3);
    for (const name of ['a', 'b']) admit(name);
    await stage.pass(1_000);
    fail(1);
    await stage.pass(999);
    expect(admitted).toEqual(['a']);
    await stage.pass(1);
    expect([admitted, changes.length]).toEqual([['a', 'b'], 1]);
  });

  it('lets the next one go first when the first had nothing to call for', async () => {
    const { stage, breaker, admitted, admit, fail } = setUp();
    fail(3);
    for (const name of ['a', 'b', 'c']) admit(name);
    await stage.pass(1_000);
    breaker.unused();
    await stage.rest();
    expect(admitted).toEqual(['a', 'b']);
  });

  it('turns those away who wait when it is told to stop, and keeps no alarm', async () => {
    const { stage, breaker, admitted, admit, fail } = setUp();
    fail(3);
    admit('waiting');
    await stage.rest();
    breaker.release();
    admit('later');
    await stage.rest();
    fail(1);
    expect([...admitted].sort()).toEqual(['later: breaker-open', 'waiting: breaker-open']);
    expect(stage.clock.nextWakeMs()).toBeNull();
  });

  it('that is closed lets calls go on when it is told to stop', async () => {
    const { stage, breaker, admitted, admit } = setUp();
    breaker.release();
    admit('last');
    await stage.rest();
    expect(admitted).toEqual(['last']);
  });
});

describe('while the breaker of a connector is open', () => {
  const openRoom = async (script: ErpFault[]) => {
    const room = await openCallRoom('lookup', script, { failuresToOpen: 2 });
    const { stage, process, publish } = room;
    // Each in a lane of its own.
    for (const n of [2, 3]) await publish(inLane(await requestOrder(stage, process, n), `lane-${n}`));
    expect(room.connector.breakerChanges).toEqual(['opened']);
    const waiting = [];
    for (const n of [4, 5, 6]) waiting.push(inLane(await requestOrder(stage, process, n), `lane-${n}`));
    await publish(...waiting);
    return room;
  };
  const unavailable: ErpFault = { kind: 'unavailable' };

  it('nothing is called, and no attempt is used up', async () => {
    const { erp, stage, process, outcomes } = await openRoom([unavailable, unavailable]);
    await stage.pass(14_999);
    expect(erp.seen).toHaveLength(2);
    // The claims of the two that failed are the only ones.
    expect((await stage.done(process.claims.free('command/', 10))).map(({ key }) => key)).toHaveLength(2);
    await stage.pass(1);
    expect(erp.seen).toHaveLength(5);
    expect(outcomes.map(({ attempts }) => attempts.length)).toEqual([1, 1, 1]);
  });

  it('one command goes first after the cool-down, and the others wait for its answer', async () => {
    const { erp, stage, connector } = await openRoom([unavailable, unavailable, { kind: 'slow', ms: 5_000 }]);
    await stage.pass(15_000);
    expect(erp.seen).toHaveLength(3);
    await stage.pass(4_999);
    expect([erp.seen.length, connector.breakerChanges]).toEqual([3, ['opened']]);
    await stage.pass(1);
    expect([erp.seen.length, connector.breakerChanges]).toEqual([5, ['opened', 'closed']]);
  });

  it('a stop sends nothing: what waited stays on the bus', async () => {
    const { erp, stage, connector, consumer, results } = await openRoom([unavailable, unavailable]);
    connector.breaker.release();
    await stage.done(consumer.stop());
    await stage.pass(60_000);
    expect([erp.seen.length, results()]).toEqual([2, []]);
  });
});

describe('a call that was never made says nothing about the counterpart', () => {
  const lateMs = policy.leaseMs - policy.leaseMarginMs;

  it('a probe that waited too long for its claim leaves the breaker open, and the next one goes', async () => {
    let claimMs = 0;
    const room = await openCallRoom('lookup', [{ kind: 'unavailable' }, { kind: 'slow', ms: 1_000 }], {
      failuresToOpen: 1,
      alter: (claims) => ({
        ...claims,
        async acquire(requests) {
          const answers = await claims.acquire(requests);
          const { clock } = room.stage;
          if (claimMs > 0) await new Promise<void>((resolve) => void clock.at(clock.now() + claimMs, resolve));
          return answers;
        },
      }),
    });
    const { stage, process, connector, erp, publish, results } = room;
    await publish(inLane(await requestOrder(stage, process, 2), 'lane-2'));
    claimMs = lateMs;
    const waiting = [];
    for (const n of [3, 4]) waiting.push(inLane(await requestOrder(stage, process, n), `lane-${n}`));
    await publish(...waiting);
    // The cool-down, and then the probe's claim.
    await stage.pass(15_000 + lateMs - 1);
    claimMs = 0;
    expect([connector.breakerChanges, erp.calls()]).toEqual([['opened'], ['execute']]);
    await stage.pass(1);
    expect([connector.breakerChanges, erp.calls()]).toEqual([['opened'], ['execute', 'execute']]);
    expect(erp.seen[1]?.commands.map(({ lane }) => lane)).toEqual(['lane-4']);
    await stage.pass(1_000);
    expect([connector.breakerChanges, results()]).toEqual([['opened', 'closed'], ['succeeded']]);
  });

  it('nor does a probe whose outcome nobody can learn any more', async () => {
    const room = await openCallRoom('none', [{ kind: 'unavailable' }, { kind: 'lost-answer' }], { failuresToOpen: 2 });
    const { stage, process, connector, erp, publish, results } = room;
    await publish(inLane(await requestOrder(stage, process, 2), 'lane-2'));
    const lost = inLane(await requestOrder(stage, process, 3), 'lane-3');
    await publish(lost);
    expect([connector.breakerChanges, erp.calls().length]).toEqual([['opened'], 2]);
    // Its claim is over, and all that can be said of it is that nobody knows.
    await stage.pass(policy.leaseMs + 60_000);
    await publish(lost);
    expect([results(), erp.calls().length]).toEqual([['unknown: connection-reset', 'unknown: outcome-unknown'], 2]);
    expect(connector.breakerChanges).toEqual(['opened']);
  });
});
