import type { Language } from '@q2c/domain-events/codec';
import { codeOf, Fault, type StreamName } from '@q2c/kernel';
import type { EventStore } from '@q2c/ports';
import { intakeObjects, quoteToCash } from '@q2c/sagas';
import { documentDecider, parkedDecider } from '@q2c/domain';
import {
  createDocuments,
  createIntake,
  createPark,
  createParkedInputs,
  createTransact,
  objectStream,
  registerDecider,
  type IntakeMessage,
} from './index.ts';
import { acme, createStage, decode, language, startMs } from './stage.spec.ts';

const line = (lineNumber: number, description: string) => ({
  ...{ lineNumber, productCode: 'SEAT', description, quantity: '1', unitPrice: '1' },
  amount: { minor: 100n, currency: 'EUR' },
});

const quote = (quoteNumber: string, lines = [line(1, 'Seat')]) => ({
  ...{ quoteNumber, sourceVersion: 1n, customerNumber: `C-${quoteNumber}`, legalEntity: 'DE01', lines },
  ...{ acceptedOn: '2026-01-05', deliveryDate: '2026-01-05', paymentTermsDays: 30, purchaseOrderNumber: null },
  total: { minor: 100n * BigInt(lines.length), currency: 'EUR' },
  billTo: { name: 'Zoë', email: 'zoe@example.com' },
});

let offset = 0;
const message = (bytes: Uint8Array): IntakeMessage => ({
  ...{ tenant: acme, source: 'crm', object: 'quote', bytes, takenAtMs: startMs },
  origin: { kind: 'topic', name: 'q2c.intake.acme.crm.quote.v1', partition: 0, offset: String((offset += 1)) },
});
const wire = (value: object): Uint8Array => language.wire.encode('Quote', value);

const streamOf = (number: string): StreamName => objectStream('transaction', acme, 'crm', number);

const setUp = (
  storeOf: (store: EventStore) => EventStore = (store) => store,
  decodeWire: Language['wire']['decode'] = language.wire.decode,
) => {
  const stage = createStage();
  const { store, personalData, readStore } = stage.openProcess();
  const deciders = [registerDecider(quoteToCash()), registerDecider(parkedDecider), registerDecider(documentDecider)];
  const transact = createTransact({
    ...{ store: storeOf(store), language, clock: stage.clock, decode, deciders },
    cacheBytes: 1_000_000,
  });
  const documents = createDocuments({ transact, personalData, eventStore: store, decode });
  const park = createPark(transact, personalData, documents);
  const defects: string[] = [];
  const intake = createIntake({
    ...{ personalData, transact, park, objects: intakeObjects },
    language: { ...language, wire: { ...language.wire, decode: decodeWire } },
    onStuck: (where, error) => void defects.push(`${where} ${String((error as { readonly stack?: string }).stack)}`),
  });
  const parked = createParkedInputs({ store, readStore, decode, personalData, documents, intake, transact });
  return { stage, personalData, intake, parked, defects };
};

const codesOf = (taken: readonly { readonly kind: string; readonly refusal?: { readonly code: string } }[]) =>
  taken.map(({ kind, refusal }) => refusal?.code ?? kind);

