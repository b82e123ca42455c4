import { createMemoryBus } from '@q2c/adapter-memory';
import { Fault } from '@q2c/kernel';
import type { MessageBus, ReceivedMessage } from '@q2c/ports';
import { requestOrder } from './connector-stage.spec.ts';
import {
  commandTopic,
  createDocuments,
  createPark,
  deadLetterTopic,
  header,
  indexReader,
  relayReader,
  sha256Hex,
} from './index.ts';
import { leaseMs, readerOn } from './reader-stage.spec.ts';
import { acme, createStage, decode, language, transactOn, type Stage } from './stage.spec.ts';

const listenTo = async (stage: Stage, topic: string): Promise<ReceivedMessage[]> => {
  const heard: ReceivedMessage[] = [];
  const bus = createMemoryBus({ broker: stage.broker });
  await bus.consume({ topics: [topic], group: 'listener' }, async (messages) => void heard.push(...messages));
  return heard;
};

const openRelay = (stage: Stage, alter: (bus: MessageBus, crash: () => void) => MessageBus = (bus) => bus) => {
  const process = stage.openProcess();
  const { store, readStore } = process;
  const nothing = (): void => undefined;
  const owner = stage.ids.next();
  const changed = { timetable: nothing, open: nothing };
  const indexes = readerOn(
    stage,
    process,
    indexReader(decode, new Set(), () => [], changed),
    { owner },
  );
  const bus = alter(process.bus, process.crash);
  const relay = readerOn(stage, process, relayReader({ store, readStore, language, decode, bus, indexes }), { owner });
  indexes.start();
  relay.start();
  return { process, relay };
};

describe('the relay', () => {
  it('forwards what was requested, keyed by its lane, and nothing else', async () => {
    const stage = createStage();
    const heard = await listenTo(stage, commandTopic('erp'));
    const { process } = openRelay(stage);
    const message = await requestOrder(stage, process);
    await stage.rest();
    expect(stage.backend.events().map(({ type }) => type)).toEqual(['QuoteAccepted', 'CommandRequested']);
    expect(heard).toMatchObject([message]);
    expect([heard[0]?.key, heard[0]?.headers[header.id]]).toEqual([
      'transaction-acme.q1',
      'transaction-acme.q1/order/order/1',
    ]);
  });

  it('publishes before its checkpoint moves', async () => {
    const stage = createStage();
    let publish: () => void = () => undefined;
    const { process, relay } = openRelay(stage, (bus) => ({
      ...bus,
      publish: (messages) =>
        new Promise((resolve) => {
          publish = () => resolve(bus.publish(messages));
        }),
    }));
    await stage.rest();
    await requestOrder(stage, process);
    await stage.rest();
    expect([relay.position(), await stage.done(process.readStore.checkpoint('relay'))]).toEqual([null, null]);
    publish();
    await stage.rest();
    expect(relay.position()).toBe(stage.backend.events().at(-1)?.position);
  });

  it('that died between the two publishes again', async () => {
    const stage = createStage();
    const heard = await listenTo(stage, commandTopic('erp'));
    const first = openRelay(stage, (bus, crash) => ({
      ...bus,
      async publish(messages) {
        await bus.publish(messages);
        crash();
        return new Promise(() => undefined);
      },
    }));
    await requestOrder(stage, first.process);
    await stage.rest();
    expect(heard).toHaveLength(1);
    const second = openRelay(stage);
    await stage.pass(2 * leaseMs);
    expect(heard.map(({ headers }) => headers[header.id])).toEqual([
      heard[0]?.headers[header.id],
      heard[0]?.headers[header.id],
    ]);
    // And not once more: now the checkpoint has moved.
    await stage.done(second.relay.stop());
    openRelay(stage);
    await stage.pass(2 * leaseMs);
    expect(heard).toHaveLength(2);
  });

  it('waits for a bus that is not there, and leaves nothing out', async () => {
    const stage = createStage();
    const heard = await listenTo(stage, commandTopic('erp'));
    let failures = 3;
    const { process } = openRelay(stage, (bus) => ({
      ...bus,
      async publish(messages) {
        failures -= 1;
        if (failures >= 0) throw new Fault('bus-unavailable', 'no broker', { retriable: true });
        return bus.publish(messages);
      },
    }));
    for (const n of [1, 2, 3]) await requestOrder(stage, process, n);
    await stage.pass(30_000);
    expect(heard.map(({ headers }) => headers[header.source]).sort()).toEqual(
      [1, 2, 3].map((n) => `transaction-acme.q${n}`),
    );
    expect(stage.faults).toHaveLength(3);
  });
});

describe('a dead letter', () => {
  it('says what was parked, where it came from and how long it was, and holds none of its bytes', async () => {
    const stage = createStage();
    const heard = await listenTo(stage, deadLetterTopic);
    const { process } = openRelay(stage);
    const transact = transactOn(stage, process.store);
    const documents = createDocuments({
      transact,
      personalData: process.personalData,
      eventStore: process.store,
      decode,
    });
    const bytes = new TextEncoder().encode('Zoë lives in Hamburg');
    const { parkedId, stream } = await stage.done(
      createPark(
        transact,
        process.personalData,
        documents,
      )(
        {
          ...{ tenant: acme, source: 'crm', object: 'quote', bytes, takenAtMs: stage.clock.now() },
          origin: { kind: 'topic', name: 'q2c.intake.acme.crm.quote.v1', partition: 3, offset: '41' },
        },
        { code: 'message-malformed', detail: 'the first byte is not 0' },
      ),
    );
    await stage.rest();
    const [letter] = heard;
    const [parked] = stage.backend.streamOf(stream) ?? [];
    const { fingerprint } = JSON.parse(parked?.data ?? '') as { readonly fingerprint: string };
    const decoded = language.wire.decode(letter?.value ?? new Uint8Array());
    expect(decoded.ok && decoded.value.value).toEqual({
      ...{ parkedId, code: 'message-malformed', detail: 'the first byte is not 0' },
      origin: { kind: 'topic', name: 'q2c.intake.acme.crm.quote.v1', partition: 3, offset: '41' },
      ...{ fingerprint, length: bytes.length },
    });
    expect(fingerprint).not.toBe(sha256Hex(bytes));
    expect([letter?.key, heard.length]).toEqual([stream, 1]);
    for (const form of [Buffer.from(bytes), Buffer.from(Buffer.from(bytes).toString('base64'))])
      expect(Buffer.from(letter?.value ?? []).includes(form)).toBe(false);
  });
});
