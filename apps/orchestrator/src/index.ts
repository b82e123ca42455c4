export * from './configuration.ts';
export * from './operations/answers.ts';
export * from './server-file.ts';
export { exitCodes, up } from './up.ts';
export { start, type Started } from './start.ts';
