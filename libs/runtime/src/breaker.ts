import { Fault } from '@q2c/kernel';
import type { Clock } from '@q2c/ports';

/**
 * Circuit breaker of one counterpart instance. While it is open nothing is sent and no attempt is used up; commands
 * stay where they are, on the bus. After the cool-down one batch goes first; its answer closes or reopens.
 */
export type Breaker = {
  /** Resolves when a call may be made. Fault `breaker-open` when we stop first: what waits then stays on the bus. */
  admit(): Promise<void>;
  /** Admitted, but no call was made: the next one in line may go. */
  unused(): void;
  succeeded(): void;
  failed(code: string): void;
  /** When an open breaker lets the next call through, ms since epoch; `null` while it is closed. */
  probeAtMs(): number | null;
  /** For a stop: whoever would have to wait is turned away. */
  release(): void;
};

export type BreakerOptions = { readonly failuresToOpen: number; readonly coolDownMs: number };

export type BreakerChange =
  { readonly change: 'opened'; readonly code: string; readonly untilMs: number } | { readonly change: 'closed' };

export const createBreaker = (
  clock: Clock,
  { failuresToOpen, coolDownMs }: BreakerOptions,
  changed: (change: BreakerChange) => void,
): Breaker => {
  let failures = 0;
  let openUntilMs: number | null = null;
  let probing = false;
  let released = false;
  let waiting: (() => void)[] = [];
  let cancel: () => void = () => undefined;

  const wakeOne = (): void => waiting.shift()?.();
  const wakeAll = (): void => {
    const all = waiting;
    waiting = [];
    for (const wake of all) wake();
  };

  const admit = async (): Promise<void> => {
    while (openUntilMs !== null) {
      if (!probing && clock.now() >= openUntilMs) {
        probing = true;
        return;
      }
      if (released) throw new Fault('breaker-open', 'stopping while the breaker is open', { retriable: true });
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  };

  return {
    admit,
    unused() {
      if (!probing) return;
      probing = false;
      wakeOne();
    },
    succeeded() {
      failures = 0;
      probing = false;
      if (openUntilMs === null) return;
      openUntilMs = null;
      cancel();
      changed({ change: 'closed' });
      wakeAll();
    },
    failed(code) {
      failures++;
      probing = false;
      if (failures < failuresToOpen && openUntilMs === null) return;
      const first = openUntilMs === null;
      openUntilMs = clock.now() + coolDownMs;
      cancel();
      if (!released) cancel = clock.at(openUntilMs, wakeOne);
      if (first) changed({ change: 'opened', code, untilMs: openUntilMs });
    },
    probeAtMs: () => openUntilMs,
    release() {
      released = true;
      cancel();
      wakeAll();
    },
  };
};
