/**
 * Personal data is sealed before it is appended, with keys per data subject that stand outside the event store.
 * Sealing is deterministic in (subject, context, plain text), so that a retry yields the same bytes and event ids.
 * Forgetting a subject destroys its keys: what was sealed stays in the streams and cannot be read any more.
 */
export type SealRequest = {
  /** The data subject, e.g. `acme.customer.4711`: a key, so it must not itself be personal. */
  readonly subject: string;
  /** Where the value stands: stream, cause, ordinal, field path. */
  readonly context: string;
  readonly plaintext: string;
};

/** `text` is base64url of nonce, tag and cipher text. */
export type SealedText = { readonly subject: string; readonly text: string };

export interface PersonalData {
  seal(requests: readonly SealRequest[]): Promise<readonly SealedText[]>;
  /** `null` when the subject's keys were destroyed. Fault `sealed-text-damaged` when authentication fails. */
  open(sealed: readonly SealedText[]): Promise<readonly (string | null)[]>;
  /** Keyed fingerprints (HMAC-SHA-256, hex) of plain texts: equal for equal texts of one subject, useless without its key. */
  fingerprint(
    requests: readonly { readonly subject: string; readonly plaintext: string }[],
  ): Promise<readonly string[]>;
  forget(subject: string): Promise<void>;
}

/** Two independent 256-bit keys of a subject. */
export type SubjectKeys = { readonly sealing: Uint8Array; readonly hashing: Uint8Array };

/** Where the keys live. `forSubjects` creates what is missing, except for a forgotten subject: that stays `null`. */
export interface KeyStore {
  forSubjects(subjects: readonly string[]): Promise<readonly (SubjectKeys | null)[]>;
  destroy(subject: string): Promise<void>;
}
