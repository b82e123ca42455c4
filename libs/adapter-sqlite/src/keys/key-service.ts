import { randomBytes } from 'node:crypto';
import { Fault } from '@q2c/kernel';
import type { SubjectKeys } from '@q2c/ports';
import { inTransaction, openDatabase } from '../thread/database.ts';
import type { Service } from '../thread/protocol.ts';

/**
 * Keys of data subjects in `keys.db`. New keys are flushed to the disk before they are given out, since what was
 * sealed with a lost key is lost. Destroyed keys are overwritten, and the log that held them is emptied, before the
 * answer is given.
 */
export type KeyQuestion =
  | { readonly kind: 'for-subjects'; readonly subjects: readonly string[] }
  | { readonly kind: 'destroy'; readonly subject: string };

const schema = `
CREATE TABLE subject_keys (subject TEXT PRIMARY KEY, sealing BLOB, hashing BLOB) WITHOUT ROWID`;

const keyBytes = 32;

export const createKeyService = (file: string): Service => {
  const pragmas = ['secure_delete=ON'];
  const database = openDatabase({ file, synchronous: 'FULL', schema, version: 1, pragmas });
  const select = database.prepare('SELECT sealing, hashing FROM subject_keys WHERE subject = ?');
  const insert = database.prepare('INSERT INTO subject_keys (subject, sealing, hashing) VALUES (?, ?, ?)');
  const forget = database.prepare(
    `INSERT INTO subject_keys (subject, sealing, hashing) VALUES (?, NULL, NULL)
     ON CONFLICT (subject) DO UPDATE SET sealing = NULL, hashing = NULL`,
  );

  const truncate = database.prepare('PRAGMA wal_checkpoint(TRUNCATE)');

  /** `null` for a forgotten subject, `undefined` for one never seen. */
  const find = (subject: string): SubjectKeys | null | undefined => {
    const row = select.get(subject);
    if (row === undefined) return undefined;
    const { sealing, hashing } = row;
    return sealing instanceof Uint8Array && hashing instanceof Uint8Array ? { sealing, hashing } : null;
  };

  const create = (subject: string): SubjectKeys => {
    const keys = { sealing: randomBytes(keyBytes), hashing: randomBytes(keyBytes) };
    insert.run(subject, keys.sealing, keys.hashing);
    return keys;
  };

  /** Fault `keys-not-overwritten` when somebody else reads the file: the keys are gone, their last copy is not yet. */
  const emptyLog = (): void => {
    if (truncate.get()?.['busy'] !== 0)
      throw new Fault('keys-not-overwritten', `${file} is being read by another process`, { retriable: true });
  };

  const answer = (question: KeyQuestion): unknown => {
    if (question.kind === 'destroy') {
      inTransaction(database, () => forget.run(question.subject));
      emptyLog();
      return undefined;
    }
    const found = question.subjects.map(find);
    if (!found.includes(undefined)) return found;
    return inTransaction(database, () =>
      question.subjects.map((subject) => {
        const known = find(subject);
        return known === undefined ? create(subject) : known;
      }),
    );
  };

  return { answer: (question) => answer(question as KeyQuestion), close: () => database.close() };
};
