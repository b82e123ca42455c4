import { Fault } from '@q2c/kernel';
import { createStage, startMs } from './stage.spec.ts';
import { inMs, noted, openTimetable, startTimetable, tell, type Delivered } from './timetable-stage.spec.ts';

const timesOf = (delivered: readonly Delivered[]): number[] => delivered.map(({ atMs }) => atMs);

describe('a deadline', () => {
  it('is brought to its stream at its instant, and not before', async () => {
    const { stage, delivered, say, scheduler } = startTimetable();
    await say(noted(1), tell.due(60_000));
    expect(await stage.done(scheduler.nextDueMs())).toBe(startMs + 60_000);
    await stage.pass(59_999);
    expect(delivered).toEqual([]);
    await stage.pass(1);
    expect(delivered).toEqual([
      { stream: noted(1), atMs: 60_000, input: { kind: 'deadline', name: 'delivery', at: inMs(60_000) } },
    ]);
    expect(stage.typesOf(noted(1))).toEqual(['DeadlineSet', 'DeadlineCleared']);
    expect(await stage.done(scheduler.nextDueMs())).toBeNull();
  });

  it('that is past when it is set is brought at once', async () => {
    const { stage, delivered, say } = startTimetable();
    await stage.pass(100_000);
    await say(noted(1), tell.due(60_000));
    await stage.rest();
    expect(timesOf(delivered)).toEqual([100_000]);
  });

  it('that was cleared is not brought', async () => {
    const { stage, delivered, say } = startTimetable();
    await say(noted(1), tell.due(60_000), tell.due(70_000, 'payment-due'));
    await stage.pass(30_000);
    await say(noted(1), tell.clear(60_000));
    await stage.pass(100_000);
    expect(timesOf(delivered)).toEqual([70_000]);
  });

  it('set by an earlier process is brought by the next one', async () => {
    const { stage, process, say } = startTimetable();
    await say(noted(1), tell.due(60_000));
    await say(noted(2), tell.due(200_000));
    process.crash();
    await stage.pass(100_000);
    const { delivered } = startTimetable(stage);
    await stage.pass(150_000);
    expect(delivered.map(({ stream, atMs }) => [stream, atMs])).toEqual([
      [noted(1), 100_000],
      [noted(2), 200_000],
    ]);
    expect(stage.typesOf(noted(1))).toEqual(['DeadlineSet', 'DeadlineCleared']);
  });

  it('that was brought and not answered before a crash is brought again, and answered once', async () => {
    const stage = createStage();
    const first = openTimetable(stage, { transact: () => () => new Promise(() => undefined) });
    first.indexes.start();
    await first.say(noted(1), tell.due(1_000));
    await stage.pass(1_000);
    expect(first.delivered).toHaveLength(1);
    first.process.crash();
    const { delivered } = startTimetable(stage);
    await stage.pass(100_000);
    expect([delivered.length, stage.typesOf(noted(1))]).toEqual([1, ['DeadlineSet', 'DeadlineCleared']]);
  });

  it('is brought once while its answer is on its way to the index', async () => {
    const { stage, process, delivered, say, scheduler, indexes } = startTimetable();
    await say(noted(1), tell.due(1_000));
    await stage.rest();
    // From here on nobody keeps the index: the row stays.
    await stage.done(indexes.stop());
    scheduler.lead(true);
    await stage.pass(1_000);
    for (let n = 0; n < 5; n += 1) {
      scheduler.signal();
      await stage.pass(5_000);
    }
    expect([timesOf(delivered), stage.typesOf(noted(1)).length]).toEqual([[1_000], 2]);
    // After half a minute it is suggested once more, which changes nothing.
    await stage.pass(5_000);
    expect([timesOf(delivered), stage.typesOf(noted(1)).length]).toEqual([[1_000, 31_000], 2]);
    await stage.done(scheduler.stop());
    process.crash();
  });

  it('is brought although a thousand before it stand and nothing changes them', async () => {
    const unmoved = (stream: string): boolean => stream !== noted('last');
    const { stage, delivered, say, sayToAll } = startTimetable(createStage(), {
      transact: (transact) => async (stream, envelope) =>
        unmoved(stream) ? { kind: 'already-so', state: null } : transact(stream, envelope),
    });
    await sayToAll(1_000, () => [tell.due(1_000)]);
    await say(noted('last'), tell.due(2_000));
    await stage.pass(2_000);
    expect([delivered.length, delivered.at(-1)?.stream]).toEqual([1_001, noted('last')]);
  });

  it('comes with all others of its instant, in pages', async () => {
    const { stage, delivered, sayToAll, ranges } = startTimetable();
    await sayToAll(1_201, () => [tell.due(60_000)]);
    ranges.length = 0;
    await stage.pass(60_000);
    expect(new Set(delivered.map(({ stream }) => stream)).size).toBe(1_201);
    expect(delivered).toHaveLength(1_201);
    expect(Math.max(...ranges.map(({ limit }) => limit))).toBe(500);
  });
});

