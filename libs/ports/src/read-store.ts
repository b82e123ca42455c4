import type { Position } from './event-store.ts';

/**
 * The read store: derived rows, and each reader's checkpoint in the same commit as the rows it explains.
 * Everything in it can be deleted and rebuilt from the event store.
 */

/** Rows are ordered by `key` as text (code units) within a collection. */
export type Row = { readonly key: string; readonly value: string };

/** `value: null` deletes. */
export type RowWrite = { readonly collection: string; readonly key: string; readonly value: string | null };

export type Commit = {
  readonly reader: string;
  /** Where the reader believes to stand; another reader of this name having moved it fences this one. */
  readonly from: Position | null;
  readonly to: Position;
  readonly writes: readonly RowWrite[];
};

export type RangeOptions = {
  /** First key, inclusive. */
  readonly from?: string;
  /** First key beyond the range, exclusive. */
  readonly to?: string;
  readonly limit: number;
  readonly reverse?: boolean;
};

export interface ReadStore {
  checkpoint(reader: string): Promise<Position | null>;
  /** All writes and the checkpoint, or `fenced` and nothing. The last write of one key wins. */
  commit(commit: Commit): Promise<'committed' | 'fenced'>;
  get(collection: string, keys: readonly string[]): Promise<readonly (string | undefined)[]>;
  range(collection: string, options: RangeOptions): Promise<readonly Row[]>;
  /** Forgets a reader's checkpoint and all rows of these collections, in one commit: the start of a rebuild. */
  clear(reader: string, collections: readonly string[]): Promise<void>;
}
