import type { MemoryBackend } from '@q2c/adapter-memory';
import type { RecordedEvent } from '@q2c/ports';
import type { StreamName } from '@q2c/kernel';

/** Sees every commit of the store from outside, as a person in front of a screen would, only at once. */
export type Observer = {
  /** Calls `act` for each event from now on. */
  each(act: (event: RecordedEvent) => void): void;
  /** Calls `act` when the stream exists, at once where it does. */
  whenBegun(stream: StreamName, act: () => void): void;
  /** Calls `act` with the first event of this type in the stream, at once where it is there. */
  first(stream: StreamName, type: string, act: (event: Pick<RecordedEvent, 'data'>) => void): void;
};

export const createObserver = (backend: MemoryBackend): Observer => {
  const acts: ((event: RecordedEvent) => void)[] = [];
  const waiting = new Map<StreamName, (() => void)[]>();
  backend.watch((events) => {
    for (const event of events) {
      for (const act of acts) act(event);
      const begun = event.revision === 0 ? waiting.get(event.stream) : undefined;
      waiting.delete(event.stream);
      for (const act of begun ?? []) act();
    }
  });
  return {
    each: (act) => void acts.push(act),
    first(stream, type, act) {
      const found = backend.streamOf(stream)?.find((event) => event.type === type);
      if (found !== undefined) {
        act(found);
        return;
      }
      let met = false;
      acts.push((event) => {
        if (met || event.stream !== stream || event.type !== type) return;
        met = true;
        act(event);
      });
    },
    whenBegun(stream, act) {
      if (backend.streamOf(stream) !== undefined) act();
      else waiting.set(stream, [...(waiting.get(stream) ?? []), act]);
    },
  };
};