describe('who waits', () => {
  it('is the only one woken, whoever waits for keys before and behind', async () => {
    const { stage, delivered, say } = startTimetable();
    for (const [n, key] of ['Q-0', 'Q-1', 'Q-10', 'Q-1/2', 'Q-2'].entries()) await say(noted(n), tell.wait(key));
    await say(noted('pays'), tell.announce('Q-1'));
    await stage.pass(60_000);
    expect(delivered.map(({ stream }) => stream)).toEqual([noted(1)]);
  });

  it.each(['before', 'after'] as const)('%s the announcement is woken by it, once', async (when) => {
    const { stage, delivered, say } = startTimetable();
    const notes = [() => say(noted('waits'), tell.wait('Q-1')), () => say(noted('pays'), tell.announce('Q-1'))];
    for (const note of when === 'before' ? notes : notes.reverse()) {
      expect(delivered).toEqual([]);
      await note();
      await stage.rest();
    }
    expect(delivered).toMatchObject([
      { stream: noted('waits'), input: { waitKind: 'payment', key: 'Q-1', by: noted('pays') } },
    ]);
    expect(stage.typesOf(noted('waits'))).toEqual(['WaitingFor', 'WaitEnded']);
    await stage.pass(120_000);
    expect(delivered).toHaveLength(1);
  });

  it('for one key is not woken by another one, also where one begins as the other does', async () => {
    const { stage, delivered, say } = startTimetable();
    await say(noted('waits'), tell.wait('Q-1'));
    for (const key of ['Q-10', 'Q', 'Q-1/2', 'q-1']) await say(noted(key.length), tell.announce(key));
    await stage.pass(60_000);
    expect(delivered).toEqual([]);
  });

  it('when a process dies is woken by the next one', async () => {
    const stage = createStage();
    const first = openTimetable(stage, { transact: () => () => new Promise(() => undefined) });
    first.indexes.start();
    await first.say(noted('waits'), tell.wait('Q-1'));
    await first.say(noted('pays'), tell.announce('Q-1'));
    await stage.rest();
    expect(first.delivered).toHaveLength(1);
    first.process.crash();
    const { delivered } = startTimetable(stage);
    await stage.pass(60_000);
    expect([delivered.length, stage.typesOf(noted('waits'))]).toEqual([1, ['WaitingFor', 'WaitEnded']]);
  });

  it('is told of everybody who announced', async () => {
    const { stage, delivered, say } = startTimetable(createStage(), {
      transact: () => () => Promise.resolve({ kind: 'already-so', state: null }),
    });
    await say(noted('one'), tell.announce('Q-1'));
    await say(noted('two'), tell.announce('Q-1'));
    await say(noted('waits'), tell.wait('Q-1'));
    await stage.rest();
    expect(delivered.map(({ input }) => input.kind === 'wake' && input.by)).toEqual([noted('one'), noted('two')]);
  });

  it('10,000 strong is woken in pages by one announcement', async () => {
    const crowd = 10_000;
    let running = 0;
    let together = 0;
    const { stage, delivered, say, sayToAll, ranges } = startTimetable(createStage(), {
      transact: (transact) => async (stream, envelope) => {
        together = Math.max(together, (running += 1));
        return transact(stream, envelope).finally(() => (running -= 1));
      },
    });
    await sayToAll(crowd, () => [tell.wait('Q-1')]);
    ranges.length = 0;
    await say(noted('pays'), tell.announce('Q-1'));
    await stage.pass(1_000);
    expect(new Set(delivered.map(({ stream }) => stream)).size).toBe(crowd);
    expect(delivered).toHaveLength(crowd);
    expect([together, Math.max(...ranges.map(({ limit }) => limit))]).toEqual([500, 500]);
    expect(stage.backend.events()).toHaveLength(2 * crowd + 1);
  });
});

