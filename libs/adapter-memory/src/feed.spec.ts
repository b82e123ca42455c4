import { createEventLog, type CommitWatcher, type LogBackend } from '@q2c/event-log';
import { streamName, tenant, type EventId } from '@q2c/kernel';
import type { EventBatch, NewEvent, RecordedEvent, SubscribeOptions } from '@q2c/ports';
import { createMemoryBackend, createMemoryLog, createVirtualClock, type MemoryBackend } from './index.ts';

const clock = createVirtualClock({ startMs: 0 });
const settle = async (): Promise<void> => {
  for (let n = 0; n < 60; n += 1) await clock.turn();
};

const stream = (id: string | number) => streamName('fed', tenant('acme'), String(id));
const newEvent = (n: number, size = 1): NewEvent => ({
  id: `00000000-0000-5000-8000-${n.toString(16).padStart(12, '0')}` as EventId,
  type: 'Fed',
  data: `"${'x'.repeat(size)}"`,
  metadata: '{}',
});

const createUnwatched = (backend: MemoryBackend): Omit<LogBackend, 'watch'> => ({
  commit: async (operations) => backend.apply(operations),
  readStream: async (of, from, limit) => backend.streamOf(of)?.slice(from, from + limit),
  readAll: async (after, through) => backend.events().slice(after, through),
  head: async () => backend.events().length,
  freeClaims: async () => [],
  nextFreeInMs: async () => null,
});

const setUp = (maxTailEvents = 50) => {
  const backend = createMemoryBackend({ clock });
  const reads: [number, number][] = [];
  const counted: LogBackend = {
    ...createUnwatched(backend),
    commit: async (operations) => {
      await clock.turn();
      return backend.apply(operations);
    },
    readAll: async (after, through) => {
      reads.push([after, through]);
      await clock.turn();
      return backend.events().slice(after, through);
    },
    watch: (watcher) => backend.watch(watcher),
  };
  const open = () => createEventLog({ backend: counted, clock, maxTailEvents });
  const log = open();
  const append = async (from: number, count: number): Promise<void> => {
    for (let n = from; n < from + count; n += 1) await log.events.append(stream(n), 'no-stream', [newEvent(n)]);
  };
  return { backend, log, open, reads, append };
};

const follow = (
  log: ReturnType<typeof createMemoryLog>,
  options: Partial<SubscribeOptions> = {},
  wait: () => Promise<void> = () => Promise.resolve(),
) => {
  const batches: EventBatch[] = [];
  const subscription = log.events.subscribe({ after: null, ...options }, async (batch) => {
    batches.push(batch);
    await wait();
  });
  return { batches, subscription, events: (): RecordedEvent[] => batches.flatMap((batch) => [...batch.events]) };
};

