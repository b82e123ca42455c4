import { Fault } from '@q2c/kernel';
import type { VirtualClock } from '@q2c/adapter-memory';
import type { Random } from '../../random.ts';
import type { Boundary, FaultKind, FaultPlan } from '../faults.ts';
import { never, type Life } from '../life.ts';

/** What every faulty port of one process stands on. */
export type Surroundings = {
  readonly life: Life;
  readonly faults: FaultPlan;
  /** The world's own clock. */
  readonly clock: VirtualClock;
  readonly random: Random;
};

export type Call<T> = {
  readonly boundary: Boundary;
  readonly perform: () => Promise<T>;
  /** Code of a fault before which nothing happened. */
  readonly unavailable: string;
  /** Code of a fault after which nobody knows. */
  readonly unknown?: string;
  /** Takes effect outside the process, which has long been told that nobody knows. */
  readonly performLate?: () => void;
  /** Leaves out kinds that this call cannot meet. */
  readonly possible?: (kind: FaultKind) => boolean;
};

const fault = (code: string, boundary: string): Fault =>
  new Fault(code, `simulated at ${boundary}`, { retriable: true });

/** Mostly short, sometimes longer than the leases and limits of those who wait. */
export const delayMs = (random: Random): number =>
  random.weighted([
    [random.int(1, 500), 6],
    [random.int(500, 15_000), 3],
    [random.int(15_000, 180_000), 1],
  ]);

export const pause = (clock: VirtualClock, ms: number): Promise<void> =>
  new Promise((resolve) => void clock.at(clock.now() + ms, resolve));

/** Carries out one call of a process under the fault that the plan has for it. */
export const faultyCall = async <T>(around: Surroundings, call: Call<T>): Promise<T> => {
  const { life, faults, clock, random } = around;
  if (!life.alive()) return never();
  const { boundary, perform } = call;
  switch (faults.choose(boundary, call.possible)) {
    case 'crash-before':
      life.crash();
      return never();
    case 'crash-after':
      await life.guard(perform());
      life.crash();
      return never();
    case 'fault-before':
      await life.guard(pause(clock, random.int(0, 50)));
      throw fault(call.unavailable, boundary);
    case 'lost-answer':
      await life.guard(perform());
      throw fault(call.unknown ?? call.unavailable, boundary);
    case 'delay': {
      const before = random.chance(0.5);
      if (before) await life.guard(pause(clock, delayMs(random)));
      const answer = await life.guard(perform());
      if (!before) await life.guard(pause(clock, delayMs(random)));
      return answer;
    }
    case 'duplicate':
      // As a client that did not hear the first answer asks again: what counts is the second.
      await life.guard(perform());
      return life.guard(perform());
    case 'late-effect': {
      clock.at(clock.now() + delayMs(random), () => call.performLate?.());
      await life.guard(pause(clock, random.int(0, 50)));
      throw fault(call.unknown ?? call.unavailable, boundary);
    }
    default:
      return life.guard(perform());
  }
};
