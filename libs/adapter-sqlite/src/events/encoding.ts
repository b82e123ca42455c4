import { toPosition, type LogAnswer, type LogOperation } from '@q2c/event-log';
import { Fault, type EventId, type StreamName } from '@q2c/kernel';
import type { ClaimAnswer, ClaimRequest, ClaimUpdate, RecordedEvent } from '@q2c/ports';

/**
 * Batches and answers as flat arrays: structured clone then copies strings and little else, which at full load is
 * most of what goes between the threads.
 */
export type Flat = unknown[];

const kinds = { append: 0, acquire: 1, update: 2 } as const;

/** [now, then per operation: kind, …]; an append is [0, stream, expected, n, n × (id, type, data, metadata)]. */
export const encodeBatch = (operations: readonly LogOperation[], nowMs: number): Flat => {
  const flat: Flat = [nowMs];
  for (const operation of operations) {
    switch (operation.kind) {
      case 'append':
        flat.push(kinds.append, operation.stream, operation.expected, operation.events.length);
        for (const event of operation.events) flat.push(event.id, event.type, event.data, event.metadata);
        break;
      case 'acquire':
        flat.push(kinds.acquire, operation.requests);
        break;
      case 'update':
        flat.push(kinds.update, operation.updates);
        break;
    }
  }
  return flat;
};

/** Reads what `encodeBatch` and `encodeEvents` wrote; the two sides are of one release. */
export type FlatReader = {
  readonly more: () => boolean;
  readonly text: () => string;
  readonly integer: () => number;
  readonly list: () => readonly unknown[];
};

export const createFlatReader = (flat: Flat): FlatReader => {
  let index = 0;
  return {
    more: () => index < flat.length,
    text: () => flat[index++] as string,
    integer: () => flat[index++] as number,
    list: () => flat[index++] as readonly unknown[],
  };
};

export type BatchHandlers = {
  readonly append: (stream: StreamName, expected: number, count: number, rest: FlatReader) => Flat;
  readonly acquire: (requests: readonly ClaimRequest[], nowMs: number) => readonly ClaimAnswer[];
  readonly update: (updates: readonly ClaimUpdate[], nowMs: number) => readonly boolean[];
};

/** `append` must read its `count` events from `rest`. Answers two places an operation. */
export const runBatch = (flat: Flat, handlers: BatchHandlers): Flat => {
  const reader = createFlatReader(flat);
  const nowMs = reader.integer();
  const answers: Flat = [];
  while (reader.more()) {
    switch (reader.integer()) {
      case kinds.append:
        answers.push(...handlers.append(reader.text() as StreamName, reader.integer(), reader.integer(), reader));
        break;
      case kinds.acquire:
        answers.push(answerKinds.acquired, handlers.acquire(reader.list() as readonly ClaimRequest[], nowMs));
        break;
      case kinds.update:
        answers.push(answerKinds.updated, handlers.update(reader.list() as readonly ClaimUpdate[], nowMs));
        break;
      default:
        throw new Fault('batch-malformed', 'an operation of no known kind', { retriable: false });
    }
  }
  return answers;
};

export const answerKinds = { appended: 0, repeated: 1, conflict: 2, acquired: 3, updated: 4 } as const;

export type Committed = { readonly answers: readonly LogAnswer[]; readonly events: readonly RecordedEvent[] };

/** Puts answers together with what was asked: the events as they now stand in the store. */
export const decodeAnswers = (operations: readonly LogOperation[], flat: Flat, firstPosition: number): Committed => {
  const reader = createFlatReader(flat);
  const events: RecordedEvent[] = [];
  let position = firstPosition;
  const answers = operations.map((operation): LogAnswer => {
    const kind = reader.integer();
    switch (kind) {
      case answerKinds.appended: {
        const revision = reader.integer();
        if (operation.kind !== 'append') break;
        const { stream, events: appended } = operation;
        let own = revision - appended.length;
        for (const { id, type, data, metadata } of appended)
          events.push({ id, type, data, metadata, stream, revision: (own += 1), position: toPosition(position++) });
        return { kind: 'appended', revision };
      }
      case answerKinds.repeated:
        return { kind: 'appended', revision: reader.integer() };
      case answerKinds.conflict:
        return { kind: 'conflict', actual: reader.integer() };
      case answerKinds.acquired:
        return { kind: 'acquired', answers: reader.list() as readonly ClaimAnswer[] };
      case answerKinds.updated:
        return { kind: 'updated', answers: reader.list() as readonly boolean[] };
      default:
    }
    throw new Fault('answer-mismatched', `an answer of kind ${kind} to "${operation.kind}"`, { retriable: false });
  });
  return { answers, events };
};

/** Six places an event: position, revision, id, type, data, metadata, and the stream's name where `named`. */
export const decodeEvents = (flat: Flat, stream?: StreamName): RecordedEvent[] => {
  const reader = createFlatReader(flat);
  const events: RecordedEvent[] = [];
  while (reader.more())
    events.push({
      position: toPosition(reader.integer()),
      revision: reader.integer(),
      id: reader.text() as EventId,
      type: reader.text(),
      data: reader.text(),
      metadata: reader.text(),
      stream: stream ?? (reader.text() as StreamName),
    });
  return events;
};
