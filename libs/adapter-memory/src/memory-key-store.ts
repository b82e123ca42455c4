import type { KeyStore, SubjectKeys } from '@q2c/ports';

/** The durable part: `null` stands for a forgotten subject. */
export type MemoryKeys = Map<string, SubjectKeys | null>;

export type MemoryKeyStoreOptions = {
  /** Key bytes come from here, so that a simulated world is the same every time. */
  readonly randomBytes: (length: number) => Uint8Array;
  readonly keys?: MemoryKeys;
};

export const createMemoryKeyStore = ({ randomBytes, keys = new Map() }: MemoryKeyStoreOptions): KeyStore => ({
  forSubjects: (subjects) =>
    Promise.resolve(
      subjects.map((subject) => {
        const known = keys.get(subject);
        if (known !== undefined) return known;
        const created = { sealing: randomBytes(32), hashing: randomBytes(32) };
        keys.set(subject, created);
        return created;
      }),
    ),
  destroy: (subject) => {
    keys.set(subject, null);
    return Promise.resolve();
  },
});
