import type { OutgoingMessage, ReceivedMessage } from '@q2c/ports';
import { createVirtualClock } from '../virtual-clock.ts';
import { createBroker, type BrokerOptions } from './broker.ts';
import { createInProcessBus } from './message-bus.ts';

const settle = async (): Promise<void> => {
  for (let n = 0; n < 10; n += 1) await new Promise((resolve) => setImmediate(resolve));
};

const setUp = (options: Partial<BrokerOptions> = {}) => {
  const clock = createVirtualClock({ startMs: 0, turn: (wake) => setImmediate(wake) });
  const broker = createBroker({ clock, ids: { next: () => 'one' }, ...options });
  return { clock, broker, bus: createInProcessBus({ broker }) };
};

const message = (n: number, size = 1, topic = 't'): OutgoingMessage => ({
  topic,
  key: 'k',
  value: new Uint8Array(size).fill(n),
  headers: {},
});

const numbersOf = (messages: readonly ReceivedMessage[]): number[] => messages.map(({ value }) => value[0] ?? -1);
const consuming = (seen: number[][]) => async (messages: readonly ReceivedMessage[]) => {
  seen.push(numbersOf(messages));
};

describe('the in-process bus', () => {
  it('hands over what was published meanwhile as one batch', async () => {
    const { bus } = setUp();
    const seen: number[][] = [];
    await bus.consume({ topics: ['t'], group: 'g' }, consuming(seen));
    await bus.publish([message(1), message(2)]);
    await bus.publish([message(3)]);
    await settle();
    expect(seen).toEqual([[1, 2, 3]]);
  });

  it('pauses longer after each rejection, on the clock', async () => {
    const rejections: unknown[] = [];
    const { bus, clock } = setUp({ pauseMs: 100, maxPauseMs: 300, onRejection: (each) => rejections.push(each) });
    const times: number[] = [];
    await bus.consume({ topics: ['t'], group: 'g' }, async () => {
      times.push(clock.now());
      throw new Error('no');
    });
    await bus.publish([message(1)]);
    await settle();
    while (times.length < 5) {
      expect(clock.nextWakeMs()).not.toBeNull();
      clock.advanceTo(clock.nextWakeMs() ?? 0);
      await settle();
    }
    expect(times).toEqual([0, 100, 300, 600, 900]);
    expect(rejections[0]).toMatchObject({ group: 'g', topic: 't', reason: { message: 'no' } });
  });

  it('gives the work of a process that died to the others at once, and ignores what the dead one still does', async () => {
    const { bus, broker } = setUp();
    const other = createInProcessBus({ broker });
    const seen: number[][] = [];
    let finish: () => void = () => undefined;
    await bus.consume({ topics: ['t'], group: 'g' }, () => new Promise((resolve) => (finish = resolve)));
    await bus.publish([message(1), message(2)]);
    await settle();
    await other.consume({ topics: ['t'], group: 'g' }, consuming(seen));
    await settle();
    expect(seen).toEqual([]);
    bus.abandon();
    await settle();
    expect(seen).toEqual([[1, 2]]);
    finish();
    await other.publish([message(3)]);
    await settle();
    expect(seen).toEqual([[1, 2], [3]]);
    await expect(bus.publish([message(4)])).rejects.toMatchObject({ code: 'bus-unavailable' });
  });

  it('counts the marks of an earlier broker as passed, since what it held is lost', async () => {
    const { bus } = setUp();
    await bus.publish([message(1)]);
    const mark = await bus.mark('t');
    expect(await bus.passed('t', 'g', mark)).toBe(false);
    const reborn = setUp({ ids: { next: () => 'two' } }).bus;
    expect(await reborn.passed('t', 'g', mark)).toBe(true);
  });

  it('keeps little of what all groups are done with, and everything that one is not', async () => {
    const { bus } = setUp({ keptMessages: 10 });
    const quick: number[][] = [];
    await bus.consume({ topics: ['t'], group: 'quick' }, consuming(quick));
    const slow: number[][] = [];
    const stopped = await bus.consume({ topics: ['t'], group: 'slow' }, consuming(slow));
    await stopped.stop();
    for (let n = 0; n < 100; n += 1) {
      await bus.publish([message(n)]);
      await settle();
    }
    await bus.consume({ topics: ['t'], group: 'slow' }, consuming(slow));
    await settle();
    expect(slow.flat()).toEqual(Array.from({ length: 100 }, (_, n) => n));
    const late: number[][] = [];
    await bus.publish([message(100)]);
    await settle();
    await bus.consume({ topics: ['t'], group: 'late' }, consuming(late));
    await settle();
    expect(late.flat().length).toBeLessThan(50);
    expect(late.flat().at(-1)).toBe(100);
  });

  it('forgets old messages of a topic that nobody reads', async () => {
    const { bus } = setUp({ keptMessages: 10, maxTopicBytes: 20_000 });
    for (let n = 0; n < 200; n += 1) await bus.publish([message(n % 200)]);
    const late: number[][] = [];
    await bus.consume({ topics: ['t'], group: 'late' }, consuming(late));
    await settle();
    expect(late.flat().length).toBeGreaterThanOrEqual(10);
    expect(late.flat().length).toBeLessThan(40);
    expect(late.flat().at(-1)).toBe(199);
  });

  it('refuses to hold more of a topic than its bound, and takes in again once consumers catch up', async () => {
    const { bus } = setUp({ maxTopicBytes: 10_000, keptMessages: 1 });
    const seen: number[][] = [];
    const consumer = await bus.consume({ topics: ['t'], group: 'g' }, consuming(seen));
    await consumer.stop();
    await bus.publish([message(1, 4_000), message(2, 4_000)]);
    await expect(bus.publish([message(3, 4_000)])).rejects.toMatchObject({ code: 'bus-unavailable', retriable: true });
    await bus.consume({ topics: ['t'], group: 'g' }, consuming(seen));
    await settle();
    await bus.publish([message(3, 4_000)]);
    await settle();
    expect(seen.flat()).toEqual([1, 2, 3]);
  });

  it('takes the outcomes in however full the commands are: nothing is called twice', async () => {
    const { bus, clock } = setUp({ maxTopicBytes: 100_000 });
    let outcomes = 0;
    let calls = 0;
    let up: () => void = () => undefined;
    const down = new Promise<void>((resolve) => (up = resolve));
    await bus.consume({ topics: ['outcomes'], group: 'o' }, async (batch) => {
      outcomes += batch.length;
    });
    await bus.consume({ topics: ['commands'], group: 'c' }, async (batch) => {
      await down;
      calls += batch.length;
      await bus.publish(batch.map(() => message(0, 600, 'outcomes')));
    });
    let commands = 0;
    const relay = async (): Promise<void> => {
      for (; commands < 1_000; commands += 1) await bus.publish([message(0, 700, 'commands')]);
    };
    await expect(relay()).rejects.toMatchObject({ code: 'bus-unavailable', retriable: true });
    up();
    await settle();
    expect({ calls, outcomes }).toEqual({ calls: commands, outcomes: commands });
    expect(clock.nextWakeMs()).toBeNull();
  });

  it('gives up what it only keeps for groups to come before it refuses a message', async () => {
    const { bus } = setUp({ maxTopicBytes: 20_000, keptMessages: 16 });
    const seen: number[][] = [];
    await bus.consume({ topics: ['t'], group: 'g' }, consuming(seen));
    for (let n = 0; n < 50; n += 1) {
      await bus.publish([message(n, 4_000)]);
      await settle();
    }
    expect(seen.flat()).toEqual(Array.from({ length: 50 }, (_, n) => n));
  });

  it('takes a call larger than the bound in where nothing waits', async () => {
    const { bus } = setUp({ maxTopicBytes: 10_000 });
    const seen: number[][] = [];
    await bus.consume({ topics: ['t'], group: 'g' }, consuming(seen));
    for (const first of [0, 3]) {
      await bus.publish([0, 1, 2].map((n) => message(first + n, 4_000)));
      await expect(bus.publish([message(9)])).rejects.toMatchObject({ code: 'bus-unavailable' });
      await settle();
    }
    expect(seen.flat()).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('refuses the whole call when one of its topics is full, and then holds nothing of it', async () => {
    const { bus } = setUp({ maxTopicBytes: 10_000 });
    const consumer = await bus.consume({ topics: ['full', 'empty'], group: 'g' }, consuming([]));
    await consumer.stop();
    await bus.publish([message(1, 8_000, 'full')]);
    const both = [message(2, 4_000, 'empty'), message(3, 4_000, 'full')];
    for (let n = 0; n < 5; n += 1)
      await expect(bus.publish(both)).rejects.toMatchObject({ code: 'bus-unavailable', retriable: true });
    await bus.publish([message(4, 8_000, 'empty')]);
    const seen: number[][] = [];
    await bus.consume({ topics: ['empty'], group: 'g' }, consuming(seen));
    await settle();
    expect(seen).toEqual([[4]]);
  });
});
