import type { DatabaseSync } from 'node:sqlite';
import { createRecentMap, judgeAppend } from '@q2c/event-log';
import type { EventId, StreamName } from '@q2c/kernel';
import type { NewEvent } from '@q2c/ports';
import { inTransaction, openDatabase } from '../thread/database.ts';
import type { Service } from '../thread/protocol.ts';
import { createClaimsTable } from './claims-table.ts';
import { answerKinds, runBatch, type Flat, type FlatReader } from './encoding.ts';
import { eventSchema, eventSchemaVersion } from './schema.ts';

/**
 * The one writer of `events.db`. A batch is one transaction: all of it is flushed to the disk before it is answered,
 * or none of it stands. What the writer remembers of streams is dropped whenever a transaction was not committed.
 */
type StreamState = { readonly id: number; revision: number };

/** Streams whose id and last revision are remembered; the others are looked up. */
const rememberedStreams = 20_000;

const createStreams = (database: DatabaseSync) => {
  const selectStream = database.prepare('SELECT id FROM streams WHERE name = ?');
  const selectLast = database.prepare('SELECT max(revision) AS last FROM events WHERE stream = ?');
  const insertStream = database.prepare('INSERT INTO streams (name) VALUES (?)');
  const remembered = createRecentMap<string, StreamState>(rememberedStreams);

  return {
    find: (name: StreamName): StreamState | undefined => {
      const known = remembered.get(name);
      if (known !== undefined) return known;
      const id = selectStream.get(name)?.['id'];
      if (typeof id !== 'number') return undefined;
      const found = { id, revision: Number(selectLast.get(id)?.['last'] ?? -1) };
      remembered.set(name, found);
      return found;
    },
    create: (name: StreamName): StreamState => {
      const created = { id: Number(insertStream.run(name).lastInsertRowid), revision: -1 };
      remembered.set(name, created);
      return created;
    },
    forget: () => remembered.clear(),
  };
};

const readEvents = (count: number, rest: FlatReader): NewEvent[] => {
  const events: NewEvent[] = [];
  for (let index = 0; index < count; index += 1)
    events.push({ id: rest.text() as EventId, type: rest.text(), data: rest.text(), metadata: rest.text() });
  return events;
};

/** The writer's connection: every commit is flushed. */
export const openEventDatabase = (file: string): DatabaseSync =>
  openDatabase({ file, synchronous: 'FULL', schema: eventSchema, version: eventSchemaVersion });

export const createEventWriter = (file: string): Service => {
  const database = openEventDatabase(file);
  const streams = createStreams(database);
  const claims = createClaimsTable(database);
  const insertEvent = database.prepare(
    'INSERT INTO events (position, stream, revision, id, type, data, metadata) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const selectId = database.prepare('SELECT id FROM events WHERE stream = ? AND revision = ?');
  let head = Number(database.prepare('SELECT max(position) AS head FROM events').get()?.['head'] ?? 0);

  const append = (name: StreamName, expected: number, count: number, rest: FlatReader): Flat => {
    const events = readEvents(count, rest);
    const known = streams.find(name);
    const judged = judgeAppend(expected, events, known?.revision ?? -1, (revision) => {
      const id = known === undefined ? undefined : selectId.get(known.id, revision)?.['id'];
      return typeof id === 'string' ? id : undefined;
    });
    if (judged === 'append') {
      const stream = known ?? streams.create(name);
      for (const { id, type, data, metadata } of events)
        insertEvent.run((head += 1), stream.id, (stream.revision += 1), id, type, data, metadata);
      return [answerKinds.appended, stream.revision];
    }
    return judged.kind === 'appended'
      ? [answerKinds.repeated, judged.revision]
      : [answerKinds.conflict, judged.kind === 'conflict' ? judged.actual : -1];
  };

  const commit = (batch: Flat): Flat => {
    const before = head;
    try {
      const answers = inTransaction(database, () => runBatch(batch, { append, ...claims }));
      return [before + 1, answers];
    } catch (error) {
      head = before;
      streams.forget();
      throw error;
    }
  };

  return { answer: (question) => commit(question as Flat), close: () => database.close() };
};
