import { Fault } from '@q2c/kernel';

/**
 * A gate with room for so many at once. Whoever finds it full waits, and a place that comes free goes to whoever waits
 * longest. No timer and no turn: what happens depends on nothing but the order of the calls.
 */
export type Gate = {
  /** `undefined` where there is room, so that nothing has to be awaited. Fault `stopping` once the gate is closed. */
  enter(): Promise<void> | undefined;
  /** Once for each who was let in. */
  leave(): void;
  /** Turns away whoever waits, and whoever comes from now on. */
  close(): void;
};

type Waiting = { readonly letIn: () => void; readonly turnAway: (why: Fault) => void };

const stopping = (): Fault => new Fault('stopping', 'nothing is begun any more', { retriable: true });

export const createGate = (room: number): Gate => {
  if (!Number.isInteger(room) || room < 1) throw new RangeError(`room for ${room}: it has to be at least one`);
  let free = room;
  let closed = false;
  let waiting: Waiting[] = [];
  return {
    enter() {
      if (closed) return Promise.reject(stopping());
      if (free === 0) return new Promise((letIn, turnAway) => waiting.push({ letIn, turnAway }));
      free -= 1;
      return undefined;
    },
    leave() {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next.letIn();
    },
    close() {
      closed = true;
      const all = waiting;
      waiting = [];
      for (const { turnAway } of all) turnAway(stopping());
    },
  };
};
