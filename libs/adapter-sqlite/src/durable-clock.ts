import { open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createVirtualClock } from '@q2c/event-log';
import { assertInvariant, isFault } from '@q2c/kernel';
import type { Clock } from '@q2c/ports';

/**
 * A virtual clock for demonstrations that survives a restart. An advance is on the disk before it takes effect, so a
 * process that comes back never sees an earlier time than the one that was killed.
 */
export type DurableClock = Clock & {
  /** Moves to `atMs`, calling the wakes due on the way. Never back. Advances follow each other in order. */
  readonly advanceTo: (atMs: number) => Promise<void>;
  /** When the next wake is due; `null` when nobody waits. */
  readonly nextWakeMs: () => number | null;
};

export type DurableClockOptions = {
  /** Where the time stands, e.g. `clock.json` in the data folder. */
  readonly file: string;
  /** Where a clock that has no file yet begins, milliseconds since the epoch. */
  readonly startMs: number;
};

const flushed = async (path: string, write?: string): Promise<void> => {
  const handle = await open(path, write === undefined ? 'r' : 'w');
  try {
    if (write !== undefined) await handle.writeFile(write);
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/** Whole or not at all: a new file takes the place of the old one after it was flushed, then the folder is flushed. */
const save = async (file: string, nowMs: number): Promise<void> => {
  await flushed(`${file}.new`, `${JSON.stringify({ nowMs })}\n`);
  await rename(`${file}.new`, file);
  await flushed(dirname(file));
};

const load = async (file: string): Promise<number | undefined> => {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (isFault(error, 'ENOENT')) return undefined;
    throw error;
  }
  const { nowMs } = JSON.parse(text) as { readonly nowMs?: unknown };
  assertInvariant(typeof nowMs === 'number' && Number.isSafeInteger(nowMs), 'clock-damaged', `${file} holds no time`);
  return nowMs;
};

export const openDurableClock = async ({ file, startMs }: DurableClockOptions): Promise<DurableClock> => {
  const saved = await load(file);
  if (saved === undefined) await save(file, startMs);
  const clock = createVirtualClock({ startMs: saved ?? startMs, turn: (wake) => setImmediate(wake) });
  let last: Promise<void> = Promise.resolve();

  const advance = async (atMs: number): Promise<void> => {
    if (atMs > clock.now()) await save(file, atMs);
    clock.advanceTo(atMs);
  };

  return {
    now: () => clock.now(),
    at: (atMs, wake) => clock.at(atMs, wake),
    turn: () => clock.turn(),
    nextWakeMs: () => clock.nextWakeMs(),
    advanceTo: (atMs) => {
      const advanced = last.then(() => advance(atMs));
      last = advanced.catch(() => undefined);
      return advanced;
    },
  };
};
