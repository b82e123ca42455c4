import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import { Fault } from '@q2c/kernel';
import type { PersonalData, SealedText, SealRequest, SubjectKeys } from '@q2c/ports';
import type { KeyStore } from '@q2c/ports';
import { createSubjectKeys } from './subject-keys.ts';

/**
 * Personal data sealed with AES-256-GCM under a key of its data subject.
 *
 * Sealing is deterministic, so that a retry yields the same bytes. A nonce must never serve two texts of one key:
 * it is an HMAC-SHA-256, under the subject's second key, of place and plain text, cut to 96 bits, so that it repeats
 * only where everything is the same. Who sees two equal sealed texts learns that the same value stands at the same
 * place, and nothing else. The subject's name is authenticated with the text.
 */
export type PersonalDataOptions = {
  readonly keys: KeyStore;
  /** Subjects whose keys are kept in memory. Another process's `forget` takes effect here when they leave it. */
  readonly rememberedSubjects?: number;
};

const nonceBytes = 12;
const tagBytes = 16;

/** Parts are written with their lengths, so that no two lists of parts give the same bytes. */
const hmac = (key: Uint8Array, purpose: string, ...parts: readonly string[]): Buffer => {
  const keyed = createHmac('sha256', key);
  for (const part of [purpose, ...parts]) {
    const bytes = Buffer.from(part, 'utf8');
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.byteLength);
    keyed.update(length).update(bytes);
  }
  return keyed.digest();
};

const sealText = (keys: SubjectKeys, { subject, context, plaintext }: SealRequest): string => {
  const nonce = hmac(keys.hashing, 'nonce', context, plaintext).subarray(0, nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', keys.sealing, nonce, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(subject, 'utf8'));
  const ciphertext = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), ciphertext]).toString('base64url');
};

const damaged = (subject: string, cause?: unknown): Fault =>
  new Fault('sealed-text-damaged', `a sealed text of "${subject}" cannot be authenticated`, {
    retriable: false,
    cause,
  });

const openText = (keys: SubjectKeys, { subject, text }: SealedText): string => {
  const sealed = Buffer.from(text, 'base64url');
  // Decoding passes over what it does not know: only the one text that encoding gives is taken.
  if (sealed.byteLength < nonceBytes + tagBytes || sealed.toString('base64url') !== text) throw damaged(subject);
  const nonce = sealed.subarray(0, nonceBytes);
  const decipher = createDecipheriv('aes-256-gcm', keys.sealing, nonce, { authTagLength: tagBytes });
  decipher.setAAD(Buffer.from(subject, 'utf8'));
  decipher.setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(nonceBytes + tagBytes)), decipher.final()]).toString('utf8');
  } catch (cause) {
    throw damaged(subject, cause);
  }
};

/**
 * Faults: `subject-forgotten` where something is to be sealed or fingerprinted for a subject whose keys are gone,
 * `sealed-text-damaged`, and those of the key store.
 */
export const createPersonalData = ({ keys, rememberedSubjects = 10_000 }: PersonalDataOptions): PersonalData => {
  const subjectKeys = createSubjectKeys(keys, rememberedSubjects);

  const keysToSeal = async (subjects: readonly string[]): Promise<readonly SubjectKeys[]> =>
    (await subjectKeys.of(subjects)).map((found, index) => {
      if (found !== null) return found;
      throw new Fault('subject-forgotten', `the keys of "${subjects[index] ?? ''}" were destroyed`, {
        retriable: false,
      });
    });

  const forEachKey = async <Request extends { readonly subject: string }, Made>(
    requests: readonly Request[],
    make: (own: SubjectKeys, request: Request) => Made,
  ): Promise<readonly Made[]> => {
    const found = await keysToSeal(requests.map(({ subject }) => subject));
    return found.flatMap((own, index) => {
      const request = requests[index];
      return request === undefined ? [] : [make(own, request)];
    });
  };

  return {
    seal: (requests) =>
      forEachKey(requests, (own, request) => ({ subject: request.subject, text: sealText(own, request) })),
    open: async (sealed) => {
      const found = await subjectKeys.of(sealed.map(({ subject }) => subject));
      return sealed.map((each, index) => {
        const own = found[index];
        return own === undefined || own === null ? null : openText(own, each);
      });
    },
    fingerprint: (requests) =>
      forEachKey(requests, (own, { plaintext }) => hmac(own.hashing, 'fingerprint', plaintext).toString('hex')),
    forget: (subject) => subjectKeys.forget(subject),
  };
};
