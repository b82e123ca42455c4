import type { RecordedEvent } from '@q2c/ports';

/** The newest commits in memory, as they were recorded; bounded in events and in characters, oldest dropped first. */
export type Tail = {
  push(events: readonly RecordedEvent[], firstPosition: number): void;
  /** Up to `limit` events after `after`, or `undefined` when the tail does not hold the next one. */
  slice(after: number, limit: number): readonly RecordedEvent[] | undefined;
  /** Position of the oldest event held; `undefined` when it holds none. */
  first(): number | undefined;
};

type Chunk = { readonly first: number; readonly events: readonly RecordedEvent[]; readonly weight: number };

export const weightOf = (event: { readonly type: string; readonly data: string; readonly metadata: string }): number =>
  event.data.length + event.metadata.length + event.type.length + 100;

export const createTail = (maxEvents: number, maxWeight: number): Tail => {
  let chunks: Chunk[] = [];
  let dropped = 0;
  let events = 0;
  let weight = 0;

  const indexOf = (position: number): number => {
    let low = dropped;
    let high = chunks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((chunks[middle]?.first ?? Infinity) <= position) low = middle;
      else high = middle - 1;
    }
    return low;
  };

  const dropOldest = (): void => {
    while (chunks.length - dropped > 1 && (events > maxEvents || weight > maxWeight)) {
      const oldest = chunks[dropped];
      if (oldest === undefined) return;
      events -= oldest.events.length;
      weight -= oldest.weight;
      dropped += 1;
    }
    if (dropped > chunks.length / 2) {
      chunks = chunks.slice(dropped);
      dropped = 0;
    }
  };

  return {
    push: (committed, first) => {
      const chunk = { first, events: committed, weight: committed.reduce((sum, event) => sum + weightOf(event), 0) };
      chunks.push(chunk);
      events += committed.length;
      weight += chunk.weight;
      dropOldest();
    },
    slice: (after, limit) => {
      const oldest = chunks[dropped]?.first;
      if (oldest === undefined || after + 1 < oldest) return undefined;
      const found: RecordedEvent[] = [];
      for (let index = indexOf(after + 1); index < chunks.length && found.length < limit; index += 1) {
        const chunk = chunks[index];
        if (chunk === undefined) break;
        const from = Math.max(0, after + 1 - chunk.first);
        for (const event of chunk.events.slice(from, from + limit - found.length)) found.push(event);
      }
      return found;
    },
    first: () => chunks[dropped]?.first,
  };
};
