import { setTimeout as sleep } from 'node:timers/promises';
import type { StatusAnswer } from '../operations/answers.ts';

/** Real time, ms: it ends only what would hang for ever, so that the last thing seen is what a test fails with. */
const hangsMs = 180_000;
const betweenLooksMs = 20;

/** Looks again and again until it holds. However slow the machine is, what is seen in the end decides. */
export const until = async <Seen>(look: () => Promise<Seen>, holds: (seen: Seen) => boolean): Promise<Seen> => {
  const startedAt = performance.now();
  for (;;) {
    const seen = await look();
    if (holds(seen) || performance.now() - startedAt > hangsMs) return seen;
    await sleep(betweenLooksMs);
  }
};

/** Only an input does more: who waits for anything else waits in vain. */
export const atRest = ({ quiet, nextWorkMs }: StatusAnswer): boolean => quiet && nextWorkMs === null;
