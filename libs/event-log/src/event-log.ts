import { assertInvariant, Fault } from '@q2c/kernel';
import type { AppendResult, Claims, Clock, EventStore, NewEvent } from '@q2c/ports';
import type { LogAnswer, LogBackend, LogOperation } from './backend.ts';
import { createFeed } from './feed.ts';
import { createGroupCommit } from './group-commit.ts';
import { toPosition } from './position.ts';
import { weightOf } from './tail.ts';

/**
 * An event store and claims over one backend. Both live in one file and share its commits: a durable step costs one
 * flush of the disk, however many callers wait for it.
 */
export type EventLog = {
  readonly events: EventStore;
  readonly claims: Claims;
  /** Takes nothing more in, answers what it has, ends all subscriptions. */
  readonly close: () => Promise<void>;
  /** As if the process had died: nothing is answered or delivered any more. For simulators. */
  readonly abandon: () => void;
};

export type EventLogOptions = {
  readonly backend: LogBackend;
  readonly clock: Clock;
  readonly maxTailEvents?: number;
  readonly maxWaiting?: number;
};

/** Below EventStoreDB's limit of 1 MiB, which counts its own overhead as well. */
export const maxAppendBytes = 1_000_000;
/** Text a claim carries to its next attempt. */
export const maxNoteBytes = 16_384;

const encoder = new TextEncoder();
const bytesOf = (text: string): number => encoder.encode(text).byteLength;

/** Counts bytes only where the characters leave it open. */
const exceeds = (length: number, maxBytes: number, bytes: () => number): boolean =>
  length * 3 > maxBytes && (length > maxBytes || bytes() > maxBytes);

const weigh = (operation: LogOperation): number => {
  switch (operation.kind) {
    case 'append':
      return operation.events.reduce((sum, event) => sum + weightOf(event), 100);
    case 'acquire':
      return operation.requests.length * 200;
    case 'update':
      return operation.updates.reduce((sum, update) => sum + update.note.length, operation.updates.length * 200);
  }
};

const answerOf = <Kind extends LogAnswer['kind']>(
  answer: LogAnswer,
  kind: Kind,
): Extract<LogAnswer, { kind: Kind }> => {
  if (answer.kind !== kind)
    throw new Fault('answer-mismatched', `expected "${kind}", got "${answer.kind}"`, { retriable: false });
  return answer as Extract<LogAnswer, { kind: Kind }>;
};

const checkAppend = (events: readonly NewEvent[]): void => {
  assertInvariant(events.length > 0, 'append-empty', 'an append needs at least one event');
  let length = 0;
  for (const { data, metadata } of events) length += data.length + metadata.length;
  const bytes = (): number => events.reduce((sum, { data, metadata }) => sum + bytesOf(data) + bytesOf(metadata), 0);
  if (exceeds(length, maxAppendBytes, bytes))
    throw new Fault('append-too-large', `an append holds at most ${maxAppendBytes} bytes`, { retriable: false });
};

export const createEventLog = (options: EventLogOptions): EventLog => {
  const { backend, clock, maxTailEvents, maxWaiting } = options;
  const feed = createFeed({ backend, clock, ...(maxTailEvents === undefined ? {} : { maxTailEvents }) });
  const commits = createGroupCommit<LogOperation, LogAnswer>({
    commit: (operations) => backend.commit(operations),
    clock,
    weigh,
    ...(maxWaiting === undefined ? {} : { maxWaiting }),
  });

  const events: EventStore = {
    append: async (stream, expected, appended): Promise<AppendResult> => {
      checkAppend(appended);
      const revision = expected === 'no-stream' ? -1 : expected;
      assertInvariant(Number.isSafeInteger(revision), 'revision-malformed', `${revision} is no revision`);
      const answer = await commits.submit({ kind: 'append', stream, expected: revision, events: appended });
      if (answer.kind === 'conflict')
        return { kind: 'conflict', actual: answer.actual === -1 ? 'no-stream' : answer.actual };
      return answerOf(answer, 'appended');
    },
    readStream: async (stream, { from = 0, limit = Number.MAX_SAFE_INTEGER } = {}) => {
      const found = await backend.readStream(stream, from, limit);
      return found === undefined ? { kind: 'no-stream' } : { kind: 'found', events: found };
    },
    subscribe: (subscribed, handler) => feed.subscribe(subscribed, handler),
    head: async () => {
      const head = await backend.head();
      return head === 0 ? null : toPosition(head);
    },
  };

  const claims: Claims = {
    acquire: async (requests) => {
      if (requests.length === 0) return [];
      return answerOf(await commits.submit({ kind: 'acquire', requests }), 'acquired').answers;
    },
    update: async (updates) => {
      if (updates.length === 0) return [];
      for (const { key, note } of updates)
        if (exceeds(note.length, maxNoteBytes, () => bytesOf(note)))
          throw new Fault('claim-note-too-large', `the note of claim "${key}" is too large`, { retriable: false });
      return answerOf(await commits.submit({ kind: 'update', updates }), 'updated').answers;
    },
    free: (prefix, limit) => backend.freeClaims(prefix, limit),
    nextFreeInMs: (prefix) => backend.nextFreeInMs(prefix),
  };

  return {
    events,
    claims,
    close: async () => {
      const drained = commits.close();
      await feed.close();
      await drained;
    },
    abandon: () => {
      commits.abandon();
      feed.abandon();
    },
  };
};
