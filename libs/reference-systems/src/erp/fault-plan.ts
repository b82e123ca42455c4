import type { ErpFault, ErpFaultPlan } from './erp.ts';

/**
 * A seeded fault plan: which call fails how is a function of the seed, the command and how often that command was
 * tried, so a run can be repeated, and a process that starts again does not meet the same faults at the same calls
 * because of what it happened to call before.
 */
export type SeededFaults = {
  readonly seed: string;
  /** Of 1,000 calls, how many get each fault. */
  readonly perThousand: {
    readonly unavailable: number;
    readonly slow: number;
    readonly lostAnswer: number;
    readonly late: number;
  };
  /** How long a slow call takes, ms. */
  readonly slowMs: number;
  /** How much later a late call takes effect, ms: at most what the operator promises as `latestEffectMs`. */
  readonly lateMs: number;
  /** From this call of a command on it works. */
  readonly faultyCalls: number;
};

/** FNV-1a with a final mix, 32 bit: evenly spread over short texts. */
const hash = (text: string): number => {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
};

export const createSeededFaults = (options: SeededFaults): ErpFaultPlan => {
  const { seed, perThousand, slowMs, lateMs, faultyCalls } = options;
  const calls = new Map<string, number>();
  const faults: readonly (readonly [ErpFault, number])[] = [
    [{ kind: 'unavailable' }, perThousand.unavailable],
    [{ kind: 'slow', ms: slowMs }, perThousand.slow],
    [{ kind: 'lost-answer' }, perThousand.lostAnswer],
    [{ kind: 'late', afterMs: lateMs }, perThousand.late],
  ];
  return (call, commands) => {
    const key = `${call}/${commands.map(({ commandId }) => commandId).join(' ')}`;
    const nth = (calls.get(key) ?? 0) + 1;
    calls.set(key, nth);
    if (nth > faultyCalls) return { kind: 'none' };
    let draw = hash(`${seed}/${key}/${nth}`) % 1000;
    for (const [fault, share] of faults) {
      // A look-up changes nothing, so it has nothing to lose or to be late with.
      if (draw < share) return call === 'lookup' && fault.kind !== 'slow' ? { kind: 'unavailable' } : fault;
      draw -= share;
    }
    return { kind: 'none' };
  };
};
