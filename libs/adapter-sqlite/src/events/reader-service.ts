import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';
import type { FreeClaim } from '@q2c/ports';
import { openReadOnly } from '../thread/database.ts';
import type { Service } from '../thread/protocol.ts';
import type { Flat } from './encoding.ts';

/** Reads of `events.db` on a connection of their own: they see whole commits and never wait for the writer. */
export type EventQuestion =
  | { readonly kind: 'stream'; readonly stream: string; readonly from: number; readonly limit: number }
  | { readonly kind: 'all'; readonly after: number; readonly through: number }
  | { readonly kind: 'head' }
  | { readonly kind: 'free-claims'; readonly prefix: string; readonly nowMs: number; readonly limit: number }
  | { readonly kind: 'next-free'; readonly prefix: string };

/** A page of events is closed after this many characters. */
const maxPageCharacters = 4_000_000;

const arrays = (database: DatabaseSync, sql: string): StatementSync => {
  const statement = database.prepare(sql);
  statement.setReturnArrays(true);
  return statement;
};

const flatten = (rows: Iterable<unknown>, maxCharacters: number): Flat => {
  const flat: Flat = [];
  let characters = 0;
  for (const row of rows as Iterable<SQLOutputValue[]>) {
    for (const value of row) {
      flat.push(value);
      if (typeof value === 'string') characters += value.length;
    }
    if (characters >= maxCharacters) break;
  }
  return flat;
};

export const createEventReader = (file: string): Service => {
  const database = openReadOnly(file);
  const columns = 'e.position, e.revision, e.id, e.type, e.data, e.metadata';
  const selectStreamId = database.prepare('SELECT id FROM streams WHERE name = ?');
  const selectStream = arrays(
    database,
    `SELECT ${columns} FROM events e WHERE e.stream = ? AND e.revision >= ? ORDER BY e.revision LIMIT ?`,
  );
  // CROSS JOIN keeps SQLite from beginning with the streams.
  const selectAll = arrays(
    database,
    `SELECT ${columns}, s.name FROM events e CROSS JOIN streams s ON s.id = e.stream
     WHERE e.position > ? AND e.position <= ? ORDER BY e.position`,
  );
  const selectHead = database.prepare('SELECT max(position) AS head FROM events');
  const selectFree = database.prepare(
    `SELECT key, attempt FROM claims WHERE fate = 'retry' AND free_at <= ? AND substr(key, 1, length(?2)) = ?2
     ORDER BY free_at, key LIMIT ?3`,
  );
  const selectNextFree = database.prepare(
    `SELECT free_at FROM claims WHERE fate = 'retry' AND substr(key, 1, length(?1)) = ?1
     ORDER BY free_at, key LIMIT 1`,
  );

  const answer = (question: EventQuestion): unknown => {
    switch (question.kind) {
      case 'stream': {
        const id = selectStreamId.get(question.stream)?.['id'];
        if (typeof id !== 'number') return undefined;
        return flatten(selectStream.iterate(id, question.from, question.limit), Infinity);
      }
      case 'all':
        return flatten(selectAll.iterate(question.after, question.through), maxPageCharacters);
      case 'head':
        return Number(selectHead.get()?.['head'] ?? 0);
      case 'free-claims':
        return selectFree
          .all(question.nowMs, question.prefix, question.limit)
          .map((row): FreeClaim => ({ key: String(row['key']), attempt: Number(row['attempt']) }));
      case 'next-free': {
        const freeAt = selectNextFree.get(question.prefix)?.['free_at'];
        return freeAt === undefined ? null : Number(freeAt);
      }
    }
  };

  return { answer: (question) => answer(question as EventQuestion), close: () => database.close() };
};
