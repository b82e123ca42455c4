import type { OutgoingMessage, ReceivedMessage } from '@q2c/ports';
import { partitionCount, partitionOf } from './partitioner.ts';

/** One partition: messages from `first` on. Offsets count from 0; messages are dropped only at the old end. */
export type PartitionLog = { first: number; messages: ReceivedMessage[] };

export type TopicLog = { readonly topic: string; readonly partitions: readonly PartitionLog[]; heldBytes: number };

/** Value, key, and about what headers and the rest take. */
export const heldBytesOf = (message: OutgoingMessage): number => message.value.byteLength + message.key.length + 300;

export const createTopicLog = (topic: string): TopicLog => ({
  topic,
  partitions: Array.from({ length: partitionCount }, () => ({ first: 0, messages: [] })),
  heldBytes: 0,
});

export const endOf = (log: PartitionLog): number => log.first + log.messages.length;

/** Returns the partition that took the message in. */
export const pushMessage = (log: TopicLog, message: OutgoingMessage, timestampMs: number): number => {
  const partition = partitionOf(message.key);
  const target = log.partitions[partition];
  if (target === undefined) return partition;
  target.messages.push({ ...message, partition, offset: String(endOf(target)), timestampMs });
  log.heldBytes += heldBytesOf(message);
  return partition;
};

const drop = (topic: TopicLog, log: PartitionLog, count: number): void => {
  for (let index = 0; index < count; index += 1) {
    const message = log.messages[index];
    if (message !== undefined) topic.heldBytes -= heldBytesOf(message);
  }
  log.messages = log.messages.slice(count);
  log.first += count;
};

/** Drops what every group is done with, beyond a remainder kept for groups that come later. */
export const trim = (topic: TopicLog, log: PartitionLog, acknowledged: number, kept: number): void => {
  const droppable = Math.min(acknowledged, endOf(log) - kept) - log.first;
  // In large steps, so that a partition is not copied for every batch.
  if (droppable >= Math.max(kept, log.messages.length / 2)) drop(topic, log, droppable);
};

/** Drops everything that every group is done with, for want of room. */
export const clear = (topic: TopicLog, log: PartitionLog, acknowledged: number): void => {
  if (acknowledged > log.first) drop(topic, log, acknowledged - log.first);
};
