import type { ClaimAnswer, ClaimRequest, ClaimUpdate, FreeClaim, NewEvent, RecordedEvent } from '@q2c/ports';
import type { StreamName } from '@q2c/kernel';

/**
 * What a storage technology provides so that group commit, feed, event store and claims can stand on it.
 *
 * Guarantees asked of a backend: operations of one batch take effect in order and all or none of them are durable
 * when `commit` resolves; positions count from 1 without gaps; watchers hear every commit once, in order, before
 * `commit` resolves, with the events as they are then given to every subscriber. Reads may see a commit before its
 * watchers hear it; what `head` has told, `readAll` gives.
 */
export type AppendOperation = {
  readonly kind: 'append';
  readonly stream: StreamName;
  /** Revision of the last event in the stream; −1 when there must be none. */
  readonly expected: number;
  readonly events: readonly NewEvent[];
};

export type LogOperation =
  | AppendOperation
  | { readonly kind: 'acquire'; readonly requests: readonly ClaimRequest[] }
  | { readonly kind: 'update'; readonly updates: readonly ClaimUpdate[] };

export type LogAnswer =
  | { readonly kind: 'appended'; readonly revision: number }
  /** `actual` is −1 when there is no stream. */
  | { readonly kind: 'conflict'; readonly actual: number }
  | { readonly kind: 'acquired'; readonly answers: readonly ClaimAnswer[] }
  | { readonly kind: 'updated'; readonly answers: readonly boolean[] };

/** Called with the events of one commit and the position of the first of them. Must not throw. */
export type CommitWatcher = (events: readonly RecordedEvent[], firstPosition: number) => void;

export interface LogBackend {
  /** One answer each, in order. A rejection is a `Fault` that says whether anything was written. */
  commit(operations: readonly LogOperation[]): Promise<readonly LogAnswer[]>;
  /** `undefined` when the stream does not exist. */
  readStream(stream: StreamName, from: number, limit: number): Promise<readonly RecordedEvent[] | undefined>;
  /** Events after `after` up to and including `through`, in order: at least one when there is one, fewer than all when they are large. */
  readAll(after: number, through: number): Promise<readonly RecordedEvent[]>;
  /** Position of the last event, 0 when empty. */
  head(): Promise<number>;
  freeClaims(prefix: string, limit: number): Promise<readonly FreeClaim[]>;
  nextFreeInMs(prefix: string): Promise<number | null>;
  watch(watcher: CommitWatcher): () => void;
}
