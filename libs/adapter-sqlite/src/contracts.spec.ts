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
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'q2c-sqlite-'));
});
afterEach(() => rm(folder, { recursive: true }));

const openLog = () => openSqliteEventLog({ file: join(folder, 'events.db'), clock, maxTailEvents: 64 });

const openStore = async (): Promise<EventStoreSetup> => {
  const log = await openLog();
  return {
    store: log.events,
    restart: async () => {
      await log.close();
      return openStore();
    },
    close: () => log.close(),
  };
};

eventStoreContract('SQLite', openStore);

/** The folder belongs to one process, so both connections are the one there is. */
const openClaims = async (): Promise<ClaimsSetup> => {
  const log = await openLog();
  return {
    claims: log.claims,
    other: log.claims,
    pass: async (ms) => clock.advanceTo(clock.now() + ms),
    restart: async () => {
      await log.close();
      return openClaims();
    },
    close: () => log.close(),
  };
};

claimsContract('SQLite', openClaims);

const openRows = async (): Promise<ReadStoreSetup> => {
  const readStore = await openSqliteReadStore({ file: join(folder, 'read.db'), clock });
  return {
    readStore,
    restart: async () => {
      await readStore.close();
      return openRows();
    },
    close: () => readStore.close(),
  };
};

readStoreContract('SQLite', openRows);

const openKeys = async (): Promise<KeyStoreSetup> => {
  const keys = await openSqliteKeyStore({ file: join(folder, 'keys.db') });
  return {
    keys,
    restart: async () => {
      await keys.close();
      return openKeys();
    },
    close: () => keys.close(),
  };
};

keyStoreContract('SQLite', openKeys);

const openPersonalData = async (): Promise<PersonalDataSetup> => {
  const { keys, restart, close } = await openKeys();
  return {
    personalData: createPersonalData({ keys }),
    other: createPersonalData({ keys }),
    restart: async () => {
      await (await restart()).close();
      return openPersonalData();
    },
    close,
  };
};

personalDataContract('AES-256-GCM over SQLite keys', openPersonalData);