describe('the scheduler', () => {
  it('brings what becomes due while it brings something else', async () => {
    const { stage, delivered, say, ranges } = startTimetable();
    await say(noted(1), tell.due(1_000));
    await say(noted(2), tell.due(1_003));
    const push = ranges.push.bind(ranges);
    // The look at what is due takes 5 ms.
    ranges.push = (...asked) => {
      const due = asked[0]?.collection === 'due' && stage.clock.now() === startMs + 1_000;
      if (due) stage.clock.advanceTo(startMs + 1_005);
      return push(...asked);
    };
    await stage.pass(2_000);
    expect(new Set(delivered.map(({ stream }) => stream))).toEqual(new Set([noted(1), noted(2)]));
  });

  it('goes through a year of deadlines without polling', async () => {
    const day = 86_400_000;
    const { stage, delivered, sayToAll } = startTimetable(createStage(), { leaseMs: 30 * day });
    let asked = 0;
    const at = stage.clock.at;
    stage.clock.at = (...alarm) => {
      asked += 1;
      return at(...alarm);
    };
    await sayToAll(365, (n) => [tell.due((n + 1) * day), tell.due((n + 1) * day + 3_600_000, 'payment-due')]);
    await stage.pass(366 * day);
    expect(timesOf(delivered)).toEqual(
      Array.from({ length: 365 }, (_, n) => [(n + 1) * day, (n + 1) * day + 3_600_000]).flat(),
    );
    // One alarm a deadline, one for its repetition that is not needed, and the lease.
    expect(asked).toBeLessThan(3 * 730);
  });

  it('is not kept from others by a stream that cannot be brought forward, and says which', async () => {
    const { stage, delivered, stuck, say } = startTimetable(createStage(), {
      transact: (transact) => async (stream, envelope) => {
        if (stream === noted(2)) throw new Fault('process-version-missing', 'unknown here', { retriable: false });
        return transact(stream, envelope);
      },
    });
    for (const n of [1, 2, 3]) await say(noted(n), tell.due(1_000));
    await stage.pass(1_000);
    await say(noted(4), tell.due(20_000));
    await stage.pass(19_000);
    expect([1, 3, 4].map((n) => stage.typesOf(noted(n)).length)).toEqual([2, 2, 2]);
    // The scheduler itself has no fault: it goes on.
    expect([stuck, stage.faults]).toEqual([[`scheduler, ${noted(2)}: unknown here`], []]);
    // It is tried again, seldom: a new release may know what this one does not.
    await stage.pass(41_000);
    expect(delivered.filter(({ stream }) => stream === noted(2)).map(({ atMs }) => atMs)).toEqual([
      1_000, 31_000, 61_000,
    ]);
  });

  it('tries again what failed for now, and only that', async () => {
    let broken = 3;
    const { stage, delivered, say } = startTimetable(createStage(), {
      transact: (transact) => async (stream, envelope) => {
        if (stream === noted(2) && (broken -= 1) >= 0)
          throw new Fault('store-unavailable', 'no disk', { retriable: true });
        return transact(stream, envelope);
      },
    });
    for (const n of [1, 2, 3]) await say(noted(n), tell.due(1_000));
    await stage.pass(20_000);
    expect([1, 2, 3].map((n) => stage.typesOf(noted(n)).length)).toEqual([2, 2, 2]);
    expect([1, 2, 3].map((n) => delivered.filter(({ stream }) => stream === noted(n)).length)).toEqual([1, 4, 1]);
    expect(stage.faults).toEqual(Array.from({ length: 3 }, () => 'scheduler: no disk'));
  });

  it('that stopped keeps no alarm and brings nothing', async () => {
    const { stage, delivered, say, stop } = startTimetable();
    await say(noted(1), tell.due(60_000));
    await stage.done(stop());
    await stage.rest();
    expect(stage.clock.nextWakeMs()).toBeNull();
    await stage.pass(120_000);
    expect(delivered).toEqual([]);
  });
});
