import { eventStoreContract, type EventStoreSetup } from '@q2c/ports/contracts';
import { createMemoryBackend, createMemoryLog, createVirtualClock, type MemoryBackend } from './index.ts';

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
