import { Fault } from '@q2c/kernel';
import { createGroupCommit } from './group-commit.ts';
import { createVirtualClock } from './virtual-clock.ts';

const clock = createVirtualClock({ startMs: 0, turn: (wake) => setImmediate(wake) });

/** A store whose commits end when the test says so. */
const createDisk = () => {
  const batches: string[][] = [];
  let finish: (() => void)[] = [];
  return {
    batches,
    commit: async (operations: readonly string[]): Promise<readonly string[]> => {
      batches.push([...operations]);
      await new Promise<void>((resolve) => finish.push(resolve));
      if (operations.includes('bad')) throw new Fault('store-full', 'no room', { retriable: true });
      return operations.map((operation) => `${operation}!`);
    },
    finish: async (): Promise<void> => {
      const done = finish;
      finish = [];
      for (const resolve of done) resolve();
      await clock.turn();
    },
  };
};

const setUp = (
  limits: Partial<Record<'maxOperations' | 'maxWeight' | 'maxWaiting' | 'maxWaitingWeight', number>> = {},
) => {
  const disk = createDisk();
  const group = createGroupCommit({ commit: disk.commit, clock, weigh: (text) => text.length, ...limits });
  return { disk, group };
};

describe('group commit', () => {
  it('lets an idle group gather for a turn, then all that came during a commit', async () => {
    const { disk, group } = setUp();
    const first = ['a', 'b'].map((each) => group.submit(each));
    await clock.turn();
    const later = ['c', 'd', 'e'].map((each) => group.submit(each));
    expect(disk.batches).toEqual([['a', 'b']]);
    await disk.finish();
    expect(await Promise.all(first)).toEqual(['a!', 'b!']);
    expect(disk.batches).toEqual([
      ['a', 'b'],
      ['c', 'd', 'e'],
    ]);
    await disk.finish();
    expect(await Promise.all(later)).toEqual(['c!', 'd!', 'e!']);
  });

  it('keeps the writer busy while a wave of work goes on: so many at once go ahead, in their order', async () => {
    const { disk, group } = setUp();
    const wave = Array.from({ length: 300 }, (_, n) => String(n));
    const answers = wave.map((each) => group.submit(each));
    // Nothing was waited for: eight batches are on their way, the rest goes when they are answered.
    expect(disk.batches.map(({ length }) => length)).toEqual(Array.from({ length: 8 }, () => 32));
    await disk.finish();
    await disk.finish();
    expect(await Promise.all(answers)).toEqual(wave.map((each) => `${each}!`));
    expect(disk.batches.flat()).toEqual(wave);
  });

  it('fails only those whose own batch failed', async () => {
    const { disk, group } = setUp();
    const wave = Array.from({ length: 64 }, (_, n) => (n === 40 ? 'bad' : String(n)));
    const answers = Promise.allSettled(wave.map((each) => group.submit(each)));
    await disk.finish();
    expect((await answers).map(({ status }) => status)).toEqual(
      wave.map((_, n) => (n < 32 ? 'fulfilled' : 'rejected')),
    );
  });

  it('answers nobody before the commit', async () => {
    const { disk, group } = setUp();
    let answered = false;
    const answer = group.submit('a').then(() => (answered = true));
    for (let n = 0; n < 5; n += 1) await clock.turn();
    expect(answered).toBe(false);
    await disk.finish();
    expect(await answer).toBe(true);
  });

  it('bounds a batch in number and weight, and keeps the order', async () => {
    for (const limits of [{ maxOperations: 2 }, { maxWeight: 5 }]) {
      const { disk, group } = setUp(limits);
      const all = ['aaa', 'bb', 'ccccccccc', 'd', 'e'].map((each) => group.submit(each));
      await clock.turn();
      while (disk.batches.flat().length < 5) await disk.finish();
      await disk.finish();
      expect(await Promise.all(all)).toEqual(['aaa!', 'bb!', 'ccccccccc!', 'd!', 'e!']);
      expect(disk.batches).toEqual(
        'maxWeight' in limits ? [['aaa', 'bb'], ['ccccccccc'], ['d', 'e']] : [['aaa', 'bb'], ['ccccccccc', 'd'], ['e']],
      );
    }
  });

  it('tells a fault to everybody of its batch, and goes on', async () => {
    const { disk, group } = setUp();
    const results = Promise.allSettled([group.submit('bad'), group.submit('neighbour')]);
    await clock.turn();
    const next = group.submit('next');
    await disk.finish();
    expect((await results).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await disk.finish();
    expect(await next).toBe('next!');
  });

  it('refuses when too many wait', async () => {
    const { disk, group } = setUp({ maxWaiting: 2 });
    const taken = [group.submit('a'), group.submit('b')];
    await expect(group.submit('c')).rejects.toMatchObject({ code: 'store-unavailable', retriable: true });
    await clock.turn();
    await disk.finish();
    expect(await Promise.all(taken)).toEqual(['a!', 'b!']);
  });

  it('refuses when what waits weighs too much, and takes in again when some of it is on its way', async () => {
    const { disk, group } = setUp({ maxWaitingWeight: 10, maxWeight: 6 });
    const taken = [group.submit('aaaaaa'), group.submit('bbb')];
    await expect(group.submit('cc')).rejects.toMatchObject({ code: 'store-unavailable', retriable: true });
    taken.push(group.submit('c'));
    await clock.turn();
    expect(disk.batches).toEqual([['aaaaaa']]);
    taken.push(group.submit('dddddd'));
    await expect(group.submit('e')).rejects.toMatchObject({ code: 'store-unavailable', retriable: true });
    for (let n = 0; n < 4; n += 1) await disk.finish();
    expect(await Promise.all(taken)).toEqual(['aaaaaa!', 'bbb!', 'c!', 'dddddd!']);
    const alone = group.submit('heavier than the bound');
    await clock.turn();
    await disk.finish();
    expect(await alone).toBe('heavier than the bound!');
  });

  it('answers what it has taken in before it is closed, and takes nothing more', async () => {
    const { disk, group } = setUp();
    const taken = group.submit('a');
    let closed = false;
    const closing = group.close().then(() => (closed = true));
    await expect(group.submit('b')).rejects.toMatchObject({ code: 'store-unavailable', retriable: false });
    await clock.turn();
    expect(closed).toBe(false);
    await disk.finish();
    expect(await taken).toBe('a!');
    await closing;
  });

  it('is silent for ever once abandoned', async () => {
    const { disk, group } = setUp();
    const answers: string[] = [];
    void group.submit('a').then((answer) => answers.push(answer));
    await clock.turn();
    void group.submit('b').then((answer) => answers.push(answer));
    group.abandon();
    void group.submit('c').then((answer) => answers.push(answer));
    for (let n = 0; n < 5; n += 1) await disk.finish();
    expect(disk.batches).toEqual([['a']]);
    expect(answers).toEqual([]);
  });
});