describe('intake', () => {
  it('parks what leads to an append too large for the store, and takes its neighbours in', async () => {
    const { stage, intake } = setUp();
    const long = Array.from({ length: 1_000 }, (_, n) => line(n + 1, 'x'.repeat(500)));
    const messages = [quote('Q-1'), quote('Q-2', long), quote('Q-3')].map((value) => message(wire(value)));
    expect(codesOf(await stage.done(intake.take(messages)))).toEqual(['accepted', 'append-too-large', 'accepted']);
  });

  it('parks a quote of so many faults that no record holds them all, and takes the next one in', async () => {
    const { stage, intake } = setUp();
    const lines = Array.from({ length: 300 }, (_, n) => line(n + 1, 'Seat'));
    const foreign = lines.map((each) => ({ ...each, amount: { minor: 100n, currency: 'BGN' } }));
    const messages = [{ ...quote('Q-1', foreign), total: { minor: 30_000n, currency: 'BGN' } }, quote('Q-2')];
    const taken = await stage.done(intake.take(messages.map((each) => message(wire(each)))));
    expect(codesOf(taken)).toEqual(['content-invalid', 'accepted']);
    const [first] = taken;
    expect(first?.kind === 'parked' && first.refusal.detail.length > 4_000).toBe(true);
  });

  it('parks what is about a forgotten person', async () => {
    const { stage, intake, personalData } = setUp();
    await stage.done(intake.take([message(wire(quote('Q-1')))]));
    const [sealed] = stage.backend.events().map(({ data }) => JSON.parse(data) as { billTo: { subject: string } });
    await personalData.forget(sealed?.billTo.subject ?? '');
    const again = await stage.done(intake.take([message(wire(quote('Q-1'))), message(wire(quote('Q-2')))]));
    expect(codesOf(again)).toEqual(['subject-forgotten', 'accepted']);
  });

  it('parks each unreadable message for its reason, once however often it comes', async () => {
    const { stage, intake } = setUp();
    const good = wire(quote('Q-1'));
    const messages = [
      good.subarray(0, 3),
      good.subarray(0, good.length - 1),
      Uint8Array.of(1, ...good.subarray(1)),
      Uint8Array.of(0, 127, 0, 0, 0, ...good.subarray(5)),
      new Uint8Array(900_001),
      wire({ ...quote('Q-2'), total: { minor: 1n, currency: 'EUR' } }),
    ].map(message);
    const reasons = [
      ...['message-truncated', 'message-truncated', 'message-malformed', 'schema-unknown', 'message-too-large'],
      'content-invalid',
    ];
    expect(codesOf(await stage.done(intake.take(messages)))).toEqual(reasons);
    const events = stage.backend.events().length;
    expect(codesOf(await stage.done(intake.take(messages)))).toEqual(reasons);
    expect(stage.backend.events()).toHaveLength(events);
  });

  it('reports a fault that may pass to whoever delivers, and parks nothing', async () => {
    let broken = true;
    const { stage, intake } = setUp((store) => ({
      ...store,
      append: (...args) =>
        broken ? Promise.reject(new Fault('store-unavailable', 'no room', { retriable: true })) : store.append(...args),
    }));
    const messages = [message(wire(quote('Q-1')))];
    const refused = await stage.done(intake.take(messages)).catch(codeOf);
    expect([refused, stage.backend.events().length]).toEqual(['store-unavailable', 0]);
    broken = false;
    expect(codesOf(await stage.done(intake.take(messages)))).toEqual(['accepted']);
  });

  it('parks what a defect of ours cannot decide, without its personal values, and takes its neighbours in', async () => {
    const { stage, intake, defects } = setUp((store) => ({
      ...store,
      append: (stream, ...rest) =>
        stream === streamOf('Q-2')
          ? Promise.reject(new TypeError('zoe@example.com has no parts'))
          : store.append(stream, ...rest),
    }));
    const taken = await stage.done(intake.take(['Q-1', 'Q-2', 'Q-3'].map((each) => message(wire(quote(each))))));
    expect(codesOf(taken)).toEqual(['accepted', 'input-undecidable', 'accepted']);
    expect(taken[1]).toMatchObject({ refusal: { detail: '[personal] has no parts' } });
    expect(stage.backend.events().filter(({ type }) => type === 'InputParked')).toHaveLength(1);
    // Nobody else keeps the place of the defect.
    expect(defects).toEqual([
      expect.stringMatching(/^intake TypeError: \[personal\] has no parts\n +at .*intake\.spec/),
    ]);
  });

  it('parks what a defect of ours cannot even read', async () => {
    const { stage, intake } = setUp(undefined, (bytes) => {
      if (bytes.length > 50) throw new RangeError('offset out of range');
      return language.wire.decode(bytes);
    });
    const taken = await stage.done(intake.take([message(wire(quote('Q-1'))), message(Uint8Array.of(1))]));
    expect(codesOf(taken)).toEqual(['input-undecidable', 'message-truncated']);
  });

  it('tells whoever delivers when parking itself does not succeed', async () => {
    let broken = true;
    const { stage, intake } = setUp((store) => ({
      ...store,
      append: (...args) => (broken ? Promise.reject(new TypeError('no disk at all')) : store.append(...args)),
    }));
    const messages = [message(wire(quote('Q-1')))];
    await expect(stage.done(intake.take(messages))).rejects.toThrow('no disk at all');
    broken = false;
    expect(codesOf(await stage.done(intake.take(messages)))).toEqual(['accepted']);
  });
});
