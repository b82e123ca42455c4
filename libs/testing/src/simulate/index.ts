export * from './seeds.ts';
export * from './shrink.ts';
export * from './simulate.ts';
export * from './verdict.ts';
