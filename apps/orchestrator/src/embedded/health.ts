import { codeOf, isRetriable, messageOf } from '@q2c/kernel';
import type { Logger } from 'pino';

/**
 * What has stopped for good. A retriable fault is logged and forgotten; any other one stopped the part that hit it,
 * and this process is not ready any more: somebody has to look, and a restart alone will not help.
 */
export type StoppedPart = { readonly part: string; readonly code: string; readonly message: string };

export type Health = {
  readonly onFault: (part: string, error: unknown) => void;
  stopped(): readonly StoppedPart[];
};

export const createHealth = (log: Logger): Health => {
  const stopped = new Map<string, StoppedPart>();
  return {
    onFault(part, error) {
      const code = codeOf(error) ?? 'unknown';
      if (isRetriable(error)) {
        log.warn({ part, code, reason: messageOf(error) }, 'a fault that is retried');
        return;
      }
      stopped.set(part, { part, code, message: messageOf(error) });
      log.error({ part, code, err: error }, 'stopped for good: this part needs somebody');
    },
    stopped: () => [...stopped.values()],
  };
};
