export * from './messages.ts';
export * from './outage.ts';
export * from './running.ts';
export * from './until.ts';
