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
