export * from './configuration.ts';
export { exitCodes, up } from './up.ts';
export { start, type Started } from './start.ts';
