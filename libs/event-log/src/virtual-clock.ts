import type { Clock } from '@q2c/ports';

/**
 * A clock that moves only when told. Wakes that are due are called in order of their time, those of one time in the
 * order in which they were asked for, and each sees its own time as `now`: the same calls give the same order always.
 */
export type VirtualClock = Clock & {
  /** Moves to `atMs`, calling every wake that falls due on the way, those asked for on the way included. Never back. */
  advanceTo(atMs: number): void;
  /** When the next wake is due; `null` when nobody waits. */
  nextWakeMs(): number | null;
};

export type VirtualClockOptions = {
  /** Milliseconds since the epoch. */
  readonly startMs: number;
  /** Calls `wake` in a later turn of the event loop, in order. */
  readonly turn: (wake: () => void) => void;
};

type Wake = { readonly atMs: number; readonly order: number; readonly wake: () => void; cancelled: boolean };

const precedes = (left: Wake | undefined, right: Wake | undefined): boolean =>
  left !== undefined &&
  right !== undefined &&
  (left.atMs < right.atMs || (left.atMs === right.atMs && left.order < right.order));

/** A binary heap, the next wake at the root. */
const createWakes = () => {
  let heap: Wake[] = [];
  let cancelled = 0;

  const swap = (left: number, right: number): void => {
    const [a, b] = [heap[left], heap[right]];
    if (a === undefined || b === undefined) return;
    heap[left] = b;
    heap[right] = a;
  };

  const push = (wake: Wake): void => {
    let index = heap.push(wake) - 1;
    while (index > 0 && precedes(heap[index], heap[(index - 1) >> 1])) {
      swap(index, (index - 1) >> 1);
      index = (index - 1) >> 1;
    }
  };

  const pop = (): void => {
    swap(0, heap.length - 1);
    heap.pop();
    for (let index = 0; ;) {
      let least = index;
      for (const child of [2 * index + 1, 2 * index + 2]) if (precedes(heap[child], heap[least])) least = child;
      if (least === index) return;
      swap(index, least);
      index = least;
    }
  };

  const peek = (): Wake | undefined => {
    while (heap[0]?.cancelled === true) {
      pop();
      cancelled -= 1;
    }
    return heap[0];
  };

  /** Cancelled wakes stay until they come up, but never make more than half of the heap. */
  const cancel = (wake: Wake): void => {
    wake.cancelled = true;
    cancelled += 1;
    if (cancelled <= 64 || cancelled * 2 < heap.length) return;
    const kept = heap.filter((each) => !each.cancelled);
    heap = [];
    cancelled = 0;
    for (const each of kept) push(each);
  };

  return { push, pop, peek, cancel };
};

export const createVirtualClock = (options: VirtualClockOptions): VirtualClock => {
  const wakes = createWakes();
  let nowMs = options.startMs;
  let asked = 0;

  const callDue = (untilMs: number): void => {
    for (let first = wakes.peek(); first !== undefined && first.atMs <= untilMs; first = wakes.peek()) {
      wakes.pop();
      nowMs = Math.max(nowMs, first.atMs);
      first.wake();
    }
  };

  return {
    now: () => nowMs,
    at: (atMs, wake) => {
      let pending = true;
      const entry: Wake = {
        atMs,
        order: (asked += 1),
        wake: () => {
          pending = false;
          wake();
        },
        cancelled: false,
      };
      wakes.push(entry);
      if (atMs <= nowMs) options.turn(() => callDue(nowMs));
      return () => {
        if (pending) wakes.cancel(entry);
        pending = false;
      };
    },
    turn: () => new Promise((resolve) => options.turn(resolve)),
    advanceTo: (atMs) => {
      callDue(atMs);
      nowMs = Math.max(nowMs, atMs);
    },
    nextWakeMs: () => wakes.peek()?.atMs ?? null,
  };
};
