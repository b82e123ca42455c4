export * from './deal.ts';
export * from './given.ts';
