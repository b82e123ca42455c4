import { checkRowKey } from '@q2c/event-log';
import type { Clock, Commit, Position, RangeOptions, ReadStore, Row } from '@q2c/ports';

/** The durable part of the memory read store; outlives the stores made over it. */
export type MemoryRows = {
  readonly checkpoints: Map<string, Position>;
  readonly collections: Map<string, Collection>;
};

type Collection = { readonly values: Map<string, string>; /** In order. */ readonly keys: string[] };

export const createMemoryRows = (): MemoryRows => ({ checkpoints: new Map(), collections: new Map() });

/** A backup: what stands there now. */
export const copyMemoryRows = ({ checkpoints, collections }: MemoryRows): MemoryRows => ({
  checkpoints: new Map(checkpoints),
  collections: new Map(
    [...collections].map(([name, { keys, values }]) => [name, { keys: [...keys], values: new Map(values) }]),
  ),
});

/** Puts a backup in the place of what stands there. */
export const restoreMemoryRows = (rows: MemoryRows, backup: MemoryRows): void => {
  const { checkpoints, collections } = copyMemoryRows(backup);
  rows.checkpoints.clear();
  for (const [reader, position] of checkpoints) rows.checkpoints.set(reader, position);
  rows.collections.clear();
  for (const [name, collection] of collections) rows.collections.set(name, collection);
};

/** Index of the first key not before `key`. */
const lowerBound = (keys: readonly string[], key: string): number => {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((keys[middle] ?? '') < key) low = middle + 1;
    else high = middle;
  }
  return low;
};

const write = ({ values, keys }: Collection, key: string, value: string | null): void => {
  if (value === null) {
    if (values.delete(key)) keys.splice(lowerBound(keys, key), 1);
    return;
  }
  if (!values.has(key)) keys.splice(lowerBound(keys, key), 0, key);
  values.set(key, value);
};

const rangeOf = (collection: Collection, options: RangeOptions): Row[] => {
  const { keys, values } = collection;
  const from = options.from === undefined ? 0 : lowerBound(keys, options.from);
  const to = options.to === undefined ? keys.length : lowerBound(keys, options.to);
  const chosen =
    options.reverse === true
      ? keys.slice(Math.max(from, to - options.limit), to).reverse()
      : keys.slice(from, Math.min(to, from + options.limit));
  return chosen.map((key) => ({ key, value: values.get(key) ?? '' }));
};

export type MemoryReadStoreOptions = { readonly clock: Clock; readonly rows?: MemoryRows };

/** Rows and checkpoints in one synchronous step a commit; every call takes a turn of the clock, as a disk would. */
export const createMemoryReadStore = (options: MemoryReadStoreOptions): ReadStore => {
  const { clock, rows = createMemoryRows() } = options;

  const collectionOf = (name: string): Collection => {
    const known = rows.collections.get(name);
    if (known !== undefined) return known;
    const created: Collection = { values: new Map(), keys: [] };
    rows.collections.set(name, created);
    return created;
  };

  const apply = (commit: Commit): 'committed' | 'fenced' => {
    if ((rows.checkpoints.get(commit.reader) ?? null) !== commit.from) return 'fenced';
    for (const { collection, key, value } of commit.writes) write(collectionOf(collection), key, value);
    rows.checkpoints.set(commit.reader, commit.to);
    return 'committed';
  };

  return {
    checkpoint: async (reader) => {
      await clock.turn();
      return rows.checkpoints.get(reader) ?? null;
    },
    commit: async (commit) => {
      for (const { key } of commit.writes) checkRowKey(key);
      await clock.turn();
      return apply(commit);
    },
    get: async (collection, keys) => {
      await clock.turn();
      const { values } = collectionOf(collection);
      return keys.map((key) => values.get(key));
    },
    range: async (collection, range) => {
      await clock.turn();
      return rangeOf(collectionOf(collection), range);
    },
    clear: async (reader, collections) => {
      await clock.turn();
      for (const collection of collections) rows.collections.delete(collection);
      rows.checkpoints.delete(reader);
    },
  };
};
