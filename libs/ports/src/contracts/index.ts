export * from './claims.ts';
export * from './event-store.ts';
export * from './message-bus.ts';
export * from './personal-data.ts';
export * from './read-store.ts';
