import type { DealPlan, WorldPlan } from '../../oracle/index.ts';
import type { Random } from '../../random.ts';
import { dealPlan, type DealFrame } from './deals.ts';
import { unreadablePlan } from './unreadable.ts';

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** Ends of month and year and a leap day among them. */
const baseDates = ['2026-06-14', '2026-12-30', '2027-02-27', '2028-02-28', '2026-03-28'] as const;

/** People and retries get this long after the last fault and the last deadline of interest. */
const quietMs = 5 * hourMs;

export type WorldPlanOptions = {
  /** Whether inputs may come over topics. */
  readonly overTopics: boolean;
  /** Whether anything fails at all. */
  readonly faulty: boolean;
};

/** Now and then another tenant has a deal of the same numbers. */
const namesakesOf = (
  random: Random,
  deals: readonly DealPlan[],
  frame: Omit<DealFrame, 'index' | 'tenant'>,
): DealPlan[] =>
  deals.flatMap(({ name, quotes: [first], creditHold, ownAmount }, index) => {
    const own = random.fork(`namesake-${index}`);
    const quote = first?.variants[0]?.content;
    if (!own.chance(0.1) || quote === undefined || creditHold !== 'none' || ownAmount !== null) return [];
    const tenant = first?.tenant === 'acme' ? 'globex' : 'acme';
    return [dealPlan(own, { ...frame, index, tenant }, { name, quote })];
  });

/** From late evening until the second morning after, so that two midnights bring their deadlines. */
export const worldPlan = (random: Random, { overTopics, faulty }: WorldPlanOptions): WorldPlan => {
  const baseDate = random.pick(baseDates);
  const midnightMs = Date.parse(`${baseDate}T00:00:00.000Z`);
  const startMs = midnightMs + 20 * hourMs + random.int(0, 3 * hourMs);
  const endMs = midnightMs + 2 * dayMs + quietMs;
  const longMs = endMs - quietMs - startMs;
  const calmFromMs =
    startMs +
    (faulty
      ? random.weighted([
          [random.int(10 * minuteMs, 5 * hourMs), 3],
          [longMs, 1],
        ])
      : 0);
  const inputMs = Math.min(
    random.pick([minuteMs, 20 * minuteMs, 3 * hourMs]),
    Math.max(calmFromMs - startMs, minuteMs),
  );
  const common = { baseDate, startMs, inputMs, overTopics };
  const frame = (index: number): DealFrame => ({
    index,
    tenant: random.pick(['acme', 'globex']),
    ...common,
  });
  const drawn = Array.from({ length: random.int(2, 7) }, (_, index) =>
    dealPlan(random.fork(`deal-${index}`), frame(index)),
  );
  const unreadable = Array.from({ length: random.int(0, 2) }, (_, index) =>
    unreadablePlan(random.fork(`unreadable-${index}`), frame(index)),
  );
  const namesakes = namesakesOf(random, drawn, common);
  const deals = [...drawn, ...namesakes];
  return { startMs, calmFromMs, endMs, deals, unreadable };
};
