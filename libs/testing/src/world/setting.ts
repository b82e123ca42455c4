import type { ConnectorPolicy } from '@q2c/runtime';
import type { Random } from '../random.ts';
import type { Temper } from './faults.ts';
import { minuteMs } from './plan/world-plan.ts';

/**
 * The kind of world a seed makes: which shape the product runs in, how it is configured, and how things go wrong.
 *
 * - `clustered`: two processes over stores and a broker of their own, as in production;
 * - `embedded`: one process; the bus dies with it, inputs come over HTTP.
 */
export type Setting = {
  readonly shape: 'clustered' | 'embedded';
  readonly temper: Temper;
  /** The ERP's calls may take effect later than its operator promised. */
  readonly breaksPromise: boolean;
  /** The ERP cannot be asked about revenue: an unknown outcome there goes to a person. */
  readonly blindRevenue: boolean;
  /** Processes started after this instant start transactions under process version 2. `null`: never. */
  readonly upgradeAfterMs: number | null;
  readonly readerLeaseMs: number;
  readonly sweepMs: number;
  readonly cacheBytes: number;
  /** How often a later turn overtakes. */
  readonly overtaking: number;
  /** By how much each process's clock is off at first, ms. */
  readonly clockOffsetsMs: readonly number[];
  readonly latestEffectMs: number;
  readonly connector: ConnectorPolicy;
};

export const latestEffectMs = minuteMs;

export const drawSetting = (random: Random): Setting => {
  const shape = random.weighted([
    ['clustered', 3],
    ['embedded', 1],
  ] as const);
  const breaksPromise = random.chance(0.04);
  const temper = random.weighted([
    ['calm', 1],
    ['mild', 4],
    ['swarm', 4],
    ['storm', 2],
  ] as const);
  // With few, people are called while the last call may still take effect.
  const maxAttempts = random.fork('attempts').weighted([
    [6, 3],
    [2, 1],
    [1, 1],
  ]);
  return {
    shape,
    temper: breaksPromise ? 'mild' : temper,
    breaksPromise,
    blindRevenue: !breaksPromise && random.chance(0.2),
    upgradeAfterMs: random.chance(0.15) ? random.int(0, 120 * minuteMs) : null,
    readerLeaseMs: random.pick([10, 30, 60]) * minuteMs,
    sweepMs: random.pick([1, 10]) * minuteMs,
    cacheBytes: random.pick([0, 20_000, 64_000_000]),
    overtaking: random.pick([0, 0.05, 0.3]),
    clockOffsetsMs: [random.int(-30_000, 30_000), random.int(-120_000, 120_000)],
    latestEffectMs,
    connector: {
      retry: { maxAttempts, baseMs: 500, maxMs: 60_000 },
      callTimeoutMs: 10_000,
      leaseMs: 30_000,
      leaseMarginMs: 5_000,
      maxConcurrentCalls: random.pick([1, 4, 64]),
    },
  };
};
