import type { Consumer, MessageBus, OutgoingMessage, ReceivedMessage } from '../index.ts';
import { createGate, createSignal, within } from './support.ts';

export type MessageBusSetup = {
  readonly bus: MessageBus;
  /** A second connection to the same bus, as another process would have. */
  readonly other: MessageBus;
  readonly close: () => Promise<void>;
};

const text = new TextDecoder();
const bytes = new TextEncoder();

let run = 0;

/** Every `MessageBus` passes this. It asks no more than Kafka keeps: at-least-once, order by key, groups that share. */
export const messageBusContract = (title: string, setUp: () => Promise<MessageBusSetup>): void => {
  describe(`${title}: MessageBus`, () => {
    let setup: MessageBusSetup;
    let topic = '';
    let consumers: Consumer[] = [];
    let signal = createSignal();

    beforeEach(async () => {
      run += 1;
      topic = `contract.${process.pid}.${Date.now()}.${run}`;
      signal = createSignal();
      setup = await setUp();
    });
    afterEach(async () => {
      for (const consumer of consumers) await consumer.stop();
      consumers = [];
      await setup.close();
    });

    const message = (key: string, n: number, to = topic): OutgoingMessage => ({
      topic: to,
      key,
      value: bytes.encode(`${key}:${n}`),
      headers: {},
    });
    const valueOf = ({ value }: ReceivedMessage): string => text.decode(value);

    /** A consumer that keeps what it accepted, in the order in which it was given. */
    const consume = async (
      options: {
        readonly group?: string;
        readonly maxBatch?: number;
        readonly bus?: MessageBus;
        readonly topics?: readonly string[];
      } = {},
      handle: (messages: readonly ReceivedMessage[]) => Promise<void> = () => Promise.resolve(),
    ) => {
      const { group = 'group', maxBatch, bus = setup.bus, topics = [topic] } = options;
      const accepted: ReceivedMessage[] = [];
      const consumer = await bus.consume(
        { topics, group, ...(maxBatch === undefined ? {} : { maxBatch }) },
        async (messages) => {
          await handle(messages);
          accepted.push(...messages);
          signal.changed();
        },
      );
      consumers.push(consumer);
      const values = (key?: string): readonly string[] =>
        accepted.filter((each) => key === undefined || each.key === key).map(valueOf);
      return { consumer, accepted, values, until: signal.until };
    };

    const numbers = (key: string, count: number, from = 0): readonly string[] =>
      Array.from({ length: count }, (_, n) => `${key}:${from + n}`);
    const publish = (key: string, count: number, from = 0): Promise<void> =>
      setup.bus.publish(Array.from({ length: count }, (_, n) => message(key, from + n)));

    it('keeps the order of each key', async () => {
      const keys = Array.from({ length: 30 }, (_, n) => `key${n}`);
      const seen = await consume({ maxBatch: 7 });
      for (let n = 0; n < 20; n += 1) await setup.bus.publish(keys.map((key) => message(key, n)));
      await seen.until(() => new Set(seen.values()).size === 600, 'all messages');
      for (const key of keys) expect([...new Set(seen.values(key))]).toEqual(numbers(key, 20));
    });

    it('keeps a key on one partition and spreads keys over several', async () => {
      const seen = await consume();
      for (const n of [0, 1]) await setup.bus.publish(Array.from({ length: 40 }, (_, k) => message(`key${k}`, n)));
      await seen.until(() => new Set(seen.values()).size === 80, 'all messages');
      const partitions = new Map<string, Set<number>>();
      for (const { key, partition } of seen.accepted)
        partitions.set(key, (partitions.get(key) ?? new Set()).add(partition));
      expect([...partitions.values()].every((of) => of.size === 1)).toBe(true);
      expect(new Set(seen.accepted.map(({ partition }) => partition)).size).toBeGreaterThan(3);
    });

    it('hands over messages of one partition, at most a batch, with offsets of their own', async () => {
      const batches: (readonly ReceivedMessage[])[] = [];
      const seen = await consume({ maxBatch: 5 }, async (messages) => {
        batches.push(messages);
      });
      await publish('a', 12);
      await publish('b', 12);
      await seen.until(() => new Set(seen.values()).size === 24, 'all messages');
      for (const batch of batches) {
        expect(batch.length).toBeLessThanOrEqual(5);
        expect(new Set(batch.map(({ partition }) => partition)).size).toBe(1);
      }
      expect(new Set(seen.accepted.map(({ partition, offset }) => `${partition}/${offset}`)).size).toBe(24);
    });

    it('brings topic, key, bytes and headers unchanged, with the time of arrival', async () => {
      const value = Uint8Array.from({ length: 256 }, (_, n) => n);
      const headers = { ce_id: 'é株', traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' };
      const seen = await consume();
      await setup.bus.publish([{ topic, key: 'transaction-acme.ü', value, headers }]);
      await seen.until(() => seen.accepted.length > 0, 'the message');
      const [received] = seen.accepted;
      expect(received).toMatchObject({ topic, key: 'transaction-acme.ü', headers });
      expect(Buffer.from(received?.value ?? []).equals(Buffer.from(value))).toBe(true);
      expect(Number.isSafeInteger(received?.timestampMs)).toBe(true);
    });

    it('gives every group all messages', async () => {
      const [one, two] = [await consume({ group: 'one' }), await consume({ group: 'two' })];
      await publish('a', 10);
      for (const each of [one, two]) await each.until(() => new Set(each.values()).size === 10, 'all messages');
    });

    it('shares the partitions of a topic between the members of a group', async () => {
      const one = await consume();
      const two = await consume({ bus: setup.other });
      const keys = Array.from({ length: 60 }, (_, n) => `key${n}`);
      const all = (): Set<string> => new Set([...one.values(), ...two.values()]);
      const shared = (): boolean => [one, two].every(({ accepted }) => accepted.length > 0);
      let rounds = 0;
      // A server takes its time to give the second member its part; until then the first has it all.
      while (rounds < 10 || (rounds < 200 && !shared())) {
        if (rounds > 10) await new Promise((resolve) => setTimeout(resolve, 50));
        await setup.bus.publish(keys.map((key) => message(key, rounds)));
        rounds += 1;
        if (rounds >= 10) await signal.until(() => all().size === rounds * 60, `all messages of ${rounds} rounds`);
      }
      expect(shared()).toBe(true);
      for (const key of keys) {
        const [mine, theirs] = [one.values(key), two.values(key)];
        expect([...new Set([...mine, ...theirs])].sort()).toEqual([...numbers(key, rounds)].sort());
      }
    });

    it('brings a rejected batch again, before anything after it, with the same offsets and time', async () => {
      const tries: (readonly string[])[] = [];
      const first = new Map<string, ReceivedMessage>();
      let rejections = 2;
      const seen = await consume({ maxBatch: 4 }, async (messages) => {
        tries.push(messages.map(valueOf));
        for (const each of messages) {
          const known = first.get(valueOf(each));
          if (known !== undefined) expect(each).toEqual(known);
          first.set(valueOf(each), each);
        }
        if (messages.some((each) => valueOf(each) === 'a:5') && rejections > 0) {
          rejections -= 1;
          throw new Error('not now');
        }
      });
      await publish('a', 10);
      await seen.until(() => new Set(seen.values()).size === 10, 'all messages');
      expect([...new Set(seen.values())]).toEqual(numbers('a', 10));
      expect(tries.filter((values) => values.includes('a:5')).length).toBeGreaterThanOrEqual(3);
    });

    it('goes on with other partitions while one is rejected or slow', async () => {
      const gate = createGate();
      const seen = await consume({}, async (messages) => {
        if (messages[0]?.key === 'slow') await gate.opened;
      });
      await publish('slow', 1);
      const others = Array.from({ length: 20 }, (_, n) => `key${n}`);
      await setup.bus.publish(others.map((key) => message(key, 0)));
      // At most the keys on the slow one's own partition wait for it.
      await seen.until(() => new Set(seen.values()).size >= 10, 'other partitions');
      expect(seen.values('slow')).toEqual([]);
      gate.open();
      await seen.until(() => new Set(seen.values()).size === 21, 'all');
    });

    it('does not hand over the next batch of a partition before the last is acknowledged', async () => {
      let running = 0;
      let most = 0;
      const seen = await consume({ maxBatch: 3 }, async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
      });
      for (let n = 0; n < 10; n += 1) await publish('a', 2, n * 2);
      await seen.until(() => new Set(seen.values()).size === 20, 'all messages');
      expect(most).toBe(1);
    });

    it('hands over to the others when a member stops, after its handlers have returned', async () => {
      const gate = createGate();
      const entered = createGate();
      const one = await consume({ maxBatch: 2 }, async () => {
        entered.open();
        await gate.opened;
      });
      await publish('a', 6);
      await within(entered.opened, 'the first batch');
      const stopped = one.consumer.stop();
      // A group may take a new member in only when the old one has left.
      const joining = consume({ bus: setup.other });
      gate.open();
      await within(stopped, 'stop');
      const two = await joining;
      const accepted = one.values();
      await two.until(() => new Set([...accepted, ...two.values()]).size === 6, 'the rest');
      expect(one.values()).toEqual(accepted);
      expect([...new Set([...accepted, ...two.values()])]).toEqual(numbers('a', 6));
    });

    it('brings what a member rejected while stopping to the next one', async () => {
      const entered = createGate();
      const gate = createGate();
      const one = await consume({}, async () => {
        entered.open();
        await gate.opened;
        throw new Error('stopped in the middle');
      });
      await publish('a', 3);
      await within(entered.opened, 'the batch');
      const stopped = one.consumer.stop();
      gate.open();
      await within(stopped, 'stop');
      const two = await consume({ bus: setup.other });
      await two.until(() => new Set(two.values()).size === 3, 'all messages');
      expect([...new Set(two.values())]).toEqual(numbers('a', 3));
    });

    it('starts again after a pause of the group where the group stood', async () => {
      const one = await consume();
      await publish('a', 3);
      await one.until(() => new Set(one.values()).size === 3, 'the first three');
      await one.consumer.stop();
      await publish('a', 3, 3);
      const two = await consume();
      await two.until(() => new Set(two.values()).has('a:5'), 'the next three');
      expect([...new Set([...one.values(), ...two.values()])]).toEqual(numbers('a', 6));
    });

    it('reads several topics in one group', async () => {
      const second = `${topic}.second`;
      const seen = await consume({ topics: [topic, second] });
      await setup.bus.publish([message('a', 0), message('a', 1, second)]);
      await seen.until(() => new Set(seen.values()).size === 2, 'both');
      expect(new Set(seen.accepted.map(({ topic: of }) => of))).toEqual(new Set([topic, second]));
    });

    it('tells when a group has passed a mark', async () => {
      const gate = createGate();
      const entered = createGate();
      const empty = await setup.bus.mark(topic);
      await publish('a', 4);
      const mark = await setup.bus.mark(topic);
      expect(await setup.bus.passed(topic, 'group', mark)).toBe(false);
      const seen = await consume({ maxBatch: 2 }, async (messages) => {
        if (messages.some((each) => valueOf(each) === 'a:3')) {
          entered.open();
          await gate.opened;
        }
      });
      await within(entered.opened, 'the last message');
      expect(await setup.bus.passed(topic, 'group', mark)).toBe(false);
      expect(await setup.bus.passed(topic, 'group', empty)).toBe(true);
      await publish('b', 4);
      gate.open();
      await seen.until(() => new Set(seen.values()).size === 8, 'all');
      await seen.consumer.stop();
      expect(await setup.bus.passed(topic, 'group', mark)).toBe(true);
      expect(await setup.other.passed(topic, 'group', mark)).toBe(true);
      expect(await setup.bus.passed(topic, 'another', mark)).toBe(false);
    });

    it('carries a message of 900,000 bytes and refuses a larger one, and with it the whole call', async () => {
      const seen = await consume();
      const large = (size: number): OutgoingMessage => ({ ...message('large', 0), value: new Uint8Array(size) });
      await expect(setup.bus.publish([message('a', 0), large(900_001)])).rejects.toMatchObject({
        code: 'message-too-large',
        retriable: false,
      });
      await setup.bus.publish([large(900_000)]);
      await seen.until(() => seen.accepted.length > 0, 'the message');
      // Perhaps more than once.
      for (const { key, value } of seen.accepted) expect([key, value.byteLength]).toEqual(['large', 900_000]);
    });
  });
};
