/** All time and every pause come from here, so that a simulated world decides what happens when. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `wake` once at or after `atMs`; the returned function cancels it. Not durable. */
  at(atMs: number, wake: () => void): () => void;
  /** Resolves in a later turn of the event loop: work that is ready now goes first and gathers into one batch. */
  turn(): Promise<void>;
}

/** Unique, unpredictable text for owners and operations: `[a-z0-9]{26}`. */
export interface Ids {
  next(): string;
}
