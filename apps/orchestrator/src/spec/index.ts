export * from './messages.ts';
export * from './running.ts';
export * from './until.ts';
