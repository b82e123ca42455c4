import type { Position } from '@q2c/ports';
import { assertInvariant } from '@q2c/kernel';

/** Positions are counted from 1 without gaps; as text they are padded, so that text order is number order. */
const digits = 16;
const zeros = '0'.repeat(digits);

export const toPosition = (value: number): Position => {
  const text = String(value);
  return (zeros.slice(text.length) + text) as Position;
};

/** 0 stands before the first event. Fault `position-malformed` for the position of another kind of store. */
export const fromPosition = (position: Position | null): number => {
  if (position === null) return 0;
  const value = position.length === digits ? Number(position) : Number.NaN;
  assertInvariant(Number.isSafeInteger(value) && value >= 0, 'position-malformed', `"${position}" is no position`);
  return value;
};
