export * from './messages.ts';
export * from './running.ts';
