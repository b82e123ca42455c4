import type { NewEvent } from '@q2c/ports';
import type { LogAnswer } from './backend.ts';

/**
 * The guard of an append, shared by the backends: what EventStoreDB does, and no more.
 *
 * At the last revision everything is appended, even when its ids stand in the stream already. At an earlier one the
 * first answer is given again when the ids that follow are these, whatever their content and however far the stream
 * went on. Everything else is a conflict.
 */
export const judgeAppend = (
  expected: number,
  events: readonly NewEvent[],
  last: number,
  idAt: (revision: number) => string | undefined,
): 'append' | LogAnswer => {
  if (expected === last) return 'append';
  const repeated =
    expected + events.length <= last && events.every((event, index) => idAt(expected + 1 + index) === event.id);
  return repeated ? { kind: 'appended', revision: expected + events.length } : { kind: 'conflict', actual: last };
};
