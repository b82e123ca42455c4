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
import { createMemoryErpRecords, createReferenceErp, type ErpRecords } from '@q2c/reference-systems';
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

export const createBackends = (clock: VirtualClock, random: Random, setting: Setting): Backends => {
  const records = createMemoryErpRecords();
  const troubles = createErpTroubles();
  const { latestEffectMs, blindRevenue } = setting;
  const erp = createReferenceErp({ system: 'erp', records, clock, latestEffectMs, faults: troubles.plan });
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
