import { Fault } from '@q2c/kernel';
import { createAlarmLoop } from './index.ts';
import { createStage, startMs } from './stage.spec.ts';

const setUp = (work: (round: number) => Promise<number | null> | number | null) => {
  const stage = createStage();
  const rounds: number[] = [];
  const loop = createAlarmLoop({
    name: 'loop',
    clock: stage.clock,
    onFault: stage.onFault,
    work: async () => work(rounds.push(stage.clock.now() - startMs)),
  });
  return { stage, rounds, loop };
};

describe('an alarm loop', () => {
  it('works when it begins to lead, when signalled and when its alarm rings, and never otherwise', async () => {
    const { stage, rounds, loop } = setUp((round) => (round === 1 ? startMs + 500 : null));
    loop.signal();
    await stage.pass(100);
    expect(rounds).toEqual([]);
    loop.lead(true);
    await stage.pass(1_000);
    expect(rounds).toEqual([100, 500]);
    loop.signal();
    await stage.pass(60_000);
    expect(rounds).toEqual([100, 500, 1_100]);
  });

  it('takes the earlier of two alarms', async () => {
    const { stage, rounds, loop } = setUp((round) => (round === 1 ? startMs + 10_000 : null));
    loop.lead(true);
    await stage.rest();
    loop.ringBy(startMs + 20_000);
    loop.ringBy(startMs + 3_000);
    await stage.pass(30_000);
    expect(rounds).toEqual([0, 3_000]);
  });

  it('does not lose a signal that comes while it works, and never works twice at once', async () => {
    let running = 0;
    let together = 0;
    const { stage, rounds, loop } = setUp(async () => {
      together = Math.max(together, (running += 1));
      await new Promise<void>((resolve) => void stage.clock.at(stage.clock.now() + 100, resolve));
      running -= 1;
      return null;
    });
    loop.lead(true);
    await stage.pass(50);
    for (let n = 0; n < 5; n += 1) loop.signal();
    await stage.pass(1_000);
    expect([rounds, together]).toEqual([[0, 100], 1]);
  });

  it('rests while another instance leads', async () => {
    const { stage, rounds, loop } = setUp(() => startMs + 500);
    loop.lead(true);
    await stage.rest();
    loop.lead(false);
    loop.signal();
    await stage.pass(1_000);
    expect([rounds, stage.clock.nextWakeMs()]).toEqual([[0], null]);
  });

  it('tries again after a fault that passes, later each time, and ends with one that does not', async () => {
    const { stage, rounds, loop } = setUp((round) => {
      throw new Fault('broken', `round ${round}`, { retriable: round < 4 });
    });
    loop.lead(true);
    await stage.pass(60_000);
    loop.signal();
    await stage.pass(60_000);
    const pauses = rounds.slice(1).map((at, n) => at - rounds[n]!);
    expect(rounds).toHaveLength(4);
    expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
    expect([stage.faults, stage.clock.nextWakeMs()]).toEqual([[1, 2, 3, 4].map((n) => `loop: round ${n}`), null]);
  });

  it('that stops waits for its work, keeps no alarm and complains of nothing that would have been tried again', async () => {
    let fail: () => void = () => undefined;
    const { stage, loop } = setUp(
      () => new Promise((_, reject) => (fail = () => reject(new Fault('late', 'late', { retriable: true })))),
    );
    loop.lead(true);
    await stage.rest();
    loop.ringBy(startMs + 5_000);
    let stopped = false;
    void loop.stop().then(() => (stopped = true));
    await stage.rest();
    expect(stopped).toBe(false);
    fail();
    await stage.rest();
    loop.ringBy(startMs + 1_000);
    expect([stopped, stage.faults, stage.clock.nextWakeMs()]).toEqual([true, [], null]);
  });
});
