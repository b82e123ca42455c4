import type { Random } from '../random.ts';

/**
 * What goes wrong in a world, where and how often. Every boundary of the composition has its kinds of fault; each pair
 * is a cell, and every cell must occur in a run of the simulator.
 */
const call = ['crash-before', 'crash-after', 'fault-before', 'lost-answer', 'delay'] as const;
const read = ['crash-before', 'fault-before', 'delay'] as const;

export const cells = {
  append: [...call, 'duplicate', 'late-effect', 'conflict'],
  readStream: read,
  /** Reads of indexes, claims and marks. */
  query: read,
  subscribe: ['crash-before', 'crash-after', 'dropped', 'delay'],
  publish: [...call, 'duplicate', 'reorder', 'late-effect'],
  deliver: [...call, 'duplicate', 'reorder', 'two-owners'],
  commit: [...call, 'duplicate', 'late-effect'],
  claim: [...call, 'duplicate', 'late-effect'],
  personalData: read,
  execute: [...call, 'outage', 'late-effect', 'late-when-sent-again', 'late-beyond-promise'],
  lookup: [...call, 'outage'],
  instance: ['kill', 'stop', 'clock-jump', 'rows-lost', 'rows-restored'],
} as const;

export type Boundary = keyof typeof cells;
export type FaultKind = (typeof cells)[Boundary][number];
export type Cell = { readonly boundary: Boundary; readonly kind: FaultKind };
export const cellName = (boundary: string, kind: string): string => `${boundary} × ${kind}`;

export const boundaries = Object.keys(cells) as Boundary[];

/** Nobody draws these: they come about where processes meet. */
const met: ReadonlySet<string> = new Set(['conflict']);

/** Only where the world breaks what the counterpart's operator promised. */
const breaking: ReadonlySet<string> = new Set(['late-beyond-promise']);

/**
 * How a world fails: `calm` never, `mild` everywhere a little, `swarm` in some cells often, `storm` in few cells very
 * often. Other mixes meet other troubles: what happens always hides what happens after it.
 */
export type Temper = 'calm' | 'mild' | 'swarm' | 'storm';

export type FaultPlan = {
  /** The fault of this call, counted; `undefined` when it goes well. `possible` leaves out kinds that cannot happen here. */
  choose(boundary: Boundary, possible?: (kind: FaultKind) => boolean): FaultKind | undefined;
  /** Counts what the world brought about by itself. */
  count(boundary: Boundary, kind: FaultKind): void;
  /** Whether the world may fail at this moment. */
  active(): boolean;
  /** How often the world itself kills, stops or jumps, in total. */
  readonly instanceFaults: number;
  readonly counts: ReadonlyMap<string, number>;
};

export type FaultPlanOptions = {
  readonly random: Random;
  readonly temper: Temper;
  readonly breaksPromise: boolean;
  readonly isCalm: () => boolean;
  /** Cells left out, by name: to find out which faults a failure needs. */
  readonly without: ReadonlySet<string>;
  readonly maxFaults: number;
  readonly onFault: (cell: string) => void;
};

const maxCrashes = 12;

const ratesOf = (random: Random, temper: Temper): Map<string, number> => {
  const rates = new Map<string, number>();
  for (const boundary of boundaries)
    for (const kind of cells[boundary]) {
      if (met.has(kind)) continue;
      const own = random.fork(cellName(boundary, kind));
      const crash = kind.startsWith('crash') ? 0.3 : 1;
      const rate = {
        calm: 0,
        mild: 0.01,
        swarm: own.chance(0.4) ? 0.01 + own.next() * 0.08 : 0,
        storm: own.chance(0.12) ? 0.1 + own.next() * 0.3 : 0,
      }[temper];
      if (rate > 0) rates.set(cellName(boundary, kind), rate * crash);
    }
  return rates;
};

export const createFaultPlan = (options: FaultPlanOptions): FaultPlan => {
  const { random, temper, breaksPromise, isCalm, without, maxFaults, onFault } = options;
  const rates = ratesOf(random, temper);
  if (breaksPromise) rates.set(cellName('execute', 'late-beyond-promise'), 0.3);
  const counts = new Map<string, number>();
  let faults = 0;
  let crashes = 0;

  const count = (boundary: Boundary, kind: FaultKind): void => {
    const cell = cellName(boundary, kind);
    counts.set(cell, (counts.get(cell) ?? 0) + 1);
    if (met.has(kind)) return;
    faults += 1;
    if (kind.startsWith('crash') || kind === 'kill') crashes += 1;
    onFault(cell);
  };
  const active = (): boolean => temper !== 'calm' && !isCalm() && faults < maxFaults;

  return {
    count,
    active,
    counts,
    instanceFaults: temper === 'calm' ? 0 : random.fork('instance').int(0, 4),
    choose(boundary, possible = () => true) {
      if (!active()) return undefined;
      let draw = random.next();
      for (const kind of cells[boundary]) {
        const cell = cellName(boundary, kind);
        draw -= rates.get(cell) ?? 0;
        if (draw >= 0) continue;
        const barred =
          !possible(kind) ||
          without.has(cell) ||
          (breaking.has(kind) && !breaksPromise) ||
          (kind.startsWith('crash') && crashes >= maxCrashes);
        if (barred) return undefined;
        count(boundary, kind);
        return kind;
      }
      return undefined;
    },
  };
};
