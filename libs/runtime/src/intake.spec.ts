import type { Language } from '@q2c/domain-events/codec';
import { codeOf, Fault, tenant, type StreamName } from '@q2c/kernel';
import type { EventStore, PersonalData, SealRequest } from '@q2c/ports';
import { intakeObjects, quoteToCash } from '@q2c/sagas';
import { documentDecider, parkedDecider, paymentDecider } from '@q2c/domain';
import {
  createDocuments,
  createIntake,
  createPark,
  createParkedInputs,
  createTransact,
  objectStream,
  readMetadata,
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
  const { store, personalData: keyed, readStore } = stage.openProcess();
  const seals: SealRequest[] = [];
  const personalData: PersonalData = {
    ...keyed,
    seal(requests) {
      seals.push(...requests);
      return keyed.seal(requests);
    },
  };
  const deciders = [
    ...[registerDecider(quoteToCash()), registerDecider(paymentDecider)],
    ...[registerDecider(parkedDecider), registerDecider(documentDecider)],
  ];
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
  return { stage, personalData, seals, intake, parked, defects };
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

  it('keeps what a payer wrote out of the reason and the report of a defect, as his name', async () => {
    const { stage, intake, defects } = setUp((store) => ({
      ...store,
      append: (stream, ...rest) =>
        stream.startsWith('payment-')
          ? Promise.reject(new TypeError('"Rent, Zoë Amsel" of Zoë has no parts'))
          : store.append(stream, ...rest),
    }));
    const notice = {
      ...{ paymentNumber: 'PAY-1', sourceVersion: 1n, reference: 'Rent, Zoë Amsel', valueDate: '2026-01-20' },
      ...{ amount: { minor: 100n, currency: 'EUR' }, payer: { name: 'Zoë', account: 'DE00' } },
    };
    const sent = message(language.wire.encode('PaymentNotice', notice));
    const [taken] = await stage.done(intake.take([{ ...sent, source: 'bank', object: 'payment-notice' }]));
    expect(taken).toMatchObject({ refusal: { detail: '"[personal]" of [personal] has no parts' } });
    expect(defects.join()).not.toMatch(/Zoë|Amsel/);
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

describe('what is personal in an input', () => {
  type Accepted = {
    readonly fingerprint: string;
    readonly billTo: { readonly subject: string; readonly text: string };
  };
  const acceptedIn = ({ stage }: ReturnType<typeof setUp>) =>
    stage.backend
      .events()
      .filter(({ type }) => type === 'QuoteAccepted')
      .map(({ data, stream, metadata }) => ({
        ...(JSON.parse(data) as Accepted),
        stream,
        cause: readMetadata(metadata).$causationId,
      }));

  it.each([
    ['name', { name: 'Zoé', email: 'zoe@example.com' }],
    ['address', { name: 'Zoë', email: 'zoe@example.org' }],
  ])('is part of its content: the same version with another %s contradicts it', async (_what, billTo) => {
    const { stage, intake } = setUp();
    const [first, other] = [wire(quote('Q-1')), wire({ ...quote('Q-1'), billTo })];
    const codes: string[] = [];
    for (const bytes of [first, other, first]) codes.push(...codesOf(await stage.done(intake.take([message(bytes)]))));
    expect(codes).toEqual(['accepted', 'input-contradicts', 'already-known']);
  });

  it('is its tenant’s alone: forgetting a customer in one tenant leaves the other’s of that number', async () => {
    const world = setUp();
    const { stage, intake, personalData } = world;
    const said = message(wire(quote('Q-1')));
    const both = [said, { ...said, tenant: tenant('globex') }];
    await stage.done(intake.take(both));
    const [ours, theirs] = acceptedIn(world);
    expect([ours?.billTo.subject, theirs?.billTo.subject]).toEqual(['acme.customer.C-Q-1', 'globex.customer.C-Q-1']);
    // Nor can one be told from the other's fingerprint: each is under its own key.
    expect(ours?.fingerprint).not.toBe(theirs?.fingerprint);
    await personalData.forget(ours?.billTo.subject ?? '');
    expect(codesOf(await stage.done(intake.take(both)))).toEqual(['subject-forgotten', 'already-known']);
    const opened = await personalData.open([ours, theirs].flatMap((each) => (each === undefined ? [] : [each.billTo])));
    expect(opened).toEqual([null, '{"value":{"email":"zoe@example.com","name":"Zoë"},"version":1}']);
  });

  it('is sealed for its place: stream, cause, ordinal and path', async () => {
    const world = setUp();
    const { stage, intake, seals } = world;
    const sameCustomer = { ...quote('Q-2'), customerNumber: 'C-Q-1' };
    const payment = {
      ...{ paymentNumber: 'PAY-1', sourceVersion: 1n, reference: 'Q-1', amount: { minor: 100n, currency: 'EUR' } },
      ...{ valueDate: '2026-01-20', payer: { name: 'Zoë', account: 'DE00' } },
    };
    const notice = language.wire.encode('PaymentNotice', payment);
    const messages = [
      ...[quote('Q-1'), sameCustomer].map((each) => message(wire(each))),
      { ...message(notice), source: 'bank', object: 'payment-notice' },
    ];
    await stage.done(intake.take(messages));
    const [first, second] = acceptedIn(world);
    const received = stage.backend.events().find(({ type }) => type === 'PaymentReceived');
    const { fingerprint: print } = JSON.parse(received?.data ?? '') as Accepted;
    const causes = {
      first: `crm/quote/Q-1/1/${first?.fingerprint.slice(0, 16)}`,
      second: `crm/quote/Q-2/1/${second?.fingerprint.slice(0, 16)}`,
      payment: `bank/payment-notice/PAY-1/1/${print.slice(0, 16)}`,
    };
    expect([first?.cause, second?.cause]).toEqual([causes.first, causes.second]);
    expect(seals.map(({ subject, context }) => [subject, context]).sort()).toEqual(
      [
        ['acme.customer.C-Q-1', `${streamOf('Q-1')}/${causes.first}/0/billTo`],
        ['acme.customer.C-Q-1', `${streamOf('Q-2')}/${causes.second}/0/billTo`],
        ['acme.payer.PAY-1', `${received?.stream}/${causes.payment}/0/payer`],
      ].sort(),
    );
    // One contact of one customer, at two places: who compares the texts learns nothing.
    expect(first?.billTo.text.slice(0, 16)).not.toBe(second?.billTo.text.slice(0, 16));
  });
});
