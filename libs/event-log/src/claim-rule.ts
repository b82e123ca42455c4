import type { ClaimAnswer, ClaimFate, ClaimRequest, ClaimUpdate } from '@q2c/ports';

/**
 * Claims as pure compare-and-set over one row a key, shared by the backends.
 *
 * A key is granted only when no attempt is running or may still take effect, whoever asks: the owner of a running
 * attempt that asks again is told `held` as well, since it may have sent something before it forgot.
 */
export type ClaimRow = {
  readonly key: string;
  readonly owner: string;
  readonly attempt: number;
  readonly freeAtMs: number;
  readonly fate: ClaimFate;
  readonly note: string;
};

export type Acquisition = { readonly answer: ClaimAnswer; readonly row: ClaimRow | undefined };

/** `row` is what is to be written; `undefined` when nothing changes. */
export const acquireClaim = (row: ClaimRow | undefined, request: ClaimRequest, nowMs: number): Acquisition => {
  if (row?.fate === 'done') return { answer: { kind: 'done', attempt: row.attempt, note: row.note }, row: undefined };
  if (row !== undefined && row.freeAtMs > nowMs)
    return { answer: { kind: 'held', attempt: row.attempt, freeInMs: row.freeAtMs - nowMs }, row: undefined };
  const granted: ClaimRow = {
    key: request.key,
    owner: request.owner,
    attempt: (row?.attempt ?? 0) + 1,
    freeAtMs: nowMs + request.leaseMs + request.quietMs,
    fate: 'retry',
    note: row?.note ?? '',
  };
  return { answer: { kind: 'granted', attempt: granted.attempt, note: granted.note }, row: granted };
};

export type ClaimChange = { readonly accepted: boolean; readonly row: ClaimRow | undefined };

/** Only the owner of the last attempt may write; recording `done` again is accepted, taking it back is not. */
export const updateClaim = (row: ClaimRow | undefined, update: ClaimUpdate, nowMs: number): ClaimChange => {
  if (row === undefined || row.owner !== update.owner || row.attempt !== update.attempt)
    return { accepted: false, row: undefined };
  if (row.fate === 'done') return { accepted: update.fate === 'done', row: undefined };
  return {
    accepted: true,
    row: { ...row, freeAtMs: nowMs + update.freeInMs, fate: update.fate, note: update.note },
  };
};
