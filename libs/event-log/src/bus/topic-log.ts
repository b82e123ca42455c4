import type { OutgoingMessage, ReceivedMessage } from '@q2c/ports';
import { partitionCount, partitionOf } from './partitioner.ts';

/** One partition: messages from `first` on. Offsets count from 0; messages are dropped only at the old end. */
export type PartitionLog = { first: number; messages: ReceivedMessage[] };

export type TopicLog = { readonly topic: string; readonly partitions: readonly PartitionLog[] };

export const createTopicLog = (topic: string): TopicLog => ({
  topic,
  partitions: Array.from({ length: partitionCount }, () => ({ first: 0, messages: [] })),
});

export const endOf = (log: PartitionLog): number => log.first + log.messages.length;

/** Returns the partition that took the message in. */
export const pushMessage = (log: TopicLog, message: OutgoingMessage, timestampMs: number): number => {
  const partition = partitionOf(message.key);
  const target = log.partitions[partition];
  if (target === undefined) return partition;
  target.messages.push({ ...message, partition, offset: String(endOf(target)), timestampMs });
  return partition;
};

/** Drops what every group is done with, beyond a remainder kept for groups that come later. */
export const trim = (log: PartitionLog, acknowledged: number, kept: number): void => {
  const droppable = Math.min(acknowledged, endOf(log) - kept) - log.first;
  // In large steps, so that a partition is not copied for every batch.
  if (droppable < Math.max(kept, log.messages.length / 2)) return;
  log.messages = log.messages.slice(droppable);
  log.first += droppable;
};
