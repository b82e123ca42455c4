import { Fault } from './fault.ts';

/** Throws a non-retriable fault: the program or its data is wrong, not the world. Stops the one processor that hit it. */
export function assertInvariant(condition: boolean, code: string, message: string): asserts condition {
  if (!condition) throw new Fault(code, message, { retriable: false });
}

/** For a message only. Never throws, whatever the value: JSON knows no bigint and no cycle. */
const shown = (value: unknown): string => {
  if (typeof value !== 'object' || value === null)
    return typeof value === 'string' ? JSON.stringify(value) : typeof value === 'bigint' ? `${value}n` : String(value);
  try {
    return JSON.stringify(value, (_key, member: unknown) => (typeof member === 'bigint' ? `${member}n` : member));
  } catch {
    return Object.prototype.toString.call(value);
  }
};

/** Makes a `switch` exhaustive at compile time and loud at run time. */
export const unreachable = (value: never): never => {
  throw new Fault('unreachable', `unexpected value: ${shown(value)}`, { retriable: false });
};
