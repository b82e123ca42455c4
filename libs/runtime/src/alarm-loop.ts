import { isRetriable } from '@q2c/kernel';
import type { Clock } from '@q2c/ports';
import { backoffMs } from './pause.ts';

/**
 * Alarm loop: does its work when signalled or when its alarm rings, never otherwise, and never twice at once.
 * It works only while this instance leads; a signal that arrives during work leads to another round, so none is lost.
 */
export type AlarmLoop = {
  signal(): void;
  /** Makes sure that an alarm rings at `atMs` or before. */
  ringBy(atMs: number): void;
  lead(leading: boolean): void;
  stop(): Promise<void>;
};

export type AlarmLoopOptions = {
  readonly name: string;
  readonly clock: Clock;
  /** Gives the instant of the next round without a signal, or `null`. */
  readonly work: () => Promise<number | null>;
  readonly onFault: (where: string, error: unknown) => void;
};

const retry = { baseMs: 200, maxMs: 30_000 };

export const createAlarmLoop = ({ name, clock, work, onFault }: AlarmLoopOptions): AlarmLoop => {
  let stopped = false;
  let leading = false;
  let dirty = false;
  let failures = 0;
  let alarmMs = Infinity;
  let cancel: () => void = () => undefined;
  let running: Promise<void> | undefined;

  const ringBy = (atMs: number): void => {
    if (stopped || atMs >= alarmMs) return;
    cancel();
    alarmMs = atMs;
    cancel = clock.at(Math.max(atMs, clock.now() + 1), signal);
  };
  const silence = (): void => {
    cancel();
    alarmMs = Infinity;
  };

  const run = async (): Promise<void> => {
    while (dirty && leading && !stopped) {
      dirty = false;
      silence();
      try {
        const next = await work();
        failures = 0;
        if (next !== null && !dirty) ringBy(next);
      } catch (error) {
        // At a stop, what would have been tried again is nobody's trouble any more.
        if (!(stopped && isRetriable(error))) onFault(name, error);
        if (!isRetriable(error)) {
          stopped = true;
          return;
        }
        failures++;
        ringBy(clock.now() + backoffMs(retry, failures, name));
      }
    }
  };

  const signal = (): void => {
    dirty = true;
    alarmMs = Infinity;
    if (stopped || !leading || running !== undefined) return;
    running = run().finally(() => {
      running = undefined;
      if (dirty) signal();
    });
  };

  return {
    signal,
    ringBy,
    lead(now) {
      leading = now;
      if (now) signal();
      else silence();
    },
    async stop() {
      stopped = true;
      silence();
      await running;
    },
  };
};
