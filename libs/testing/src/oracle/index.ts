export * from './ending.ts';
export * from './oracle.ts';
export * from './plan.ts';
