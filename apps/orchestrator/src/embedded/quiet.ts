import { setTimeout as sleep } from 'node:timers/promises';
import type { EventStore, Position } from '@q2c/ports';
import type { Reader } from '@q2c/runtime';
import type { InFlight } from './in-flight.ts';

/**
 * Quiet: nothing is in flight and every reader has seen everything, so nothing happens before the next input or the
 * next wake of the clock. A reader may be behind for a reason that only time ends (another process's lease that has
 * not run out): then it counts as quiet once nothing has moved for a while. A reader that stopped for good is not
 * waited for: no time makes it go on.
 */
export type Quiet = 'caught-up' | 'readers-behind';

export type QuietOptions = {
  readonly inFlight: InFlight;
  readonly store: EventStore;
  /** Those that have not stopped for good. */
  readonly readers: () => readonly Reader[];
};

/** Real time, ms: readers that have not moved this long are waiting for something. */
const stalledMs = 150;
/** Rounds of the event loop in which nothing may begin. */
const calmRounds = 3;

const nextRound = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const calm = async (inFlight: InFlight): Promise<void> => {
  for (let round = 0; round < calmRounds; round += 1) {
    if (inFlight.count() > 0) {
      round = -1;
      await sleep(1);
    } else await nextRound();
  }
};

const caughtUp = (head: Position | null, readers: readonly Reader[]): boolean =>
  head === null ||
  readers.every((reader) => {
    const position = reader.position();
    return position !== null && position >= head;
  });

/** Whether it is quiet at this moment; `store` must be one whose calls are not counted. */
export const isQuiet = async ({ inFlight, store, readers }: QuietOptions): Promise<boolean> =>
  inFlight.count() === 0 && caughtUp(await store.head(), readers()) && inFlight.count() === 0;

/** Never resolves while something is always in flight; the caller sets the bound. */
export const untilQuiet = async ({ inFlight, store, readers }: QuietOptions): Promise<Quiet> => {
  let before = '';
  let since = performance.now();
  for (;;) {
    await calm(inFlight);
    const head = await store.head();
    const positions = readers().map((reader) => reader.position());
    if (caughtUp(head, readers()) && inFlight.count() === 0) return 'caught-up';
    const now = [head, ...positions].join(' ');
    if (now !== before) {
      before = now;
      since = performance.now();
    } else if (inFlight.count() === 0 && performance.now() - since > stalledMs) return 'readers-behind';
    await sleep(1);
  }
};
