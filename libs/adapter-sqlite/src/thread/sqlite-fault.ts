import { accessSync, constants } from 'node:fs';
import { dirname } from 'node:path';
import { Fault, isFault, messageOf } from '@q2c/kernel';

/** SQLite's primary result codes that say something about the disk. */
const busy = 5;
const readOnly = 8;
const ioError = 10;
const corrupt = 11;
const full = 13;
const cannotOpen = 14;
const notADatabase = 26;
const unknownCode = -1;

const resultCodeOf = (error: unknown): number =>
  typeof error === 'object' && error !== null && 'errcode' in error && typeof error.errcode === 'number'
    ? error.errcode & 0xff
    : unknownCode;

/** Node marks what comes from SQLite with this code. */
export const isSqliteError = (error: unknown): boolean => isFault(error, 'ERR_SQLITE_ERROR');

/** Another connection holds the lock. */
export const isBusy = (error: unknown): boolean => resultCodeOf(error) === busy;

/** SQLite cannot tell a folder in which nothing may be written from other reasons why a file does not open. */
const isReadOnly = (file: string): boolean => {
  try {
    accessSync(dirname(file), constants.W_OK);
    return false;
  } catch (error) {
    return isFault(error, 'EROFS') || isFault(error, 'EACCES');
  }
};

/** What an error of `node:sqlite` on this file means; anything unknown is a defect and not to be retried. */
export const sqliteFault = (error: unknown, file: string): Fault => {
  const fault = (code: string, retriable: boolean): Fault =>
    new Fault(code, messageOf(error), { retriable, cause: error });
  switch (resultCodeOf(error)) {
    case full:
      return fault('store-full', true);
    case readOnly:
      return fault('store-read-only', true);
    case ioError:
    case cannotOpen:
      return isReadOnly(file) ? fault('store-read-only', true) : fault('store-unavailable', true);
    case busy:
      return fault('store-unavailable', true);
    case corrupt:
    case notADatabase:
      return fault('store-corrupt', false);
    default:
      return fault('store-failed', false);
  }
};

/**
 * A commit that failed while it was flushed may still be found after a crash. A full disk or a read-only one surely
 * wrote no whole commit: its last frame is missing or fails its checksum.
 */
export const commitFault = (error: unknown, file: string): Fault => {
  const fault = sqliteFault(error, file);
  return fault.code === 'store-unavailable'
    ? new Fault('append-outcome-unknown', fault.message, { retriable: true, cause: error })
    : fault;
};
