import type { Input } from './input.ts';
import type { Output } from './output.ts';

/** Reads a value as its writer wrote it, and writes it as ours. */
export type Transcode = (input: Input, output: Output) => void;

const UNFIT = 'value-unfit';

class Unfit extends Error {
  readonly code = UNFIT;
}

/** A value that was read whole and has no place in our record. Says which field, never the value: it may be personal. */
export const unfit = (path: string, what: string): Error => new Unfit(`${path} ${what}`);

export const isUnfit = (error: unknown): error is Error =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === UNFIT;
