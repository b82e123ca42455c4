import type { ReadStore, RowWrite } from '@q2c/ports';

/** Rows as the reader sees them: what it has written and not committed yet stands before what is stored. */
export type Rows = {
  get(collection: string, keys: readonly string[]): Promise<readonly (string | undefined)[]>;
  put(collection: string, key: string, value: string | null): void;
};

/** What is known is forgotten when it weighs more, in characters, and read again when wanted. */
const defaultMaxKnownWeight = 32_000_000;
/** So many characters wait as one row does. */
const rowLength = 1_000;

type Cell = { value: string | null };

type Cells = Map<string, Map<string, Cell>>;

/** A cell beside its text takes about as much as a hundred characters. */
const weightOf = (key: string, { value }: Cell): number => key.length + (value?.length ?? 0) + 100;

const rowsWorth = (cell: Cell | undefined): number =>
  cell === undefined ? 0 : Math.max(1, Math.ceil((cell.value?.length ?? 0) / rowLength));

const rowsIn = (cells: Cells): number => {
  let rows = 0;
  for (const inside of cells.values()) for (const cell of inside.values()) rows += rowsWorth(cell);
  return rows;
};

/** Puts a cell in and returns the one that stood there. */
const place = (cells: Cells, collection: string, key: string, cell: Cell): Cell | undefined => {
  let inside = cells.get(collection);
  if (inside === undefined) cells.set(collection, (inside = new Map<string, Cell>()));
  const before = inside.get(key);
  inside.set(key, cell);
  return before;
};

/**
 * Cache of rows for the one fenced writer. Rows that were read are known; written ones stand before them, from their
 * write until they are stored. A row that is only ever written is not kept beyond that. At each commit what is known
 * is bounded by its weight; all of it goes at once, which costs nothing until then.
 *
 * A commit holds whole batches only. Half a batch committed under the checkpoint before it would be applied once more
 * after a crash, and a row that counts would count twice.
 */
export const createRowCache = (readStore: Pick<ReadStore, 'get'>, maxKnownWeight = defaultMaxKnownWeight) => {
  /** Of the batch that is being applied. */
  let pending: Cells = new Map();
  /** Of batches that are applied and not committed. */
  let whole: Cells = new Map();
  let wholeSize = 0;
  let committing: Cells = new Map();
  const known: Cells = new Map();
  let knownWeight = 0;
  const cellOf = (collection: string, key: string): Cell | undefined =>
    pending.get(collection)?.get(key) ??
    whole.get(collection)?.get(key) ??
    committing.get(collection)?.get(key) ??
    known.get(collection)?.get(key);
  const remember = (collection: string, key: string, cell: Cell): void => {
    const before = place(known, collection, key, cell);
    knownWeight += weightOf(key, cell) - (before === undefined ? 0 : weightOf(key, before));
  };
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
      place(pending, collection, key, { value });
    },
  };
  return {
    rows,
    /** Rows of whole batches that wait for their commit; a long one counts as several. */
    size: () => wholeSize,
    /** The batch is applied: what it wrote goes with the next commit. */
    batchApplied(): void {
      if (whole.size === 0) {
        whole = pending;
        wholeSize = rowsIn(whole);
      } else
        for (const [collection, cells] of pending)
          for (const [key, cell] of cells)
            wholeSize += rowsWorth(cell) - rowsWorth(place(whole, collection, key, cell));
      pending = new Map();
    },
    /** Takes what whole batches wrote for a commit; it stays visible. */
    take(): RowWrite[] {
      const writes: RowWrite[] = [];
      for (const [collection, cells] of whole)
        for (const [key, cell] of cells) writes.push({ collection, key, value: cell.value });
      committing = whole;
      whole = new Map();
      wholeSize = 0;
      return writes;
    },
    /** What was taken last is stored now. */
    stored(): void {
      for (const [collection, cells] of committing) {
        const read = known.get(collection);
        if (read !== undefined) for (const [key, cell] of cells) if (read.has(key)) remember(collection, key, cell);
      }
      committing = new Map();
      if (knownWeight <= maxKnownWeight) return;
      known.clear();
      knownWeight = 0;
    },
  };
};
