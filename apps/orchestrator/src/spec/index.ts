export * from './messages.ts';
export * from './outage.ts';
export * from './provider.ts';
export * from './running.ts';
export * from './signing.ts';
export * from './until.ts';
