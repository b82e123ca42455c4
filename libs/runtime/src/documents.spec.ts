import { MAX_DOCUMENT_PART_BYTES, MAX_INLINE_BYTES } from '@q2c/domain-events/codec';
import { documentDecider, parkedDecider } from '@q2c/domain';
import type { EventStore } from '@q2c/ports';
import { sha256Hex, createDocuments, createPark, createTransact, registerDecider } from './index.ts';
import { acme, createStage, decode, language } from './stage.spec.ts';

type Process = ReturnType<ReturnType<typeof createStage>['openProcess']>;

const setUp = (storeOf: (process: Process) => EventStore = ({ store }) => store) => {
  const stage = createStage();
  const open = (opened = stage.openProcess(), eventStore = opened.store) => {
    const transact = createTransact({
      store: eventStore,
      language,
      clock: stage.clock,
      decode,
      deciders: [registerDecider(documentDecider), registerDecider(parkedDecider)],
      cacheBytes: 1_000_000,
    });
    const documents = createDocuments({
      transact,
      personalData: opened.personalData,
      eventStore: opened.store,
      decode,
    });
    return { ...opened, documents, park: createPark(transact, opened.personalData, documents) };
  };
  const first = stage.openProcess();
  return { stage, open, ...open(first, storeOf(first)) };
};

const body = (length: number, seed = 7): Uint8Array =>
  Uint8Array.from({ length }, (_, n) => (n * 31 + (n >> 8) * seed) & 0xff);
const store = (bytes: Uint8Array) => ({
  ...{ tenant: acme, subject: 'acme.parked.p1', bytes },
  ...{ actor: 'source:crm', source: 'crm' },
});

describe('a document', () => {
  it.each([0, 1, MAX_DOCUMENT_PART_BYTES, MAX_DOCUMENT_PART_BYTES + 1, 900_000, 2_000_000])(
    'of %i bytes comes back as it was, from parts that each fit one append',
    async (length) => {
      const { stage, documents } = setUp();
      const id = await stage.done(documents.store(store(body(length))));
      const read = await stage.done(documents.read(acme, id));
      expect(sha256Hex(read ?? new Uint8Array(1))).toBe(sha256Hex(body(length)));
      const parts = stage.backend.events();
      expect(parts).toHaveLength(Math.max(1, Math.ceil(length / MAX_DOCUMENT_PART_BYTES)));
      expect(Math.max(...parts.map(({ data }) => data.length))).toBeLessThan(1_048_576);
    },
  );

  it('is the same one when it comes again, and another when a byte is', async () => {
    const { stage, documents } = setUp();
    const first = await stage.done(documents.store(store(body(400_000))));
    expect(await stage.done(documents.store(store(body(400_000))))).toBe(first);
    expect(stage.backend.events()).toHaveLength(2);
    expect(await stage.done(documents.store(store(body(400_000, 8))))).not.toBe(first);
  });

  it('that a crash cut short is completed by the next try', async () => {
    let appends = 0;
    const { stage, open, documents } = setUp((process) => ({
      ...process.store,
      append(...args) {
        appends += 1;
        if (appends === 2) process.crash();
        return process.store.append(...args);
      },
    }));
    void documents.store(store(body(900_000)));
    await stage.pass(1_000);
    expect([appends, stage.backend.events().length]).toEqual([2, 1]);
    const next = open();
    const id = await stage.done(next.documents.store(store(body(900_000))));
    expect(stage.backend.events()).toHaveLength(3);
    expect((await stage.done(next.documents.read(acme, id)))?.length).toBe(900_000);
  });

  it('with a part missing is said to be so, and one that was forgotten is nothing', async () => {
    const { stage, documents, personalData } = setUp();
    await expect(stage.done(documents.read(acme, 'a'.repeat(64)))).rejects.toMatchObject({
      code: 'document-incomplete',
    });
    const id = await stage.done(documents.store(store(body(5))));
    await personalData.forget('acme.parked.p1');
    expect(await stage.done(documents.read(acme, id))).toBeNull();
  });
});

describe('a parked input', () => {
  const input = (bytes: Uint8Array) => ({
    ...{ tenant: acme, source: 'crm', object: 'quote', bytes, takenAtMs: Date.parse('2026-01-05T08:00:00.000Z') },
    origin: { kind: 'topic', name: 'q2c.intake.acme.crm.quote.v1', partition: 0, offset: '7' } as const,
  });
  const refusal = { code: 'message-too-large', detail: 'too long' };
  const kept = ({ stage }: ReturnType<typeof setUp>) =>
    stage.backend
      .events()
      .filter(({ type }) => type === 'InputParked')
      .map((event) => JSON.parse(event.data) as { content: object | null; document: string | null; length: number });

  it.each([
    [MAX_INLINE_BYTES, 1, 0],
    [MAX_INLINE_BYTES + 1, 2, 1],
    [1_000_000, 5, 4],
  ])('of %i bytes stands in %i events, %i of them parts of a document', async (length, events, parts) => {
    const world = setUp();
    await world.stage.done(world.park(input(body(length)), refusal));
    await world.stage.done(world.park(input(body(length)), refusal));
    expect(world.stage.backend.events()).toHaveLength(events);
    const [parked] = kept(world);
    expect([parked?.length, parked?.content === null, parked?.document !== null]).toEqual([
      length,
      parts > 0,
      parts > 0,
    ]);
  });

  it('is kept with the beginning of a reason that is longer than a record', async () => {
    const world = setUp();
    const endless = { code: 'content invalid '.repeat(20), detail: `${'ä'.repeat(3_999)}😀${'x'.repeat(10_000)}` };
    await world.stage.done(world.park(input(body(9)), endless));
    const [parked] = kept(world) as unknown as { readonly code: string; readonly detail: string }[];
    expect([parked?.code.length, parked?.detail.length, parked?.detail.isWellFormed()]).toEqual([120, 4_000, true]);
  });

  it('that was forgotten and is delivered once more stands in nobody’s way', async () => {
    const world = setUp();
    const { parkedId } = await world.stage.done(world.park(input(body(9)), refusal));
    await world.personalData.forget(`acme.parked.${parkedId}`);
    await world.stage.done(world.park(input(body(9)), refusal));
    expect(kept(world)).toHaveLength(1);
  });
});
