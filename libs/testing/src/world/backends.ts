import {
  createBroker,
  createMemoryBackend,
  createMemoryReadStore,
  createMemoryRows,
  type Broker,
  type MemoryBackend,
  type MemoryKeys,
  type MemoryRows,
  type VirtualClock,
} from '@q2c/adapter-memory';
import type { Counterpart, Ids, OutgoingMessage, ReadStore } from '@q2c/ports';
import { money } from '@q2c/kernel';
import { createMemoryErpRecords, createReferenceErp, type ErpRecords, type OwnAmount } from '@q2c/reference-systems';
import type { DealPlan } from '../oracle/index.ts';
import type { Random } from '../random.ts';
import { createErpTroubles, type ErpTroubles } from './ports/counterpart.ts';
import type { Setting } from './setting.ts';

/** What outlives every process of a world: disks, the broker, the ERP and its records, all on the world's clock. */
export type Backends = {
  readonly events: MemoryBackend;
  readonly rows: MemoryRows;
  /** The read store as nobody's process sees it. */
  readonly readStore: ReadStore;
  readonly keys: MemoryKeys;
  readonly records: ErpRecords;
  readonly erp: Counterpart;
  readonly troubles: ErpTroubles;
  readonly broker: () => Broker;
  /** An in-process bus ends with its process. */
  readonly loseBroker: () => void;
  /** Every message that a process of ours published. */
  readonly published: OutgoingMessage[];
  /** Every note that was left on a claim. */
  readonly notes: string[];
};

export const createIds = (random: Random): Ids => ({ next: () => random.text(26) });

/** What the ERP makes of an amount for the deals of a plan. Quote numbers of one deal are those of no other. */
const ownAmountOf = (deals: readonly DealPlan[]): OwnAmount => {
  const plans = new Map(
    deals.flatMap(({ quotes, ownAmount }) =>
      quotes.flatMap(({ variants }) => variants.map(({ content }) => [content.quoteNumber, ownAmount] as const)),
    ),
  );
  return (kind, quoteNumber, amount) => {
    const own = plans.get(quoteNumber);
    return own?.at === kind ? money(amount.minor + own.byMinor, amount.currency) : amount;
  };
};

export const createBackends = (
  clock: VirtualClock,
  random: Random,
  setting: Setting,
  deals: readonly DealPlan[],
): Backends => {
  const records = createMemoryErpRecords();
  const troubles = createErpTroubles();
  const { latestEffectMs, blindRevenue } = setting;
  const ownAmount = ownAmountOf(deals);
  const erp = createReferenceErp({ system: 'erp', records, clock, latestEffectMs, faults: troubles.plan, ownAmount });
  const blind = { ...erp.operations, PostRevenue: { kind: 'none', latestEffectMs } as const };
  const ids = createIds(random.fork('broker'));
  const newBroker = (): Broker => createBroker({ clock, ids, keptMessages: 1_000_000 });
  let broker = newBroker();
  const rows = createMemoryRows();
  return {
    events: createMemoryBackend({ clock }),
    rows,
    readStore: createMemoryReadStore({ clock, rows }),
    keys: new Map(),
    records,
    erp: blindRevenue ? { ...erp, operations: blind } : erp,
    troubles,
    broker: () => broker,
    loseBroker: () => {
      broker = newBroker();
    },
    published: [],
    notes: [],
  };
};
