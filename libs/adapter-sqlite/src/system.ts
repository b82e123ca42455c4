import { randomBytes } from 'node:crypto';
import type { Clock, Ids } from '@q2c/ports';

/** Longest time a timer of Node can wait. */
const maxTimerMs = 2 ** 31 - 1;

/** The machine's clock and event loop. */
export const createSystemClock = (): Clock => ({
  now: () => Date.now(),
  at: (atMs, wake) => {
    let timer: NodeJS.Timeout;
    const arm = (): void => {
      const waitMs = Math.max(0, atMs - Date.now());
      // Also when the timer was early: a wake never comes before its time.
      timer =
        waitMs === 0
          ? setTimeout(wake, 0)
          : setTimeout(() => (Date.now() >= atMs ? wake() : arm()), Math.min(waitMs, maxTimerMs));
    };
    arm();
    return () => clearTimeout(timer);
  },
  turn: () => new Promise((resolve) => setImmediate(resolve)),
});

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';

/** 26 characters with 5 random bits each. */
export const createSystemIds = (): Ids => ({
  next: () => Array.from(randomBytes(26), (byte) => alphabet[byte & 31]).join(''),
});