describe('the feed', () => {
  it('gives every live subscriber the very objects that were committed, and reads nothing again', async () => {
    const { log, reads, append } = setUp();
    const [one, two] = [follow(log), follow(log, { prefixes: ['fed-acme.'], maxBatch: 3 })];
    await settle();
    await append(0, 20);
    await settle();
    expect(one.events()).toHaveLength(20);
    one.events().forEach((event, index) => expect(two.events()[index]).toBe(event));
    expect(reads).toEqual([]);
    await log.close();
  });

  it('reads each page of history once for all who are at the same place', async () => {
    const { log, open, reads, append } = setUp();
    await append(0, 1_300);
    await log.close();
    const reopened = open();
    const all = [1, 100, 512, 2_048].map((maxBatch) => follow(reopened, { maxBatch: maxBatch === 1 ? 37 : maxBatch }));
    for (let n = 0; n < 10; n += 1) await settle();
    for (const each of all) {
      expect(each.events()).toHaveLength(1_300);
      each.events().forEach((event, index) => expect(event).toBe(all[0]?.events()[index]));
    }
    expect(reads.map(([after]) => after)).toEqual([0, 512, 1_024]);
    await reopened.close();
  });

  it('lets a subscriber fall behind the bounded tail and come back, without gap or double', async () => {
    const { log, reads, append } = setUp(50);
    let release: () => void = () => undefined;
    let gate: Promise<void> = new Promise((resolve) => (release = resolve));
    const slow = follow(log, { maxBatch: 10 }, () => gate);
    await settle();
    await append(0, 400);
    expect(slow.batches).toHaveLength(1);
    expect(reads).toEqual([]);
    release();
    gate = Promise.resolve();
    await append(400, 30);
    for (let n = 0; n < 5; n += 1) await settle();
    expect(reads.length).toBeGreaterThan(0);
    expect(slow.events().map(({ stream: of }) => of)).toEqual(Array.from({ length: 430 }, (_, n) => stream(n)));
    const before = reads.length;
    await append(430, 5);
    await settle();
    expect(slow.events()).toHaveLength(435);
    expect(reads).toHaveLength(before);
    await log.close();
  });

  it('moves `through` on with every commit where nothing matches', async () => {
    const { log, append } = setUp();
    const seen = follow(log, { prefixes: ['nothing'] });
    await settle();
    await append(0, 3);
    await settle();
    expect(seen.events()).toEqual([]);
    expect(seen.batches.at(-1)?.through).toBe(await log.events.head());
    await log.close();
  });

  it('hears commits made through another store over the same backend', async () => {
    const { log, open, append } = setUp();
    const other = open();
    const seen = follow(other);
    await settle();
    await append(0, 5);
    await settle();
    expect(seen.events()).toHaveLength(5);
    await log.close();
    await other.close();
  });

  it('ends with a fault when the position lies beyond the end of the store', async () => {
    const { log, append } = setUp();
    await append(0, 2);
    const { subscription } = follow(log, { after: '0000000000000007' as never });
    await expect(subscription.ended).rejects.toMatchObject({ code: 'position-beyond-end', retriable: false });
    const malformed = follow(log, { after: 'C:1/P:1' as never });
    await expect(malformed.subscription.ended).rejects.toMatchObject({ code: 'position-malformed' });
    await log.close();
  });

  it('ends with a fault rather than pass over a gap in the history', async () => {
    const { backend, append, log } = setUp();
    await append(0, 20);
    await log.close();
    const holed = createEventLog({
      clock,
      backend: {
        ...createUnwatched(backend),
        readAll: async (after, through) =>
          backend
            .events()
            .slice(after, through)
            .filter((_, index) => index !== 7),
        watch: () => () => undefined,
      },
    });
    const seen = follow(holed);
    await expect(seen.subscription.ended).rejects.toMatchObject({ code: 'history-gap', retriable: false });
    expect(seen.events()).toEqual([]);
  });

  it.each([0, 1, 60])(
    'gives what is durable and not told yet after %i told events, without gap or double',
    async (told) => {
      const { backend, log, append } = setUp();
      await append(0, told);
      await log.close();
      // As where a reader on another connection sees a commit before its writer has told the event loop.
      const watchers = new Set<CommitWatcher>();
      let untold: (() => void)[] = [];
      backend.watch((events, first) => untold.push(() => watchers.forEach((watcher) => watcher(events, first))));
      const tell = (): void => {
        const due = untold;
        untold = [];
        for (const each of due) each();
      };
      const early = createEventLog({
        clock,
        maxTailEvents: 50,
        backend: {
          ...createUnwatched(backend),
          watch: (watcher) => {
            watchers.add(watcher);
            return () => watchers.delete(watcher);
          },
        },
      });
      const write = (n: number): void => {
        backend.apply([{ kind: 'append', stream: stream(n), expected: -1, events: [newEvent(n)] }]);
      };
      write(100);
      tell();
      write(101);
      write(102);
      const seen = follow(early, { maxBatch: 7 });
      await settle();
      expect(seen.events()).toHaveLength(told + 3);
      write(103);
      await settle();
      tell();
      write(104);
      tell();
      await settle();
      expect(seen.events()).toEqual(backend.events());
      await early.close();
      await seen.subscription.ended;
    },
  );

  it('is dead after `abandon`, while the backend lives on', async () => {
    const { backend, log, append } = setUp();
    const seen = follow(log);
    await settle();
    await append(0, 2);
    await settle();
    let answered = false;
    void log.events.append(stream('never'), 'no-stream', [newEvent(99)]).then(() => (answered = true));
    log.abandon();
    const heir = createMemoryLog({ backend, clock });
    expect(await heir.events.append(stream('heir'), 'no-stream', [newEvent(100)])).toEqual({
      kind: 'appended',
      revision: 0,
    });
    await settle();
    expect(answered).toBe(false);
    expect(seen.events()).toHaveLength(2);
    expect((await heir.events.readStream(stream(1))).kind).toBe('found');
    await heir.close();
  });
});

describe('limits of an append', () => {
  it('refuses no events, too many bytes, and an expectation that is no revision', async () => {
    const { log } = setUp();
    const fault = (code: string) => expect.objectContaining({ code, retriable: false }) as unknown;
    await expect(log.events.append(stream(1), 'no-stream', [])).rejects.toEqual(fault('append-empty'));
    await expect(log.events.append(stream(1), 0.5, [newEvent(1)])).rejects.toEqual(fault('revision-malformed'));
    await expect(log.events.append(stream(1), 'no-stream', [newEvent(1, 1_000_000)])).rejects.toEqual(
      fault('append-too-large'),
    );
    const wide = { ...newEvent(1), data: `"${'株'.repeat(340_000)}"` };
    await expect(log.events.append(stream(1), 'no-stream', [wide])).rejects.toEqual(fault('append-too-large'));
    expect(await log.events.append(stream(1), 'no-stream', [newEvent(1, 999_000)])).toEqual({
      kind: 'appended',
      revision: 0,
    });
    await log.close();
  });
});
