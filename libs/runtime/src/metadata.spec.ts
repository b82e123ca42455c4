import type { Input } from '@q2c/domain-events';
import { canonicalJson, type JsonValue } from '@q2c/domain-events/codec';
import { streamName, tenant, type StreamName } from '@q2c/kernel';
import { dealStream, idOf, paymentStream, quoteInput, requested, total } from '@q2c/testing/spec';
import { createStreamCounterpart, readMetadata, type Envelope } from './index.ts';
import { acme, createStage, transactOn, type Stage } from './stage.spec.ts';
import { noted, startTimetable, tell } from './timetable-stage.spec.ts';

const globexDeal = streamName('transaction', tenant('globex'), 'q1');
const acmeDeal = streamName('transaction', acme, 'q2');

const full: Envelope = {
  input: quoteInput(),
  // What sources put into their numbers stands in causes.
  cause: 'crm/quote/Ö "1"\\/1',
  actor: 'source:crm',
  source: 'crm "eu"',
  businessTime: '2026-01-04T00:00:00.000Z',
  correlationId: 'deal "7" of Ö',
  links: [streamName('payment', acme, 'p2'), streamName('payment', acme, 'p1')],
};
const bare: Envelope = { input: quoteInput(), cause: 'b', actor: 'scheduler', source: 'scheduler' };

const paymentInput: Input = {
  ...{ kind: 'intake', object: 'payment-notice', source: 'bank', number: 'PAY-1', sourceVersion: 1n },
  fingerprint: 'f'.repeat(64),
  content: {
    ...{ paymentNumber: 'PAY-1', sourceVersion: 1n, reference: 'Q-1', amount: total, valueDate: '2026-02-01' },
    payer: { subject: 'acme.payer.PAY-1', text: 'sealed' },
  },
};

const append = async (stream: StreamName, envelope: Envelope) => {
  const stage = createStage();
  await stage.done(transactOn(stage, stage.openProcess().store)(stream, envelope));
  const events = stage.backend.streamOf(stream) ?? [];
  return {
    texts: events.map(({ metadata }) => metadata),
    /** The first 16 hexadecimal digits of the first event's id. */
    span: events[0]?.id.replaceAll('-', '').slice(0, 16) ?? '',
  };
};

describe('the metadata of an append', () => {
  it('says who, why, when and what else it is about, in this very text, for each event with its schema version', async () => {
    const { texts, span } = await append(globexDeal, full);
    // QuoteAccepted in version 2 and CommandRequested. The trace id was worked out with Python's hashlib.
    expect(texts).toEqual(
      [2, 1].map(
        (version) =>
          String.raw`{"$causationId":"crm/quote/Ö \"1\"\\/1","$correlationId":"deal \"7\" of Ö","actor":"source:crm",` +
          `"businessTime":"2026-01-04T00:00:00.000Z","links":["payment-acme.p2","payment-acme.p1"],` +
          `"recordTime":"2026-01-05T08:00:00.000Z","schemaVersion":${version},` +
          String.raw`"source":"crm \"eu\"","tenant":"globex",` +
          `"traceparent":"00-4f3c750a7a434548d1278ff45e2ffde9-${span}-01"}`,
      ),
    );
  });

  it('is about its own stream and its own instant where nothing else is said', async () => {
    const { texts, span } = await append(acmeDeal, bare);
    expect(texts[0]).toBe(
      '{"$causationId":"b","$correlationId":"transaction-acme.q2","actor":"scheduler",' +
        '"businessTime":"2026-01-05T08:00:00.000Z","links":[],"recordTime":"2026-01-05T08:00:00.000Z",' +
        '"schemaVersion":2,"source":"scheduler","tenant":"acme",' +
        `"traceparent":"00-c77c6383f0f9f26dbcd043111485bac6-${span}-01"}`,
    );
  });

  it.each([
    ['all of it given', globexDeal, full],
    ['nothing given', acmeDeal, bare],
  ])('is canonical JSON with %s', async (_case, stream, envelope) => {
    for (const text of (await append(stream, envelope)).texts) {
      expect(text).toBe(canonicalJson(JSON.parse(text) as JsonValue));
      expect(text).toBe(canonicalJson(readMetadata(text)));
    }
  });
});

describe('what an event links', () => {
  const linksOf = ({ backend }: Stage, stream: StreamName) =>
    (backend.streamOf(stream) ?? []).map(({ type, metadata }) => [type, readMetadata(metadata).links]);

  it('is the stream that woke it', async () => {
    const { stage, say } = startTimetable();
    await say(noted('waiter'), tell.wait('Q-1'));
    await say(noted('announcer'), tell.announce('Q-1'));
    expect(linksOf(stage, noted('waiter'))).toEqual([
      ['WaitingFor', []],
      ['WaitEnded', [noted('announcer')]],
    ]);
  });

  it('is the stream that asked it as a counterpart', async () => {
    const stage = createStage();
    const transact = transactOn(stage, stage.openProcess().store);
    await stage.done(transact(paymentStream, { ...bare, input: paymentInput }));
    const asked = requested.payment();
    const effect = { number: 'PAY-1', date: '2026-01-05', amount: null };
    const payments = createStreamCounterpart('payments', ['AllocatePayment'], transact, () => effect);
    const { data } = asked as Extract<typeof asked, { type: 'CommandRequested' }>;
    const command = { ...data, payload: data.payload.value, commandId: idOf(asked) };
    await stage.done(payments.execute([command]));
    expect(linksOf(stage, paymentStream)).toEqual([
      ['PaymentReceived', []],
      ['PaymentAllocated', [dealStream]],
    ]);
  });
});
