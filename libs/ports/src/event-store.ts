import type { Brand, EventId, StreamName } from '@q2c/kernel';

/**
 * The event store: append-only streams with one total order over all of them.
 *
 * It promises what EventStoreDB promises and no more. The only guards are "no stream" and exact revisions;
 * event ids make a repeated append of the same call safe, they are not unique in a stream or store.
 */

/** Place in the total order. Opaque; two positions of one store compare with `<` as text. */
export type Position = Brand<string, 'Position'>;

/** An event as it is written: `data` and `metadata` are canonical JSON (RFC 8785). */
export type NewEvent = {
  readonly id: EventId;
  readonly type: string;
  readonly data: string;
  readonly metadata: string;
};

/** An event as it stands in the store. `revision` counts from 0 within its stream. */
export type RecordedEvent = NewEvent & {
  readonly stream: StreamName;
  readonly revision: number;
  readonly position: Position;
};

export type ExpectedRevision = 'no-stream' | number;

/** `revision` is that of the last event written by this call; the next append expects it. */
export type AppendResult =
  | { readonly kind: 'appended'; readonly revision: number }
  | { readonly kind: 'conflict'; readonly actual: ExpectedRevision };

export type ReadResult =
  { readonly kind: 'found'; readonly events: readonly RecordedEvent[] } | { readonly kind: 'no-stream' };

/** `through`: everything up to and including this position has been seen, even where no event matched the filter. */
export type EventBatch = { readonly events: readonly RecordedEvent[]; readonly through: Position };

export type SubscribeOptions = {
  /** Only streams whose name starts with one of these; all streams (but system ones) when left out. */
  readonly prefixes?: readonly string[];
  /** Starts after this position; from the beginning when `null`. */
  readonly after: Position | null;
  /** Upper bound of events handed over at once. Default 512. */
  readonly maxBatch?: number;
};

export type Subscription = {
  /** Stops delivery; resolves when the handler has returned. */
  stop(): Promise<void>;
  /** Resolves after `stop`; rejects with the fault that ended the subscription. */
  readonly ended: Promise<void>;
};

export interface EventStore {
  /**
   * Writes all events or none. At exact revision N: N is the last → appended; N is earlier and the ids at N+1 … are
   * these → the first answer again (content is not compared); else conflict. `no-stream` counts as N = −1.
   * Resolves only after the commit is durable. Faults: `append-outcome-unknown` (ask again with the same call),
   * `store-full`, `store-read-only`, `store-unavailable` (nothing was written).
   */
  append(stream: StreamName, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<AppendResult>;

  /** Events of one stream in order, from revision `from` (default 0), at most `limit` (default: all). */
  readStream(stream: StreamName, options?: { readonly from?: number; readonly limit?: number }): Promise<ReadResult>;

  /** History, then live, in total order, without gap or double. The next batch waits for the handler (back-pressure). */
  subscribe(options: SubscribeOptions, handler: (batch: EventBatch) => Promise<void>): Subscription;

  /** Position of the last event in the store, `null` when empty. */
  head(): Promise<Position | null>;
}
