import type { ReadStore } from '@q2c/ports';
import { faultyCall, type Surroundings } from './faulty-call.ts';

const codes = { unavailable: 'read-store-unavailable', unknown: 'commit-outcome-unknown' } as const;

/** `outside` is the same store for whom no process speaks: a commit may arrive there after its sender was told otherwise. */
export const faultyReadStore = (around: Surroundings, store: ReadStore, outside: ReadStore): ReadStore => {
  const query = <T>(perform: () => Promise<T>): Promise<T> =>
    faultyCall(around, { ...codes, boundary: 'query', perform });
  return {
    checkpoint: (reader) => query(() => store.checkpoint(reader)),
    get: (collection, keys) => query(() => store.get(collection, keys)),
    range: (collection, options) => query(() => store.range(collection, options)),
    commit: (commit) =>
      faultyCall(around, {
        ...codes,
        boundary: 'commit',
        perform: () => store.commit(commit),
        performLate: () => void outside.commit(commit),
      }),
    clear: (reader, collections) => query(() => store.clear(reader, collections)),
  };
};
