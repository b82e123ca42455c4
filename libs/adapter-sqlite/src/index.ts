export * from './events/sqlite-event-log.ts';
export * from './keys/sqlite-key-store.ts';
export * from './rows/sqlite-read-store.ts';
export * from './system.ts';
export * from './durable-clock.ts';
export * from './folder.ts';
