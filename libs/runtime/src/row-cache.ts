import type { ReadStore, RowWrite } from '@q2c/ports';

/** Rows as the reader sees them: what it has written and not committed yet stands before what is stored. */
export type Rows = {
  get(collection: string, keys: readonly string[]): Promise<readonly (string | undefined)[]>;
  put(collection: string, key: string, value: string | null): void;
};

/** Rows known beyond this many are forgotten, and read again when wanted. */
const cacheLimit = 50_000;

type Cell = { value: string | null };

type Cells = Map<string, Map<string, Cell>>;

/**
 * Cache of rows for the one fenced writer. Rows that were read are known; written ones stand before them, from their
 * write until they are stored. A row that is only ever written is not kept beyond that.
 */
export const createRowCache = (readStore: ReadStore) => {
  let pending: Cells = new Map();
  let committing: Cells = new Map();
  const known: Cells = new Map();
  let knownSize = 0;
  const cellOf = (collection: string, key: string): Cell | undefined =>
    pending.get(collection)?.get(key) ?? committing.get(collection)?.get(key) ?? known.get(collection)?.get(key);
  const remember = (collection: string, key: string, cell: Cell): void => {
    let cells = known.get(collection);
    if (cells === undefined) known.set(collection, (cells = new Map<string, Cell>()));
    if (!cells.has(key)) knownSize++;
    cells.set(key, cell);
  };
  let pendingSize = 0;
  const rows: Rows = {
    async get(collection, keys) {
      // A commit may empty the cache meanwhile, so look again until every key is there at once.
      for (;;) {
        const missing = keys.filter((key) => cellOf(collection, key) === undefined);
        if (missing.length === 0) break;
        const stored = await readStore.get(collection, missing);
        missing.forEach((key, n) => remember(collection, key, { value: stored[n] ?? null }));
      }
      return keys.map((key) => cellOf(collection, key)?.value ?? undefined);
    },
    put(collection, key, value) {
      let cells = pending.get(collection);
      if (cells === undefined) pending.set(collection, (cells = new Map<string, Cell>()));
      if (!cells.has(key)) pendingSize++;
      cells.set(key, { value });
    },
  };
  return {
    rows,
    size: () => pendingSize,
    /** Takes the pending writes for a commit; they stay visible. */
    take(): RowWrite[] {
      const writes: RowWrite[] = [];
      for (const [collection, cells] of pending)
        for (const [key, cell] of cells) writes.push({ collection, key, value: cell.value });
      committing = pending;
      pending = new Map();
      pendingSize = 0;
      return writes;
    },
    /** What was taken last is stored now. */
    stored(): void {
      if (knownSize > cacheLimit) {
        known.clear();
        knownSize = 0;
      }
      for (const [collection, cells] of committing) {
        const read = known.get(collection);
        if (read !== undefined) for (const [key, cell] of cells) if (read.has(key)) read.set(key, cell);
      }
      committing = new Map();
    },
  };
};
