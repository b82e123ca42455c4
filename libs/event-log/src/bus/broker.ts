import { Fault } from '@q2c/kernel';
import type { Clock, Ids, OutgoingMessage, ReceivedMessage, TopicMark } from '@q2c/ports';
import { createDelivery, type Delivery } from './delivery.ts';
import {
  clear,
  createTopicLog,
  endOf,
  heldBytesOf,
  pushMessage,
  trim,
  type PartitionLog,
  type TopicLog,
} from './topic-log.ts';

/**
 * The broker of the in-process bus: topics, groups and what they have acknowledged. It outlives its clients, as a
 * real broker outlives the processes that use it, and forgets everything when its own process ends.
 *
 * Guarantees: order per partition; one running batch a partition and group; a batch that was not acknowledged comes
 * again before anything after it. A group first seen starts at the oldest message kept. A topic that is full refuses
 * messages and keeps none out of another topic: outcomes come in however many commands wait.
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
  /** Messages a partition keeps although all groups are done with them, as long as there is room. */
  readonly keptMessages?: number;
  /**
   * Beyond this many bytes held of one topic, `publish` to it is refused with `bus-unavailable`. Default 128 MB: some
   * hundred thousand commands. Each topic has its own share, since whoever takes commands has to publish their
   * outcomes before it acknowledges them.
   */
  readonly maxTopicBytes?: number;
  /** Told why a batch was rejected; it comes again whatever the reason. */
  readonly onRejection?: (rejection: {
    readonly group: string;
    readonly topic: string;
    readonly reason: unknown;
  }) => void;
};

export const maxMessageBytes = 900_000;

type Group = { readonly members: Member[]; readonly topics: Map<string, readonly Delivery[]> };

export const createBroker = (options: BrokerOptions): Broker => {
  const { clock, ids, pauseMs = 100, maxPauseMs = 10_000, keptMessages = 16, maxTopicBytes = 128_000_000 } = options;
  const brokerName = ids.next();
  const topics = new Map<string, TopicLog>();
  const groups = new Map<string, Group>();

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

  /** The offset before which every group is done. */
  const doneBefore = (topic: TopicLog, log: PartitionLog, partition: number): number =>
    Math.min(endOf(log), ...deliveriesOf(topic.topic).map((of) => of[partition]?.acknowledged() ?? 0));

  const release = (topic: TopicLog, partition: number): void => {
    const log = topic.partitions[partition];
    if (log !== undefined) trim(topic, log, doneBefore(topic, log, partition), keptMessages);
  };

  /** One call alone may be larger than the bound: it would never be taken in otherwise. */
  const hasRoom = (topic: TopicLog, bytes: number): boolean =>
    topic.heldBytes === 0 || topic.heldBytes + bytes <= maxTopicBytes;

  const makeRoom = (topic: TopicLog, bytes: number): void => {
    if (hasRoom(topic, bytes)) return;
    topic.partitions.forEach((log, partition) => clear(topic, log, doneBefore(topic, log, partition)));
    if (hasRoom(topic, bytes)) return;
    const why = `${topic.heldBytes} bytes of "${topic.topic}" wait for their consumers`;
    throw new Fault('bus-unavailable', why, { retriable: true });
  };

  /** All of the call or nothing of it. */
  const admit = (messages: readonly OutgoingMessage[]): void => {
    const added = new Map<TopicLog, number>();
    for (const message of messages) {
      const size = message.value.byteLength;
      if (size > maxMessageBytes)
        throw new Fault('message-too-large', `a message of ${size} bytes for "${message.topic}"`, { retriable: false });
      const log = topicOf(message.topic);
      added.set(log, (added.get(log) ?? 0) + heldBytesOf(message));
    }
    for (const [log, bytes] of added) makeRoom(log, bytes);
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
      admit(messages);
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
