import { createEventLog, type EventLog, type EventLogOptions, type LogBackend } from '@q2c/event-log';
import type { Claims, Clock, EventStore } from '@q2c/ports';
import { createMemoryBackend, type MemoryBackend } from './memory-backend.ts';

/**
 * The memory store behind the same group commit, feed and claims as the SQLite store. Everything that waits for a
 * disk there waits a turn of the clock here, so that callers meet the same interleavings.
 */
export type MemoryLogOptions = Omit<EventLogOptions, 'backend'> & {
  /** Shared with other stores, or surviving from an earlier one. A fresh one when left out. */
  readonly backend?: MemoryBackend;
  readonly clock: Clock;
};

const throughTurns = (backend: MemoryBackend, clock: Clock): LogBackend => {
  const later = async <T>(read: () => T): Promise<T> => {
    await clock.turn();
    return read();
  };
  return {
    commit: (operations) => later(() => backend.apply(operations)),
    readStream: (stream, from, limit) => later(() => backend.streamOf(stream)?.slice(from, from + limit)),
    readAll: (after, through) => later(() => backend.events().slice(after, through)),
    head: () => later(() => backend.events().length),
    freeClaims: (prefix, limit) => later(() => backend.freeClaims(prefix, limit)),
    nextFreeInMs: (prefix) => later(() => backend.nextFreeInMs(prefix)),
    watch: (watcher) => backend.watch(watcher),
  };
};

/** Event store and claims with common commits, as the embedded shape has them. */
export const createMemoryLog = ({ backend, ...options }: MemoryLogOptions): EventLog =>
  createEventLog({
    ...options,
    backend: throughTurns(backend ?? createMemoryBackend({ clock: options.clock }), options.clock),
  });

export type Ending = Pick<EventLog, 'close' | 'abandon'>;

export const createMemoryEventStore = (options: MemoryLogOptions): EventStore & Ending => {
  const { events, close, abandon } = createMemoryLog(options);
  return { ...events, close, abandon };
};

export const createMemoryClaims = (options: MemoryLogOptions): Claims & Ending => {
  const { claims, close, abandon } = createMemoryLog(options);
  return { ...claims, close, abandon };
};
