import {
  createEventLog,
  type CommitWatcher,
  type EventLog,
  type EventLogOptions,
  type LogBackend,
} from '@q2c/event-log';
import type { Clock, FreeClaim } from '@q2c/ports';
import { startThread, type Thread } from '../thread/thread.ts';
import { decodeAnswers, decodeEvents, encodeBatch, type Flat } from './encoding.ts';
import type { EventQuestion } from './reader-service.ts';

/**
 * Event store and claims in one SQLite file. An append is answered only after its commit is flushed to the disk; the
 * event loop waits for neither writing nor reading.
 */
export type SqliteEventLogOptions = Omit<EventLogOptions, 'backend'> & {
  /** `events.db` in the data folder. */
  readonly file: string;
  readonly clock: Clock;
};

const createBackend = (writer: Thread, reader: Thread, clock: Clock): LogBackend => {
  const watchers = new Set<CommitWatcher>();
  const read = <T>(question: EventQuestion): Promise<T> => reader.ask<T>(question);

  return {
    commit: async (operations) => {
      const [first, flat] = await writer.ask<[number, Flat]>(
        encodeBatch(operations, clock.now()),
        'append-outcome-unknown',
      );
      const { answers, events } = decodeAnswers(operations, flat, first);
      if (events.length > 0) for (const watcher of watchers) watcher(events, first);
      return answers;
    },
    readStream: async (stream, from, limit) => {
      const flat = await read<Flat | undefined>({ kind: 'stream', stream, from, limit });
      return flat === undefined ? undefined : decodeEvents(flat, stream);
    },
    readAll: async (after, through) => decodeEvents(await read<Flat>({ kind: 'all', after, through })),
    head: () => read<number>({ kind: 'head' }),
    freeClaims: (prefix, limit) =>
      read<readonly FreeClaim[]>({ kind: 'free-claims', prefix, nowMs: clock.now(), limit }),
    nextFreeInMs: async (prefix) => {
      const freeAtMs = await read<number | null>({ kind: 'next-free', prefix });
      return freeAtMs === null ? null : Math.max(0, freeAtMs - clock.now());
    },
    watch: (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
  };
};

/** Faults: `store-full`, `store-read-only`, `store-unavailable`, `store-corrupt`, `store-version-unknown`. */
export const openSqliteEventLog = async (options: SqliteEventLogOptions): Promise<EventLog> => {
  const { file, ...rest } = options;
  const writer = await startThread('event-writer', file);
  const reader = await startThread('event-reader', file);
  const log = createEventLog({ ...rest, backend: createBackend(writer, reader, options.clock) });
  return {
    ...log,
    close: async () => {
      await log.close();
      await reader.close();
      await writer.close();
    },
    abandon: () => {
      log.abandon();
      writer.kill();
      reader.kill();
    },
  };
};
