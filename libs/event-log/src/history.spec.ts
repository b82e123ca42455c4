import type { EventId, StreamName } from '@q2c/kernel';
import type { RecordedEvent } from '@q2c/ports';
import { createHistory } from './history.ts';
import { toPosition } from './position.ts';

const recorded = (n: number, size: number): RecordedEvent => ({
  id: `i${n}` as EventId,
  type: 'Read',
  data: 'x'.repeat(size),
  metadata: '{}',
  stream: 'history-acme.1' as StreamName,
  revision: n - 1,
  position: toPosition(n),
});

/** A store of so many events of one size, and where its reads began. */
const setUp = (count: number, size: number, maxWeight?: number) => {
  const reads: number[] = [];
  const history = createHistory(async (after, through) => {
    reads.push(after);
    const length = Math.max(0, Math.min(count, through) - after);
    return Promise.resolve(Array.from({ length }, (_, n) => recorded(after + 1 + n, size)));
  }, maxWeight);
  const positionsAfter = async (after: number): Promise<readonly number[]> =>
    (await history.read(after, count)).map(({ position }) => Number(position));
  return { reads, positionsAfter };
};

const settle = async (): Promise<void> => {
  for (let n = 0; n < 10; n += 1) await Promise.resolve();
};

describe('pages of history', () => {
  it('are read once for all who are at the same place, and the next one ahead of need', async () => {
    const { reads, positionsAfter } = setUp(1_500, 10);
    expect(await positionsAfter(700)).toEqual(Array.from({ length: 324 }, (_, n) => 701 + n));
    await settle();
    expect(reads).toEqual([512, 1_024]);
    await Promise.all([0, 511, 512, 1_023, 1_024, 1_499].map(positionsAfter));
    expect(reads).toEqual([512, 1_024, 0]);
  });

  it('are kept up to a weight, the newest of them, and one whatever it weighs', async () => {
    // A page weighs 512 times about 1,100 characters; two of them are kept.
    const { reads, positionsAfter } = setUp(512 * 6, 1_000, 1_300_000);
    for (const page of [0, 1, 2, 3, 4, 5]) {
      await positionsAfter(page * 512);
      await settle();
    }
    expect(reads).toEqual([0, 1, 2, 3, 4, 5].map((page) => page * 512));
    await positionsAfter(4 * 512);
    await positionsAfter(5 * 512);
    expect(reads).toHaveLength(6);
    await positionsAfter(3 * 512);
    expect(reads[6]).toBe(3 * 512);

    const heavy = setUp(512, 10_000, 1_000);
    for (let n = 0; n < 3; n += 1) expect(await heavy.positionsAfter(n)).toHaveLength(512 - n);
    expect(heavy.reads).toEqual([0]);
  });

  it('are read again after a failure', async () => {
    let failing = true;
    const history = createHistory(async (after) => {
      if (failing) throw new Error('not now');
      return Promise.resolve([recorded(after + 1, 1)]);
    });
    await expect(history.read(0, 1)).rejects.toThrow('not now');
    failing = false;
    expect(await history.read(0, 1)).toHaveLength(1);
  });
});
