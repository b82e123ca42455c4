export * from './deal.ts';
export * from './given.ts';
export * from './thrown.ts';
