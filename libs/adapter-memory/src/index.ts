export * from './clocks.ts';
export * from './memory-backend.ts';
export * from './memory-event-store.ts';
export * from './memory-key-store.ts';
export * from './memory-read-store.ts';
export {
  createBroker,
  createInProcessBus as createMemoryBus,
  type Broker,
  type BrokerOptions,
  type InProcessBus as MemoryBus,
  type VirtualClock,
} from '@q2c/event-log';
