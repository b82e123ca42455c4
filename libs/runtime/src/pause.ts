import type { Clock } from '@q2c/ports';
import { sha256Hex } from './identity.ts';

export const pause = (clock: Clock, ms: number): Promise<void> =>
  new Promise((resolve) => void clock.at(clock.now() + ms, resolve));

export type Backoff = { readonly baseMs: number; readonly maxMs: number };

/**
 * Exponential backoff with jitter in [½, 1). The jitter derives from `key` and attempt: it spreads callers apart and
 * needs no randomness.
 */
export const backoffMs = (backoff: Backoff, attempt: number, key: string): number => {
  const full = Math.min(backoff.maxMs, backoff.baseMs * 2 ** Math.min(attempt - 1, 30));
  const spread = parseInt(sha256Hex(`${key}#${attempt}`).slice(0, 8), 16) / 2 ** 32;
  return Math.ceil(full * (0.5 + spread / 2));
};

/** Resolves with the value, or with `late` after `ms`; the promise itself goes on. */
export const within = <T, L>(clock: Clock, ms: number, promise: Promise<T>, late: L): Promise<T | L> => {
  let cancel: () => void = () => undefined;
  const limit = new Promise<L>((resolve) => {
    cancel = clock.at(clock.now() + ms, () => resolve(late));
  });
  return Promise.race([promise, limit]).finally(cancel);
};
