import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createVirtualClock } from '@q2c/adapter-memory';
import { eventStoreContract, type EventStoreSetup } from '@q2c/ports/contracts';
import { openSqliteEventLog } from './index.ts';

const clock = createVirtualClock({ startMs: 1_700_000_000_000 });

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'q2c-sqlite-'));
});
afterEach(() => rm(folder, { recursive: true }));

const openStore = async (): Promise<EventStoreSetup> => {
  const log = await openSqliteEventLog({ file: join(folder, 'events.db'), clock, maxTailEvents: 64 });
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
