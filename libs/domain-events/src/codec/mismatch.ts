/**
 * A value that is not of the shape its definition gives. Thrown inside the codecs and turned into a fault or a refusal
 * at their edge. It names the place and what was expected, never the value: that may be personal.
 */
export const MISMATCH = 'shape-mismatch';

class Mismatch extends Error {
  readonly code = MISMATCH;
  path = '';
}

const kindOf = (value: unknown): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return value === undefined ? 'nothing' : `a ${typeof value}`;
};

export const mismatch = (expected: string, value: unknown): Mismatch =>
  new Mismatch(`expected ${expected}, got ${kindOf(value)}`);

/** For a value of the right type that breaks a rule. */
export const breach = (rule: string): Mismatch => new Mismatch(rule);

export const isMismatch = (error: unknown): error is Mismatch =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === MISMATCH;

/** Adds the field in which it happened on the way up. */
export const within = (error: unknown, key: string | number): unknown => {
  if (isMismatch(error)) error.path = error.path === '' ? String(key) : `${key}.${error.path}`;
  return error;
};

export const describe = (error: Mismatch): string =>
  error.path === '' ? error.message : `${error.path}: ${error.message}`;
