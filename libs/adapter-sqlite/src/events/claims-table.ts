import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { acquireClaim, updateClaim, type ClaimRow } from '@q2c/event-log';
import type { ClaimAnswer, ClaimFate, ClaimRequest, ClaimUpdate } from '@q2c/ports';

/** The rows of the claims, within the writer's transaction; what they mean is decided by the rule all stores share. */
export const createClaimsTable = (database: DatabaseSync) => {
  const select = database.prepare('SELECT owner, attempt, free_at, fate, note FROM claims WHERE key = ?');
  select.setReturnArrays(true);
  const upsert = database.prepare(
    `INSERT INTO claims (key, owner, attempt, free_at, fate, note) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (key) DO UPDATE SET owner = excluded.owner, attempt = excluded.attempt, free_at = excluded.free_at,
       fate = excluded.fate, note = excluded.note`,
  );

  const find = (key: string): ClaimRow | undefined => {
    const row = select.get(key) as unknown as SQLOutputValue[] | undefined;
    if (row === undefined) return undefined;
    const [owner, attempt, freeAtMs, fate, note] = row as [string, number, number, ClaimFate, string];
    return { key, owner, attempt, freeAtMs, fate, note };
  };

  const keep = (row: ClaimRow | undefined): void => {
    if (row !== undefined) upsert.run(row.key, row.owner, row.attempt, row.freeAtMs, row.fate, row.note);
  };

  return {
    acquire: (requests: readonly ClaimRequest[], nowMs: number): readonly ClaimAnswer[] =>
      requests.map((request) => {
        const { answer, row } = acquireClaim(find(request.key), request, nowMs);
        keep(row);
        return answer;
      }),
    update: (updates: readonly ClaimUpdate[], nowMs: number): readonly boolean[] =>
      updates.map((update) => {
        const { accepted, row } = updateClaim(find(update.key), update, nowMs);
        keep(row);
        return accepted;
      }),
  };
};
