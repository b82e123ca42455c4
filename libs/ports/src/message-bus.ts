/**
 * The message bus: topics with partitions, order kept per key, at-least-once delivery to each consumer group.
 * A redelivery may repeat any suffix of what a group has not acknowledged.
 */
export type OutgoingMessage = {
  readonly topic: string;
  readonly key: string;
  readonly value: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
};

export type ReceivedMessage = OutgoingMessage & {
  readonly partition: number;
  /** Opaque, unique within topic and partition. */
  readonly offset: string;
  /** When the bus took the message in, ms since epoch. The same on every redelivery. */
  readonly timestampMs: number;
};

export type ConsumeOptions = {
  readonly topics: readonly string[];
  readonly group: string;
  /** Upper bound of messages handed over at once. Default 500. */
  readonly maxBatch?: number;
};

export type Consumer = {
  /** Stops delivery; resolves when running handlers have returned. What they did not finish is delivered again. */
  stop(): Promise<void>;
};

/** A point in a topic: everything published before it was taken. Opaque. */
export type TopicMark = string;

export interface MessageBus {
  /** Resolves when every message is in the log. Faults: `publish-outcome-unknown`, `bus-unavailable`, `message-too-large`. */
  publish(messages: readonly OutgoingMessage[]): Promise<void>;

  /**
   * The handler gets messages of one partition in order; the next batch of that partition waits for it, other
   * partitions go on. Its return acknowledges the batch; its rejection brings the batch again after a pause.
   */
  consume(options: ConsumeOptions, handler: (messages: readonly ReceivedMessage[]) => Promise<void>): Promise<Consumer>;

  /** Marks the present end of a topic. */
  mark(topic: string): Promise<TopicMark>;

  /** Whether the group has acknowledged everything before the mark. What it passed and nobody holds has been lost. */
  passed(topic: string, group: string, mark: TopicMark): Promise<boolean>;
}
