import { Fault } from './fault.ts';

/** Throws a non-retriable fault: the program or its data is wrong, not the world. Stops the one processor that hit it. */
export function assertInvariant(condition: boolean, code: string, message: string): asserts condition {
  if (!condition) throw new Fault(code, message, { retriable: false });
}

/** Makes a `switch` exhaustive at compile time and loud at run time. */
export const unreachable = (value: never): never => {
  throw new Fault('unreachable', `unexpected value: ${JSON.stringify(value)}`, { retriable: false });
};
