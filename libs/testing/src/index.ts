export * from './checkers/index.ts';
export * from './simulate/index.ts';
export { boundaries, cellName, cells } from './world/faults.ts';
export { runWorld, type FinishedWorld, type WorldOptions } from './world/world.ts';
export * from './bugs/index.ts';
export { createRandom, type Random } from './random.ts';
