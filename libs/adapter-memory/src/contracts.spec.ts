import { randomBytes } from 'node:crypto';
import {
  claimsContract,
  eventStoreContract,
  keyStoreContract,
  messageBusContract,
  readStoreContract,
  type ClaimsSetup,
  type EventStoreSetup,
  type KeyStoreSetup,
  type ReadStoreSetup,
} from '@q2c/ports/contracts';
import type { Claims } from '@q2c/ports';
import {
  createBroker,
  createMemoryBackend,
  createMemoryBus,
  createMemoryClaims,
  createMemoryKeyStore,
  createMemoryLog,
  createMemoryReadStore,
  createMemoryRows,
  createVirtualClock,
  type MemoryBackend,
  type MemoryKeys,
  type MemoryRows,
} from './index.ts';

const clock = createVirtualClock({ startMs: 1_700_000_000_000 });

const openStore = (backend: MemoryBackend): EventStoreSetup => {
  const log = createMemoryLog({ backend, clock, maxTailEvents: 64 });
  return {
    store: log.events,
    restart: async () => {
      await log.close();
      return openStore(backend);
    },
    close: () => log.close(),
  };
};

eventStoreContract('memory', () => Promise.resolve(openStore(createMemoryBackend({ clock }))));

const openClaims = (backend: MemoryBackend): ClaimsSetup => {
  const claims = createMemoryClaims({ backend, clock });
  const other = createMemoryClaims({ backend, clock });
  const close = async (): Promise<void> => {
    await claims.close();
    await other.close();
  };
  return {
    claims,
    other,
    pass: async (ms) => clock.advanceTo(clock.now() + ms),
    restart: async () => {
      await close();
      return openClaims(backend);
    },
    close,
  };
};

claimsContract('memory', () => Promise.resolve(openClaims(createMemoryBackend({ clock }))));

/** A correct store that is slow asks nothing more of its callers: the contract has to pass all the same. */
const slowed = (claims: Claims): Claims => {
  const slowly = async <T>(call: () => Promise<T>): Promise<T> => {
    clock.advanceTo(clock.now() + 200);
    return call();
  };
  return {
    acquire: (requests) => slowly(() => claims.acquire(requests)),
    update: (updates) => slowly(() => claims.update(updates)),
    free: (prefix, limit) => slowly(() => claims.free(prefix, limit)),
    nextFreeInMs: (prefix) => slowly(() => claims.nextFreeInMs(prefix)),
  };
};

const slowClaims = (setup: ClaimsSetup): ClaimsSetup => ({
  ...setup,
  claims: slowed(setup.claims),
  other: slowed(setup.other),
  restart: async () => slowClaims(await setup.restart()),
});

claimsContract('memory where each call takes 200 ms', () =>
  Promise.resolve(slowClaims(openClaims(createMemoryBackend({ clock })))),
);

const openReadStore = (rows: MemoryRows): ReadStoreSetup => ({
  readStore: createMemoryReadStore({ clock, rows }),
  restart: () => Promise.resolve(openReadStore(rows)),
  close: () => Promise.resolve(),
});

readStoreContract('memory', () => Promise.resolve(openReadStore(createMemoryRows())));

const openKeys = (keys: MemoryKeys): KeyStoreSetup => ({
  keys: createMemoryKeyStore({ keys, randomBytes: (length) => randomBytes(length) }),
  restart: () => Promise.resolve(openKeys(keys)),
  close: () => Promise.resolve(),
});

keyStoreContract('memory', () => Promise.resolve(openKeys(new Map())));

/** Pauses end as soon as everything that is ready has run. */
const restless = { ...clock, at: (_atMs: number, wake: () => void) => clock.at(clock.now(), wake) };

messageBusContract('in process', () => {
  const broker = createBroker({ clock: restless, ids: { next: () => 'broker' } });
  const bus = createMemoryBus({ broker });
  const other = createMemoryBus({ broker });
  return Promise.resolve({
    bus,
    other,
    close: async () => {
      await bus.close();
      await other.close();
    },
  });
});
