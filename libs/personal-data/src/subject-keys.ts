import { createRecentMap } from '@q2c/event-log';
import { assertInvariant } from '@q2c/kernel';
import type { KeyStore, SubjectKeys } from '@q2c/ports';

/** The keys used last, asked for once and bounded in number. A subject forgotten here is forgotten at once. */
export const createSubjectKeys = (store: KeyStore, remembered: number) => {
  const known = createRecentMap<string, SubjectKeys>(remembered);
  /** Counts what was forgotten, so that keys that were on their way meanwhile are not remembered. */
  let forgotten = 0;

  const fetch = async (subjects: readonly string[]): Promise<ReadonlyMap<string, SubjectKeys | null>> => {
    const before = forgotten;
    const found = await store.forSubjects(subjects);
    assertInvariant(found.length === subjects.length, 'keys-missing', 'the key store answered short');
    const fetched = new Map<string, SubjectKeys | null>();
    subjects.forEach((subject, index) => {
      const keys = found[index] ?? null;
      fetched.set(subject, keys);
      if (keys !== null && before === forgotten) known.set(subject, keys);
    });
    return fetched;
  };

  return {
    /** `null` for a forgotten subject. */
    of: async (subjects: readonly string[]): Promise<readonly (SubjectKeys | null)[]> => {
      const held = new Map(subjects.map((subject) => [subject, known.get(subject)]));
      const missing = [...held].flatMap(([subject, keys]) => (keys === undefined ? [subject] : []));
      const fetched = missing.length === 0 ? undefined : await fetch(missing);
      return subjects.map((subject) => held.get(subject) ?? fetched?.get(subject) ?? null);
    },
    forget: async (subject: string): Promise<void> => {
      forgotten += 1;
      known.delete(subject);
      await store.destroy(subject);
      forgotten += 1;
      known.delete(subject);
    },
  };
};
