import { DatabaseSync } from 'node:sqlite';
import { Fault } from '@q2c/kernel';
import { commitFault, isSqliteError, sqliteFault } from './sqlite-fault.ts';

/**
 * A database file as a writer opens it. `synchronous=FULL` flushes the log at every commit, before the commit is
 * answered; `NORMAL` only at checkpoints, for what can be rebuilt.
 */
export type DatabaseOptions = {
  readonly file: string;
  readonly synchronous: 'FULL' | 'NORMAL';
  readonly schema: string;
  /** Number of the schema; a file of another one is refused with `store-version-unknown`. */
  readonly version: number;
  readonly pragmas?: readonly string[];
};

const versionOf = (database: DatabaseSync): unknown => database.prepare('PRAGMA user_version').get()?.['user_version'];

/** Runs what may fail with an error of SQLite and nothing else. */
const asFault = <T>(file: string, work: () => T): T => {
  try {
    return work();
  } catch (error) {
    throw sqliteFault(error, file);
  }
};

export const openDatabase = (options: DatabaseOptions): DatabaseSync => {
  const { file, synchronous, schema, version, pragmas = [] } = options;
  const database = asFault(file, () => {
    const opened = new DatabaseSync(file, { timeout: 5_000 });
    const set = ['page_size=8192', 'journal_mode=WAL', `synchronous=${synchronous}`, 'wal_autocheckpoint=4000'];
    for (const pragma of [...set, 'cache_size=-65536', 'mmap_size=0', ...pragmas]) opened.exec(`PRAGMA ${pragma}`);
    if (versionOf(opened) === 0) opened.exec(`BEGIN IMMEDIATE; ${schema}; PRAGMA user_version=${version}; COMMIT`);
    return opened;
  });
  const found = versionOf(database);
  if (found === version) return database;
  database.close();
  throw new Fault('store-version-unknown', `${file} has schema ${String(found)}, expected ${version}`, {
    retriable: false,
  });
};

export const openReadOnly = (file: string): DatabaseSync =>
  asFault(file, () => {
    const opened = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
    for (const pragma of ['cache_size=-32768', 'mmap_size=0']) opened.exec(`PRAGMA ${pragma}`);
    return opened;
  });

/**
 * Runs `write` in one transaction. After a fault nothing of it stands and the connection is ready for the next one.
 * What `write` itself throws as a fault passes as it is.
 */
export const inTransaction = <T>(database: DatabaseSync, write: () => T): T => {
  const file = database.location() ?? '';
  try {
    database.exec('BEGIN IMMEDIATE');
    const result = write();
    try {
      database.exec('COMMIT');
    } catch (error) {
      throw commitFault(error, file);
    }
    return result;
  } catch (error) {
    // A full disk rolls back by itself.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw isSqliteError(error) ? sqliteFault(error, file) : error;
  }
};
