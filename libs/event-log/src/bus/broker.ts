import { Fault } from '@q2c/kernel';
import type { Clock, Ids, OutgoingMessage, ReceivedMessage, TopicMark } from '@q2c/ports';
import { createDelivery, type Delivery } from './delivery.ts';
import { createTopicLog, endOf, pushMessage, trim, type TopicLog } from './topic-log.ts';

/**
 * The broker of the in-process bus: topics, groups and what they have acknowledged. It outlives its clients, as a
 * real broker outlives the processes that use it, and forgets everything when its own process ends.
 *
 * Guarantees: order per partition; one running batch a partition and group; a batch that was not acknowledged comes
 * again before anything after it. A group first seen starts at the oldest message kept.
 */
export type Member = {
  readonly topics: readonly string[];
  readonly maxBatch: number;
  readonly handler: (messages: readonly ReceivedMessage[]) => Promise<void>;
};

export type Broker = {
  publish(messages: readonly OutgoingMessage[]): void;
  join(group: string, member: Member): void;
  /** Resolves when the member's running handlers have returned. */
  leave(group: string, member: Member): Promise<void>;
  /** The member died: what it was doing counts as not done, at once. */
  expel(group: string, member: Member): void;
  mark(topic: string): TopicMark;
  passed(topic: string, group: string, mark: TopicMark): boolean;
};

export type BrokerOptions = {
  readonly clock: Clock;
  /** Gives each broker a name of its own: marks of an earlier one count as passed, since what it held is gone. */
  readonly ids: Ids;
  /** First pause before a rejected batch comes again; doubles up to `maxPauseMs`. */
  readonly pauseMs?: number;
  readonly maxPauseMs?: number;
  /** Messages a partition keeps although all groups are done with them. */
  readonly keptMessages?: number;
  /** Beyond this many bytes held, `publish` is refused with `bus-unavailable`. */
  readonly maxHeldBytes?: number;
  /** Told why a batch was rejected; it comes again whatever the reason. */
  readonly onRejection?: (rejection: {
    readonly group: string;
    readonly topic: string;
    readonly reason: unknown;
  }) => void;
};

export const maxMessageBytes = 900_000;

type Group = { readonly members: Member[]; readonly topics: Map<string, readonly Delivery[]> };

const heldBytesOf = (message: OutgoingMessage): number => message.value.byteLength + message.key.length + 300;

export const createBroker = (options: BrokerOptions): Broker => {
  const { clock, ids, pauseMs = 100, maxPauseMs = 10_000, keptMessages = 16, maxHeldBytes = 512_000_000 } = options;
  const brokerName = ids.next();
  const topics = new Map<string, TopicLog>();
  const groups = new Map<string, Group>();
  let heldBytes = 0;

  const topicOf = (topic: string): TopicLog => {
    const known = topics.get(topic);
    if (known !== undefined) return known;
    const created = createTopicLog(topic);
    topics.set(topic, created);
    return created;
  };

  const deliveriesOf = (topic: string): (readonly Delivery[])[] =>
    [...groups.values()].flatMap((group) => {
      const found = group.topics.get(topic);
      return found === undefined ? [] : [found];
    });

  const release = (topic: TopicLog, partition: number): void => {
    const log = topic.partitions[partition];
    if (log === undefined) return;
    const acknowledged = deliveriesOf(topic.topic).map((of) => of[partition]?.acknowledged() ?? 0);
    const before = log.messages;
    trim(log, Math.min(endOf(log), ...acknowledged), keptMessages);
    if (log.messages !== before)
      for (const message of before.slice(0, before.length - log.messages.length)) heldBytes -= heldBytesOf(message);
  };

  const groupOf = (group: string): Group => {
    const known = groups.get(group);
    if (known !== undefined) return known;
    const created: Group = { members: [], topics: new Map() };
    groups.set(group, created);
    return created;
  };

  const deliveriesIn = (name: string, group: Group, topic: string): readonly Delivery[] => {
    const known = group.topics.get(topic);
    if (known !== undefined) return known;
    const log = topicOf(topic);
    const created = log.partitions.map((partition, index) =>
      createDelivery({
        log: partition,
        clock,
        pauseMs,
        maxPauseMs,
        acknowledged: () => release(log, index),
        rejected: (reason) => options.onRejection?.({ group: name, topic, reason }),
      }),
    );
    group.topics.set(topic, created);
    return created;
  };

  /** Partitions of a topic go round its members in the order in which they joined. */
  const assign = (group: Group): void => {
    for (const [topic, deliveries] of group.topics) {
      const sharing = group.members.filter((member) => member.topics.includes(topic));
      deliveries.forEach((delivery, index) => delivery.assign(sharing[index % Math.max(1, sharing.length)]));
    }
  };

  const remove = (group: string, member: Member): Group => {
    const found = groupOf(group);
    const index = found.members.indexOf(member);
    if (index >= 0) found.members.splice(index, 1);
    assign(found);
    return found;
  };

  return {
    publish: (messages) => {
      for (const { topic, value } of messages)
        if (value.byteLength > maxMessageBytes)
          throw new Fault('message-too-large', `a message of ${value.byteLength} bytes for "${topic}"`, {
            retriable: false,
          });
      const bytes = messages.reduce((sum, message) => sum + heldBytesOf(message), 0);
      if (heldBytes + bytes > maxHeldBytes)
        throw new Fault('bus-unavailable', `${heldBytes} bytes wait for their consumers`, { retriable: true });
      heldBytes += bytes;
      const nowMs = clock.now();
      const touched = new Map<TopicLog, Set<number>>();
      for (const message of messages) {
        const log = topicOf(message.topic);
        const partitions = touched.get(log) ?? new Set();
        touched.set(log, partitions.add(pushMessage(log, message, nowMs)));
      }
      for (const [log, partitions] of touched) {
        const consuming = deliveriesOf(log.topic);
        for (const partition of partitions) {
          if (consuming.length === 0) release(log, partition);
          for (const deliveries of consuming) deliveries[partition]?.wake();
        }
      }
    },
    join: (group, member) => {
      const found = groupOf(group);
      for (const topic of member.topics) deliveriesIn(group, found, topic);
      found.members.push(member);
      assign(found);
    },
    leave: async (group, member) => {
      const found = remove(group, member);
      await Promise.all([...found.topics.values()].flat().map((delivery) => delivery.finished(member)));
    },
    expel: (group, member) => {
      const found = remove(group, member);
      for (const delivery of [...found.topics.values()].flat()) delivery.expel(member);
    },
    mark: (topic) => [brokerName, ...topicOf(topic).partitions.map(endOf)].join(':'),
    passed: (topic, group, mark) => {
      const [marked, ...ends] = mark.split(':');
      if (marked !== brokerName) return true;
      const deliveries = groups.get(group)?.topics.get(topic);
      return ends.every((end, partition) => (deliveries?.[partition]?.acknowledged() ?? 0) >= Number(end));
    },
  };
};
