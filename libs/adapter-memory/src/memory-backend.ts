import {
  acquireClaim,
  judgeAppend,
  toPosition,
  updateClaim,
  type ClaimRow,
  type CommitWatcher,
  type LogAnswer,
  type LogOperation,
} from '@q2c/event-log';
import type { StreamName } from '@q2c/kernel';
import type { Clock, FreeClaim, RecordedEvent } from '@q2c/ports';

/**
 * The durable part of the memory store: what a disk would hold. It outlives the stores made over it, so that a
 * simulated process can crash and come back, and several processes can share it. Everything in it is synchronous;
 * one batch is one commit.
 */
export type MemoryBackend = {
  apply(operations: readonly LogOperation[]): readonly LogAnswer[];
  streamOf(stream: StreamName): readonly RecordedEvent[] | undefined;
  /** All events in order; the event at position p stands at index p − 1. */
  events(): readonly RecordedEvent[];
  freeClaims(prefix: string, limit: number): readonly FreeClaim[];
  nextFreeInMs(prefix: string): number | null;
  watch(watcher: CommitWatcher): () => void;
};

export type MemoryBackendOptions = {
  /** The claim store's own clock: leases run on it, whatever the clocks of its callers say. */
  readonly clock: Pick<Clock, 'now'>;
};

export const createMemoryBackend = ({ clock }: MemoryBackendOptions): MemoryBackend => {
  const all: RecordedEvent[] = [];
  const streams = new Map<StreamName, RecordedEvent[]>();
  const claims = new Map<string, ClaimRow>();
  const watchers = new Set<CommitWatcher>();

  const append = (operation: Extract<LogOperation, { kind: 'append' }>): LogAnswer => {
    const stream = streams.get(operation.stream) ?? [];
    const last = stream.length - 1;
    const judged = judgeAppend(operation.expected, operation.events, last, (revision) => stream[revision]?.id);
    if (judged !== 'append') return judged;
    streams.set(operation.stream, stream);
    for (const { id, type, data, metadata } of operation.events) {
      const position = toPosition(all.length + 1);
      const recorded = { id, type, data, metadata, stream: operation.stream, revision: stream.length, position };
      stream.push(recorded);
      all.push(recorded);
    }
    return { kind: 'appended', revision: stream.length - 1 };
  };

  const keep = (row: ClaimRow | undefined): void => {
    if (row !== undefined) claims.set(row.key, row);
  };

  const apply = (operation: LogOperation, nowMs: number): LogAnswer => {
    switch (operation.kind) {
      case 'append':
        return append(operation);
      case 'acquire':
        return {
          kind: 'acquired',
          answers: operation.requests.map((request) => {
            const { answer, row } = acquireClaim(claims.get(request.key), request, nowMs);
            keep(row);
            return answer;
          }),
        };
      case 'update':
        return {
          kind: 'updated',
          answers: operation.updates.map((update) => {
            const { accepted, row } = updateClaim(claims.get(update.key), update, nowMs);
            keep(row);
            return accepted;
          }),
        };
    }
  };

  const waiting = (prefix: string): ClaimRow[] =>
    [...claims.values()]
      .filter((row) => row.fate === 'retry' && row.key.startsWith(prefix))
      .sort((left, right) => left.freeAtMs - right.freeAtMs || (left.key < right.key ? -1 : 1));

  return {
    apply: (operations) => {
      const before = all.length;
      const nowMs = clock.now();
      const answers = operations.map((operation) => apply(operation, nowMs));
      const recorded = all.slice(before);
      if (recorded.length > 0) for (const watcher of watchers) watcher(recorded, before + 1);
      return answers;
    },
    streamOf: (stream) => streams.get(stream),
    events: () => all,
    freeClaims: (prefix, limit) => {
      const nowMs = clock.now();
      const free = waiting(prefix).filter((row) => row.freeAtMs <= nowMs);
      return free.slice(0, limit).map(({ key, attempt }) => ({ key, attempt }));
    },
    nextFreeInMs: (prefix) => {
      const next = waiting(prefix)[0];
      return next === undefined ? null : Math.max(0, next.freeAtMs - clock.now());
    },
    watch: (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
  };
};
