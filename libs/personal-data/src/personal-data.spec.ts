import { randomBytes } from 'node:crypto';
import { createMemoryKeyStore, type MemoryKeys } from '@q2c/adapter-memory';
import type { KeyStore } from '@q2c/ports';
import { personalDataContract, type PersonalDataSetup } from '@q2c/ports/contracts';
import { createPersonalData } from './index.ts';

const openOver = (keys: MemoryKeys): PersonalDataSetup => {
  const store = createMemoryKeyStore({ keys, randomBytes: (length) => randomBytes(length) });
  return {
    personalData: createPersonalData({ keys: store }),
    other: createPersonalData({ keys: store }),
    restart: () => Promise.resolve(openOver(keys)),
    close: () => Promise.resolve(),
  };
};

personalDataContract('AES-256-GCM over memory keys', () => Promise.resolve(openOver(new Map())));

describe('keys in memory', () => {
  const counting = () => {
    const asked: string[] = [];
    const inner = createMemoryKeyStore({ randomBytes: (length) => randomBytes(length) });
    const keys: KeyStore = {
      forSubjects: (subjects) => {
        asked.push(...subjects);
        return inner.forSubjects(subjects);
      },
      destroy: (subject) => inner.destroy(subject),
    };
    return { asked, keys };
  };
  const request = (subject: string) => ({ subject, context: 'c', plaintext: 'p' });

  it('are asked for once a subject, and again only when many others came between', async () => {
    const { asked, keys } = counting();
    const personalData = createPersonalData({ keys, rememberedSubjects: 4 });
    await personalData.seal([request('a'), request('a'), request('b')]);
    await personalData.seal([request('a')]);
    expect(asked).toEqual(['a', 'b']);
    for (let n = 0; n < 20; n += 1) await personalData.seal([request(`other${n}`)]);
    await personalData.seal([request('a')]);
    expect(asked.filter((subject) => subject === 'a')).toHaveLength(2);
  });

  it('are not remembered when the subject is forgotten while they are on their way', async () => {
    const { keys } = counting();
    let release: () => void = () => undefined;
    const slow: KeyStore = {
      forSubjects: async (subjects) => {
        const found = await keys.forSubjects(subjects);
        await new Promise<void>((resolve) => {
          release = resolve;
        });
        return found;
      },
      destroy: (subject) => keys.destroy(subject),
    };
    const personalData = createPersonalData({ keys: slow });
    const sealing = personalData.seal([request('a')]);
    await Promise.resolve();
    await Promise.resolve();
    await personalData.forget('a');
    release();
    const sealed = await sealing;
    const opening = personalData.open(sealed);
    await new Promise((resolve) => setImmediate(resolve));
    release();
    expect(await opening).toEqual([null]);
  });
});

describe('a sealed text', () => {
  /** One pair of keys for everybody, as a key store that mixes its subjects up would give. */
  const alike: KeyStore = {
    forSubjects: (subjects) =>
      Promise.resolve(
        subjects.map(() => ({ sealing: new Uint8Array(32).fill(1), hashing: new Uint8Array(32).fill(2) })),
      ),
    destroy: () => Promise.resolve(),
  };
  const personalData = createPersonalData({ keys: alike });
  const place = 'transaction-acme.q1/crm/quote/Q-1/1/0123456789abcdef/0/billTo';
  const contact = { subject: 'acme.customer.C-7', context: place, plaintext: '{"name":"Zoë 株"}' };

  it('cannot be opened under another subject, even with the very same keys', async () => {
    const [sealed = { subject: '', text: '' }] = await personalData.seal([contact]);
    expect(await personalData.open([sealed])).toEqual([contact.plaintext]);
    for (const subject of ['acme.customer.C-8', 'globex.customer.C-7', ''])
      await expect(personalData.open([{ ...sealed, subject }])).rejects.toMatchObject({ code: 'sealed-text-damaged' });
  });

  it('and a fingerprint never change: they stand in stores', async () => {
    // Worked out with Python's hmac and cryptography.
    expect(await personalData.seal([contact])).toEqual([
      { subject: contact.subject, text: 'MGK7fzw_dk6EGgMA6qXz2fSwtCWDl3ca5UoGho1_C24XjalltPnd2_i087SLNZQ' },
    ]);
    expect(await personalData.fingerprint([contact])).toEqual([
      '85478eb17a80c4f728367d369c2d4bca5940511af9330833594257320180c868',
    ]);
  });
});
