export { exitCodes } from './exit-codes.ts';
export { run, type Surroundings } from './program.ts';
