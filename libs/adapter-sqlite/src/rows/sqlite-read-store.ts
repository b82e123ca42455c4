import { checkRowKey, createGroupCommit } from '@q2c/event-log';
import { Fault } from '@q2c/kernel';
import type { Clock, Position, ReadStore, Row } from '@q2c/ports';
import { startThread } from '../thread/thread.ts';
import type { RowAnswer, RowOperation, RowQuestion } from './row-service.ts';

export type SqliteReadStoreOptions = {
  /** `read.db` in the data folder; may be deleted while it is closed. */
  readonly file: string;
  readonly clock: Clock;
};

export type SqliteReadStore = ReadStore & { readonly close: () => Promise<void> };

const weigh = (operation: RowOperation): number =>
  operation.kind === 'clear'
    ? 100
    : operation.commit.writes.reduce((sum, { key, value }) => sum + key.length + (value?.length ?? 0) + 50, 100);

/** One thread and connection; the commits of all readers that gather meanwhile go together. */
export const openSqliteReadStore = async ({ file, clock }: SqliteReadStoreOptions): Promise<SqliteReadStore> => {
  const thread = await startThread('rows', file);
  const ask = <T>(question: RowQuestion): Promise<T> => thread.ask<T>(question);
  const commits = createGroupCommit<RowOperation, RowAnswer>({
    commit: (operations) => ask<readonly RowAnswer[]>({ kind: 'commit', operations }),
    clock,
    weigh,
  });

  return {
    checkpoint: (reader) => ask<Position | null>({ kind: 'checkpoint', reader }),
    commit: async (commit) => {
      for (const { key } of commit.writes) checkRowKey(key);
      const answer = await commits.submit({ kind: 'commit', commit });
      if (answer === 'cleared')
        throw new Fault('answer-mismatched', 'a commit was answered as a clear', { retriable: false });
      return answer;
    },
    get: (collection, keys) => ask<readonly (string | undefined)[]>({ kind: 'get', collection, keys }),
    range: (collection, { from, to, limit, reverse = false }) =>
      ask<readonly Row[]>({ kind: 'range', collection, from, to, limit, reverse }),
    clear: async (reader, collections) => {
      await commits.submit({ kind: 'clear', reader, collections });
    },
    close: async () => {
      await commits.close();
      await thread.close();
    },
  };
};
