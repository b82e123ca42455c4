/**
 * Claims: durable compare-and-set leases. Who does not hold the claim does not call.
 *
 * A claim is free again only at `freeAtMs`, on the claim store's own clock: the owner's lease has ended by then *and*
 * any call it sent can no longer take effect. So whoever gets attempt 2 or later may trust a look-up.
 */
export type ClaimRequest = {
  readonly key: string;
  readonly owner: string;
  /** How long the owner may work. It stops a margin earlier on its own clock. */
  readonly leaseMs: number;
  /** How long after the lease a call sent at its end may still take effect. */
  readonly quietMs: number;
};

export type ClaimAnswer =
  | { readonly kind: 'granted'; readonly attempt: number; readonly note: string }
  /** Somebody else holds it, or its last attempt may still take effect. */
  | { readonly kind: 'held'; readonly attempt: number; readonly freeInMs: number }
  /** The outcome is known and stands in the note; there is no further attempt, ever. */
  | { readonly kind: 'done'; readonly attempt: number; readonly note: string };

/**
 * What becomes of a claim after an attempt:
 * - `retry`: acquired again once free, and listed by `free` so that somebody does;
 * - `dormant`: can be acquired again once free, but is not listed (a person decides);
 * - `done`: never acquired again; the note is the answer to whoever asks.
 */
export type ClaimFate = 'retry' | 'dormant' | 'done';

/** What the owner of an attempt records about it. Refused (`false`) when the claim has moved on. */
export type ClaimUpdate = {
  readonly key: string;
  readonly owner: string;
  readonly attempt: number;
  /** Free again this much later, on the claim store's clock; 0 when nothing sent can still take effect. */
  readonly freeInMs: number;
  readonly fate: ClaimFate;
  /** Opaque text carried to the next attempt (the attempts so far). At most 16 KiB. */
  readonly note: string;
};

export type FreeClaim = { readonly key: string; readonly attempt: number };

export interface Claims {
  acquire(requests: readonly ClaimRequest[]): Promise<readonly ClaimAnswer[]>;
  update(updates: readonly ClaimUpdate[]): Promise<readonly boolean[]>;
  /** Claims of fate `retry` (also those whose owner never reported) that are free now, oldest first, keys with this prefix. */
  free(prefix: string, limit: number): Promise<readonly FreeClaim[]>;
  /** In how many ms the next claim of fate `retry` with this prefix comes free (0: now); `null` when there is none. */
  nextFreeInMs(prefix: string): Promise<number | null>;
}
