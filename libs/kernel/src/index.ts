export * from './fault.ts';
export * from './ids.ts';
export * from './invariant.ts';
export * from './money.ts';
export * from './result.ts';
