import type { SQLOutputValue } from 'node:sqlite';
import type { Commit, Row } from '@q2c/ports';
import { inTransaction, openDatabase } from '../thread/database.ts';
import type { Service } from '../thread/protocol.ts';

/** Rows and checkpoints of `read.db`. It can be deleted and rebuilt, so commits are not flushed one by one. */
export type RowQuestion =
  | { readonly kind: 'commit'; readonly operations: readonly RowOperation[] }
  | { readonly kind: 'checkpoint'; readonly reader: string }
  | { readonly kind: 'get'; readonly collection: string; readonly keys: readonly string[] }
  | {
      readonly kind: 'range';
      readonly collection: string;
      readonly from: string | undefined;
      readonly to: string | undefined;
      readonly limit: number;
      readonly reverse: boolean;
    };

export type RowOperation =
  | { readonly kind: 'commit'; readonly commit: Commit }
  | { readonly kind: 'clear'; readonly reader: string; readonly collections: readonly string[] };

export type RowAnswer = 'committed' | 'fenced' | 'cleared';

const schema = `
CREATE TABLE rows (collection TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (collection, key))
  WITHOUT ROWID;
CREATE TABLE checkpoints (reader TEXT PRIMARY KEY, position TEXT NOT NULL) WITHOUT ROWID`;

const rangeSql = (question: Extract<RowQuestion, { kind: 'range' }>): string =>
  `SELECT key, value FROM rows WHERE collection = ?
   ${question.from === undefined ? '' : 'AND key >= ?'} ${question.to === undefined ? '' : 'AND key < ?'}
   ORDER BY key ${question.reverse ? 'DESC' : 'ASC'} LIMIT ?`;

export const createRowService = (file: string): Service => {
  const database = openDatabase({ file, synchronous: 'NORMAL', schema, version: 1 });
  const upsert = database.prepare(
    `INSERT INTO rows (collection, key, value) VALUES (?, ?, ?)
     ON CONFLICT (collection, key) DO UPDATE SET value = excluded.value`,
  );
  const remove = database.prepare('DELETE FROM rows WHERE collection = ? AND key = ?');
  const removeAll = database.prepare('DELETE FROM rows WHERE collection = ?');
  const select = database.prepare('SELECT value FROM rows WHERE collection = ? AND key = ?');
  const selectCheckpoint = database.prepare('SELECT position FROM checkpoints WHERE reader = ?');
  const removeCheckpoint = database.prepare('DELETE FROM checkpoints WHERE reader = ?');
  const upsertCheckpoint = database.prepare(
    `INSERT INTO checkpoints (reader, position) VALUES (?, ?)
     ON CONFLICT (reader) DO UPDATE SET position = excluded.position`,
  );
  const ranges = new Map<string, ReturnType<typeof database.prepare>>();

  const checkpoint = (reader: string): SQLOutputValue => selectCheckpoint.get(reader)?.['position'] ?? null;

  const range = (question: Extract<RowQuestion, { kind: 'range' }>): Row[] => {
    const sql = rangeSql(question);
    const statement = ranges.get(sql) ?? database.prepare(sql);
    ranges.set(sql, statement);
    const bounds = [question.from, question.to].filter((bound) => bound !== undefined);
    return statement
      .all(question.collection, ...bounds, question.limit)
      .map((row) => ({ key: String(row['key']), value: String(row['value']) }));
  };

  const apply = (operation: RowOperation): RowAnswer => {
    if (operation.kind === 'clear') {
      for (const collection of operation.collections) removeAll.run(collection);
      removeCheckpoint.run(operation.reader);
      return 'cleared';
    }
    const { reader, from, to, writes } = operation.commit;
    if (checkpoint(reader) !== from) return 'fenced';
    for (const { collection, key, value } of writes) {
      if (value === null) remove.run(collection, key);
      else upsert.run(collection, key, value);
    }
    upsertCheckpoint.run(reader, to);
    return 'committed';
  };

  const answer = (question: RowQuestion): unknown => {
    switch (question.kind) {
      case 'commit':
        return inTransaction(database, () => question.operations.map(apply));
      case 'checkpoint':
        return checkpoint(question.reader);
      case 'get':
        return question.keys.map((key) => select.get(question.collection, key)?.['value']);
      case 'range':
        return range(question);
    }
  };

  return { answer: (question) => answer(question as RowQuestion), close: () => database.close() };
};
