import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createVirtualClock } from '@q2c/adapter-memory';
import { createPersonalData } from '@q2c/personal-data';
import {
  claimsContract,
  eventStoreContract,
  keyStoreContract,
  personalDataContract,
  readStoreContract,
  type ClaimsSetup,
  type EventStoreSetup,
  type KeyStoreSetup,
  type PersonalDataSetup,
  type ReadStoreSetup,
} from '@q2c/ports/contracts';
import { openSqliteEventLog, openSqliteKeyStore, openSqliteReadStore } from './index.ts';

const clock = createVirtualClock({ startMs: 1_700_000_000_000 });

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'q2c-sqlite-'));
});

/**
 * One store for all tests of a contract, as a server would be: the contracts use names of their own, and to start the
 * threads takes longer than most tests. It is opened where it is wanted, and again after `close`.
 */
const keepOpen = <Store extends { readonly close: () => Promise<void> }>(open: () => Promise<Store>) => {
  let store: Promise<Store> | undefined;
  return {
    current: (): Promise<Store> => (store ??= open()),
    close: async (): Promise<void> => {
      await (await store)?.close();
      store = undefined;
    },
  };
};

const staysOpen = (): Promise<void> => Promise.resolve();

const logs = keepOpen(() => openSqliteEventLog({ file: join(folder, 'events.db'), clock, maxTailEvents: 64 }));

const openStore = async (): Promise<EventStoreSetup> => ({
  store: (await logs.current()).events,
  restart: async () => {
    await logs.close();
    return openStore();
  },
  close: staysOpen,
});

eventStoreContract('SQLite', openStore);

/** The folder belongs to one process, so both connections are the one there is. */
const openClaims = async (): Promise<ClaimsSetup> => {
  const { claims } = await logs.current();
  return {
    claims,
    other: claims,
    pass: async (ms) => clock.advanceTo(clock.now() + ms),
    restart: async () => {
      await logs.close();
      return openClaims();
    },
    close: staysOpen,
  };
};

claimsContract('SQLite', openClaims);

const rows = keepOpen(() => openSqliteReadStore({ file: join(folder, 'read.db'), clock }));

const openRows = async (): Promise<ReadStoreSetup> => ({
  readStore: await rows.current(),
  restart: async () => {
    await rows.close();
    return openRows();
  },
  close: staysOpen,
});

readStoreContract('SQLite', openRows);

const keyStores = keepOpen(() => openSqliteKeyStore({ file: join(folder, 'keys.db') }));

const openKeys = async (): Promise<KeyStoreSetup> => ({
  keys: await keyStores.current(),
  restart: async () => {
    await keyStores.close();
    return openKeys();
  },
  close: staysOpen,
});

keyStoreContract('SQLite', openKeys);

const openPersonalData = async (): Promise<PersonalDataSetup> => {
  const keys = await keyStores.current();
  return {
    personalData: createPersonalData({ keys }),
    other: createPersonalData({ keys }),
    restart: async () => {
      await keyStores.close();
      return openPersonalData();
    },
    close: staysOpen,
  };
};

personalDataContract('AES-256-GCM over SQLite keys', openPersonalData);

afterAll(async () => {
  for (const each of [logs, rows, keyStores]) await each.close();
  await rm(folder, { recursive: true });
});
