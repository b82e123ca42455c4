import { readFileSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Fault, messageOf } from '@q2c/kernel';
import { isBusy, sqliteFault } from './thread/sqlite-fault.ts';

/**
 * One process a data folder. The lock is an open transaction on `lock.db`: the system takes it back when the process
 * ends, however it ends, so there is no stale lock to clear away.
 */
export type DataFolder = {
  readonly path: string;
  /** Path of a file in the folder. */
  readonly file: (name: string) => string;
  /** Gives the folder back. Close what stands in it first. */
  readonly close: () => void;
};

export type Holder = {
  readonly pid: number;
  /** ISO 8601. */
  readonly startedAt: string;
};

const holderFile = (path: string): string => join(path, 'process.json');

/** The process that holds the folder wrote this after it got the lock; one that is just starting may not have yet. */
const readHolder = (path: string): string => {
  try {
    const { pid, startedAt } = JSON.parse(readFileSync(holderFile(path), 'utf8')) as Holder;
    return `process ${pid}, started at ${startedAt}`;
  } catch (error) {
    return `a process that has not named itself (${messageOf(error)})`;
  }
};

/** `undefined` when somebody else holds it. */
const lock = (path: string): DatabaseSync | undefined => {
  const file = join(path, 'lock.db');
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { timeout: 0 });
    database.exec('PRAGMA journal_mode=DELETE; BEGIN IMMEDIATE; CREATE TABLE IF NOT EXISTS held (by INTEGER)');
    return database;
  } catch (error) {
    database?.close();
    if (isBusy(error)) return undefined;
    throw sqliteFault(error, file);
  }
};

/** Creates the folder where it is missing. Faults: `data-folder-in-use`, naming the holder; `store-read-only`, `store-full`. */
export const openDataFolder = async (path: string, startedAt: Date): Promise<DataFolder> => {
  await mkdir(path, { recursive: true });
  const held = lock(path);
  if (held === undefined)
    throw new Fault('data-folder-in-use', `${path} is in use by ${readHolder(path)}`, { retriable: false });
  const holder: Holder = { pid: process.pid, startedAt: startedAt.toISOString() };
  writeFileSync(holderFile(path), `${JSON.stringify(holder)}\n`);
  return { path, file: (name) => join(path, name), close: () => held.close() };
};
