import { documentDecider, parkedDecider } from '@q2c/domain';
import { Fault, tenant } from '@q2c/kernel';
import type { PersonalData, SealRequest } from '@q2c/ports';
import {
  createDocuments,
  createPark,
  createTransact,
  registerDecider,
  sha256Hex,
  type UnreadableInput,
} from './index.ts';
import { acme, createStage, decode, language, startMs } from './stage.spec.ts';

type Print = Parameters<PersonalData['fingerprint']>[0][number];
type Parked = {
  readonly parkedId: string;
  readonly fingerprint: string;
  readonly content: { readonly subject: string; readonly text: string };
};

const setUp = (alter: (personalData: PersonalData) => PersonalData = (each) => each) => {
  const stage = createStage();
  const { store, personalData: keyed } = stage.openProcess();
  const seals: SealRequest[] = [];
  const prints: Print[] = [];
  const personalData: PersonalData = alter({
    ...keyed,
    seal(requests) {
      seals.push(...requests);
      return keyed.seal(requests);
    },
    fingerprint(requests) {
      prints.push(...requests);
      return keyed.fingerprint(requests);
    },
  });
  const transact = createTransact({
    ...{ store, language, clock: stage.clock, decode, cacheBytes: 1_000_000 },
    deciders: [registerDecider(documentDecider), registerDecider(parkedDecider)],
  });
  const documents = createDocuments({ transact, personalData, eventStore: store, decode });
  const park = createPark(transact, personalData, documents);
  return {
    stage,
    personalData,
    seals,
    prints,
    park: (input: UnreadableInput) => stage.done(park(input, { code: 'message-truncated', detail: 'too short' })),
    kept: (): readonly Parked[] =>
      stage.backend
        .events()
        .filter(({ type }) => type === 'InputParked')
        .map(({ data }) => JSON.parse(data) as Parked),
  };
};

const zoe = new TextEncoder().encode('Zoë lives in Hamburg');
const input = (facts: Partial<UnreadableInput> = {}): UnreadableInput => ({
  ...{ tenant: acme, source: 'crm', object: 'quote', bytes: zoe, takenAtMs: startMs },
  origin: { kind: 'topic', name: 'q2c.intake.acme.crm.quote.v1', partition: 0, offset: '7' },
  ...facts,
});
const dayMs = 86_400_000;

describe('what is kept of a parked input', () => {
  it('is its bytes, sealed for its own subject and place, and a fingerprint under the key of its source and day', async () => {
    const { park, seals, prints, kept, personalData } = setUp();
    const { stream, parkedId } = await park(input());
    const plaintext = Buffer.from(zoe).toString('base64');
    const subject = `acme.parked.${parkedId}`;
    expect(prints).toEqual([{ subject: 'acme.parked.crm.2026-01-05', plaintext }]);
    expect(seals).toEqual([{ subject, context: `${stream}/${parkedId}/0/content`, plaintext }]);
    const [parked] = kept();
    expect([parked?.fingerprint]).toEqual(await personalData.fingerprint(prints.slice(0, 1)));
    expect(await personalData.open([parked?.content ?? { subject: '', text: '' }])).toEqual([plaintext]);
  });

  it('cannot be computed by whoever suspects what the bytes are: other keys give other names', async () => {
    const [first, second] = [setUp(), setUp()];
    // The second house has drawn keys before, so its keys are others.
    await second.personalData.fingerprint([{ subject: 'somebody', plaintext: '' }]);
    const names = [await first.park(input()), await second.park(input())];
    expect(names[0]?.parkedId).not.toBe(names[1]?.parkedId);
    expect(first.kept()[0]?.fingerprint).not.toBe(second.kept()[0]?.fingerprint);
    const written = first.stage.backend.events().map((event) => JSON.stringify(event));
    const openHashes = [sha256Hex(zoe), sha256Hex(Buffer.from(zoe).toString('base64'))];
    expect(openHashes.filter((hash) => written.some((text) => text.includes(hash)))).toEqual([]);
  });

  it('is the same for the same message, and equal bytes are told within a source and day only', async () => {
    const { park, kept } = setUp();
    const { origin } = input();
    const first = await park(input());
    expect(await park(input())).toEqual(first);
    await park(input({ origin: { ...origin, offset: '8' } }));
    await park(input({ bytes: zoe.subarray(1) }));
    await park(input({ tenant: tenant('globex') }));
    await park(input({ source: 'Web Shop 2' }));
    await park(input({ takenAtMs: startMs + dayMs }));
    const [one, again, ...others] = kept().map(({ fingerprint }) => fingerprint);
    expect(again).toBe(one);
    expect(new Set([one, ...others]).size).toBe(5);
    expect(new Set(kept().map(({ parkedId }) => parkedId)).size).toBe(6);
  });

  it('whose day was forgotten is kept once more when it comes again, and once only', async () => {
    const { park, kept, prints, personalData } = setUp();
    const first = await park(input());
    for (const [n, forgotten] of ['acme.parked.crm.2026-01-05', 'acme.parked.crm.2026-01-05.2'].entries()) {
      await personalData.forget(forgotten);
      const again = await park(input());
      expect(await park(input())).toEqual(again);
      expect(again.parkedId).not.toBe(first.parkedId);
      expect(kept()).toHaveLength(n + 2);
    }
    expect(prints.at(-1)?.subject).toBe('acme.parked.crm.2026-01-05.3');
    const opened = await personalData.open(kept().map(({ content }) => content));
    expect(opened.map((text) => Buffer.from(text ?? '', 'base64').equals(zoe))).toEqual([true, true, true]);
  });

  it('and was itself forgotten stands as it is when it comes again', async () => {
    const { park, kept, personalData } = setUp();
    const first = await park(input());
    await personalData.forget(`acme.parked.${first.parkedId}`);
    expect(await park(input())).toEqual(first);
    expect(kept()).toHaveLength(1);
  });

  it('is nothing where a key store knows no day but forgotten ones: whoever delivers is told, after a hundred', async () => {
    let asked = 0;
    const { park, kept } = setUp((personalData) => ({
      ...personalData,
      fingerprint() {
        asked += 1;
        return Promise.reject(new Fault('subject-forgotten', 'destroyed', { retriable: false }));
      },
    }));
    await expect(park(input())).rejects.toMatchObject({ code: 'subject-forgotten' });
    expect([asked, kept()]).toEqual([100, []]);
  });
});
