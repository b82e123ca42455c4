import { codeOf, isRetriable, messageOf } from '@q2c/kernel';
import type { Clock } from '@q2c/ports';
import type { Logger } from 'pino';

/**
 * What has stopped for good, and what has trouble and goes on. A fault that is of no use to retry stopped the part that
 * hit it, and this process is not ready any more: somebody has to look, and a restart alone will not help. Whatever is
 * tried again is a trouble while it lasts: a part, a batch that is rejected, a stream that cannot be brought forward.
 */
export type StoppedPart = { readonly part: string; readonly code: string; readonly message: string };

export type Trouble = {
  readonly where: string;
  /** As told the last time. */
  readonly code: string;
  readonly message: string;
  readonly times: number;
  /** Told first and last, ISO instants of this process's clock. */
  readonly since: string;
  readonly last: string;
};

export type Health = {
  /** A part met a fault: it tries again, or has stopped when that is of no use. */
  readonly onFault: (part: string, error: unknown) => void;
  /** One stream or input could not be brought forward; its part goes on with the others. */
  readonly onStuck: (where: string, error: unknown) => void;
  /** A batch of messages was rejected and comes again, whatever the reason. */
  readonly onRejection: (rejection: {
    readonly group: string;
    readonly topic: string;
    readonly reason: unknown;
  }) => void;
  stopped(): readonly StoppedPart[];
  /** What lasts, the longest first: at most `maxTroubles`, and one for all that came on top. */
  troubles(): readonly Trouble[];
};

const maxTroubles = 100;
const onTop = 'others';
/** Longer than anything pauses before it tries again: what was not told again by then is over. */
const overAfterMs = 120_000;

type Told = { code: string; message: string; times: number; readonly sinceMs: number; lastMs: number };

/** Of what may be told a thousand times, when to write a line. */
export const isPowerOfTwo = (times: number): boolean => Number.isInteger(Math.log2(times));
const instant = (ms: number): string => new Date(ms).toISOString();

export const createHealth = (log: Logger, clock: Pick<Clock, 'now'>): Health => {
  const stopped = new Map<string, StoppedPart>();
  const troubles = new Map<string, Told>();

  const forget = (nowMs: number): void => {
    for (const [where, { lastMs }] of troubles) if (lastMs + overAfterMs <= nowMs) troubles.delete(where);
  };

  const tell = (where: string, error: unknown): Told => {
    const nowMs = clock.now();
    forget(nowMs);
    const key = troubles.has(where) || troubles.size < maxTroubles ? where : onTop;
    const told = troubles.get(key) ?? { code: '', message: '', times: 0, sinceMs: nowMs, lastMs: nowMs };
    told.code = codeOf(error) ?? 'unknown';
    told.message = messageOf(error);
    told.times += 1;
    told.lastMs = nowMs;
    troubles.set(key, told);
    return told;
  };

  return {
    onFault(part, error) {
      const code = codeOf(error) ?? 'unknown';
      if (isRetriable(error)) {
        const { times } = tell(part, error);
        log.warn({ part, code, times, reason: messageOf(error) }, 'a fault that is retried');
        return;
      }
      stopped.set(part, { part, code, message: messageOf(error) });
      log.error({ part, code, err: error }, 'stopped for good: this part needs somebody');
    },
    onStuck(where, error) {
      const { code, times } = tell(where, error);
      // A thousand streams that wait for one release tell so every half minute.
      if (isPowerOfTwo(times)) log.error({ where, code, times, err: error }, 'could not be brought forward');
    },
    onRejection({ group, topic, reason }) {
      const { code, times } = tell(`${group}, ${topic}`, reason);
      const words = 'a batch was rejected and comes again';
      if (isRetriable(reason)) log.warn({ group, topic, code, times, reason: messageOf(reason) }, words);
      else log.error({ group, topic, code, times, err: reason }, words);
    },
    stopped: () => [...stopped.values()],
    troubles() {
      forget(clock.now());
      return [...troubles].map(([where, { code, message, times, sinceMs, lastMs }]) => ({
        ...{ where, code, message, times, since: instant(sinceMs), last: instant(lastMs) },
      }));
    },
  };
};
