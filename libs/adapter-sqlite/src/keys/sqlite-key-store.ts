import type { KeyStore, SubjectKeys } from '@q2c/ports';
import { startThread } from '../thread/thread.ts';
import type { KeyQuestion } from './key-service.ts';

export type SqliteKeyStoreOptions = {
  /** `keys.db`: outside the event store, with its own back-up rules. */
  readonly file: string;
};

export type SqliteKeyStore = KeyStore & { readonly close: () => Promise<void> };

export const openSqliteKeyStore = async ({ file }: SqliteKeyStoreOptions): Promise<SqliteKeyStore> => {
  const thread = await startThread('keys', file);
  const ask = <T>(question: KeyQuestion): Promise<T> => thread.ask<T>(question);
  return {
    forSubjects: (subjects) => ask<readonly (SubjectKeys | null)[]>({ kind: 'for-subjects', subjects }),
    destroy: (subject) => ask({ kind: 'destroy', subject }),
    close: () => thread.close(),
  };
};
