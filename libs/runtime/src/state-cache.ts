import type { StreamName } from '@q2c/kernel';

/** A folded state and the revision it stands at; `revision` −1 means the stream is not there. */
export type Folded<State> = { readonly state: State; readonly revision: number; readonly bytes: number };

/** Least-recently-used cache of folded states, bounded in bytes of the events they were folded from. */
export type StateCache = {
  get(stream: StreamName): Folded<unknown> | undefined;
  set(stream: StreamName, folded: Folded<unknown>): void;
  delete(stream: StreamName): void;
  readonly bytes: () => number;
};

const overheadBytes = 512;

export const createStateCache = (maxBytes: number): StateCache => {
  const entries = new Map<StreamName, Folded<unknown>>();
  let bytes = 0;
  const remove = (stream: StreamName): void => {
    const present = entries.get(stream);
    if (present === undefined) return;
    bytes -= present.bytes + overheadBytes;
    entries.delete(stream);
  };
  return {
    get(stream) {
      const present = entries.get(stream);
      if (present !== undefined) {
        entries.delete(stream);
        entries.set(stream, present);
      }
      return present;
    },
    set(stream, folded) {
      remove(stream);
      entries.set(stream, folded);
      bytes += folded.bytes + overheadBytes;
      for (const oldest of entries.keys()) {
        if (bytes <= maxBytes) break;
        remove(oldest);
      }
    },
    delete: remove,
    bytes: () => bytes,
  };
};
