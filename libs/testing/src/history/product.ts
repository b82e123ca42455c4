import {
  createBroker,
  createMemoryBackend,
  createMemoryBus,
  createMemoryKeyStore,
  createMemoryLog,
  createMemoryReadStore,
  createMemoryRows,
  createVirtualClock,
} from '@q2c/adapter-memory';
import { compose, defaultSettings, type ProcessDefinition } from '@q2c/composition';
import { messageOf, tenant } from '@q2c/kernel';
import { createPersonalData } from '@q2c/personal-data';
import type { RecordedEvent } from '@q2c/ports';
import type { IntakeMessage } from '@q2c/runtime';
import { createMemoryErpRecords, createReferenceErp, type ErpDocument } from '@q2c/reference-systems';
import { createRandom } from '../random.ts';
import { createTurns } from '../world/turns.ts';

/** A store as another release left it: all events in order, and what stood in the ERP's books. */
export type History = { readonly events: readonly RecordedEvent[]; readonly documents: readonly ErpDocument[] };

export const historyTenant = tenant('acme');

/** One process of the product on memory, over a history or over nothing, on a clock that only the caller moves. */
export const openProduct = async (
  definition: ProcessDefinition,
  startMs: number,
  history: History = { events: [], documents: [] },
) => {
  const turns = createTurns(createRandom('history'), 0, 100_000);
  const clock = createVirtualClock({ startMs, turn: turns.turn });
  const backend = createMemoryBackend({ clock });
  for (const { stream, revision, ...event } of history.events)
    backend.apply([{ kind: 'append', stream, expected: revision - 1, events: [event] }]);
  // Claims stand in the store of the events: what was answered is known to be.
  for (const { type, data } of history.events) {
    if (type !== 'CommandSettled') continue;
    const outcome = JSON.parse(data) as { readonly commandId: string };
    const key = `command/${outcome.commandId}`;
    const note = JSON.stringify({ kind: 'outcome', outcome });
    backend.apply([
      { kind: 'acquire', requests: [{ key, owner: 'earlier', leaseMs: 1, quietMs: 0 }] },
      { kind: 'update', updates: [{ key, owner: 'earlier', attempt: 1, freeInMs: 0, fate: 'done', note }] },
    ]);
  }
  const records = createMemoryErpRecords();
  for (const { number: _number, ...document } of history.documents) await records.add(document);
  const ids = { next: () => 'product' };
  const log = createMemoryLog({ backend, clock });
  const keys = createMemoryKeyStore({ randomBytes: (length) => new Uint8Array(length).fill(7) });
  const erp = createReferenceErp({ system: 'erp', records, clock, latestEffectMs: 60_000 });
  const faults: string[] = [];
  const orchestrator = compose(
    {
      ...{ eventStore: log.events, claims: log.claims, clock, ids, counterparts: [erp] },
      bus: createMemoryBus({ broker: createBroker({ clock, ids }) }),
      readStore: createMemoryReadStore({ clock, rows: createMemoryRows() }),
      personalData: createPersonalData({ keys }),
    },
    definition,
    {
      ...defaultSettings,
      tenant: historyTenant,
      // Days pass here: leases are renewed seldom.
      readerLeaseMs: 6 * 3_600_000,
      sweepMs: 3_600_000,
      onFault: (where, error) => faults.push(`${where}: ${messageOf(error)}`),
    },
  );
  /** Lets time pass, from wake to wake. */
  const pass = async (ms: number): Promise<void> => {
    const untilMs = clock.now() + ms;
    await turns.drain();
    for (let next = clock.nextWakeMs(); next !== null && next <= untilMs; next = clock.nextWakeMs()) {
      clock.advanceTo(next);
      await turns.drain();
    }
    clock.advanceTo(untilMs);
    await turns.drain();
  };
  await orchestrator.start();
  return {
    orchestrator,
    faults,
    pass,
    /** Takes one message in, as over HTTP. */
    async take(object: string, source: string, bytes: Uint8Array) {
      const origin = { kind: 'http', name: `/v1/intake/${object}`, partition: null, offset: null } as const;
      const message: IntakeMessage = {
        tenant: historyTenant,
        ...{ source, object, bytes, origin, takenAtMs: clock.now() },
      };
      const taking = orchestrator.intake.take([message]);
      await turns.drain();
      return taking;
    },
    holdCredit: (customerNumber: string, held: boolean) => records.setCreditHold(customerNumber, held),
    events: () => backend.events(),
    async documents(): Promise<readonly ErpDocument[]> {
      return (await Promise.all([records.all('order'), records.all('invoice'), records.all('journal')])).flat();
    },
  };
};
