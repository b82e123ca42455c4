import { createBroker, createMemoryBus } from '@q2c/adapter-memory';
import { commandId, Fault } from '@q2c/kernel';
import type { MessageBus } from '@q2c/ports';
import type { ErpFault } from '@q2c/reference-systems';
import { succeeded } from '@q2c/testing/spec';
import {
  createScriptedErp,
  deal,
  latestEffectMs,
  openConnector,
  policy,
  requestOrder,
} from './connector-stage.spec.ts';
import { createReader, createRedelivery, header, indexReader, relayReader, type AlarmLoop } from './index.ts';
import { createStage, decode, language, transactOn, type Stage } from './stage.spec.ts';

const sweepMs = 60_000;
const unavailable: ErpFault = { kind: 'unavailable' };

type BusOf = (bus: MessageBus) => MessageBus;

/** One process with relay, indexes and redelivery, wired as in the composition. `published`: what it gave to the bus. */
const openOutbox = (stage: Stage, busOf: BusOf = (bus) => bus) => {
  const process = stage.openProcess();
  const own = busOf(process.bus);
  const published: { readonly id: string; readonly atMs: number }[] = [];
  const began = stage.clock.now();
  const bus: MessageBus = {
    ...own,
    async publish(messages) {
      for (const { headers } of messages)
        published.push({ id: headers[header.id] ?? '', atMs: stage.clock.now() - began });
      return own.publish(messages);
    },
  };
  const owner = stage.ids.next();
  const options = { ...process, clock: stage.clock, owner, leaseMs: 10_000, onFault: stage.onFault };
  const changed = { timetable: () => undefined, open: () => redelivery.ringBy(stage.clock.now() + sweepMs) };
  const indexes = createReader(
    { ...indexReader(decode, new Set(), () => [], changed), leading: (now) => redelivery.lead(now) },
    options,
  );
  const relay = createReader(relayReader({ ...process, language, decode, bus, indexes }), options);
  const redelivery: AlarmLoop = createRedelivery({
    ...{ ...process, bus, clock: stage.clock, language, decode, owner, systems: ['erp'], indexes, relay, sweepMs },
    onFault: stage.onFault,
  });
  relay.start();
  indexes.start();
  const stop = async (): Promise<void> => {
    await redelivery.stop();
    await relay.stop();
    await indexes.stop();
  };
  return { ...process, bus, owner, published, redelivery, stop };
};

const idOf = (n: number): string => commandId(deal(n), 'order', 'order', 1);

/** When the order was given to the bus. */
const timesOf = ({ published }: ReturnType<typeof openOutbox>, n = 1): number[] =>
  published.filter(({ id }) => id === idOf(n)).map(({ atMs }) => atMs);

const settle = async (stage: Stage, n = 1): Promise<void> => {
  const input = { ...succeeded('order'), commandId: commandId(deal(n), 'order', 'order', 1) };
  await transactOn(stage, stage.openProcess().store)(deal(n), {
    ...{ input, cause: `order/${n}`, actor: 'connector:erp', source: 'erp' },
  });
};

describe('an open command', () => {
  it('that the bus lost is published again when a process starts', async () => {
    const stage = createStage();
    const first = openOutbox(stage);
    for (const n of [1, 2, 3]) await requestOrder(stage, first, n);
    await settle(stage, 2);
    await stage.pass(1_000);
    expect(first.published.map(({ id }) => id)).toContain(idOf(1));
    first.crash();
    // The bus dies with its process, and everything it held.
    const broker = createBroker({ clock: stage.clock, ids: stage.ids });
    const second = openOutbox(stage, () => createMemoryBus({ broker }));
    await stage.pass(11_000);
    expect(
      second.published
        .filter(({ id }) => id.includes('/order/'))
        .map(({ id }) => id)
        .sort(),
    ).toEqual([idOf(1), idOf(3)]);
  });

  it('that is queued is not published again, however long its queue takes', async () => {
    const stage = createStage();
    const { bus, published, personalData, store, claims } = openOutbox(stage);
    const erp = createScriptedErp(stage, 'lookup', [{ kind: 'slow', ms: 10 * sweepMs }]);
    const connector = openConnector(stage, { bus, claims, personalData }, erp.counterpart, {
      policy: { callTimeoutMs: 20 * sweepMs, leaseMs: 40 * sweepMs },
    });
    await connector.start();
    await requestOrder(stage, { store, personalData });
    await stage.pass(9 * sweepMs);
    expect([published.length, erp.calls()]).toEqual([1, ['execute']]);
  });

  it('that a bus without consumers holds is not published again', async () => {
    const stage = createStage();
    const outbox = openOutbox(stage);
    await requestOrder(stage, outbox);
    await stage.pass(10 * sweepMs);
    expect(timesOf(outbox)).toEqual([0]);
  });

  it('that was delivered and then forgotten by everybody is published again at the second sweep', async () => {
    const stage = createStage();
    const outbox = openOutbox(stage);
    // A consumer that acknowledges and does nothing: as one that died in the wrong moment.
    await outbox.bus.consume({ topics: ['q2c.commands.erp.v1'], group: 'q2c.connector.erp' }, async () => undefined);
    await stage.rest();
    await requestOrder(stage, outbox);
    await stage.pass(sweepMs);
    expect(timesOf(outbox)).toEqual([0]);
    await stage.pass(sweepMs - 1);
    // This one comes after the mark that is compared next.
    await requestOrder(stage, outbox, 2);
    await stage.pass(1);
    expect([timesOf(outbox), timesOf(outbox, 2)]).toEqual([[0, 2 * sweepMs], [2 * sweepMs - 1]]);
    await settle(stage, 2);
    await settle(stage);
    await stage.pass(10 * sweepMs);
    expect(timesOf(outbox)).toEqual([0, 2 * sweepMs]);
  });
});

describe('a claim that comes free', () => {
  it('brings its command at that instant: the pause between attempts', async () => {
    const stage = createStage();
    const outbox = openOutbox(stage);
    const erp = createScriptedErp(stage, 'lookup', [unavailable, unavailable]);
    const connector = openConnector(stage, outbox, erp.counterpart);
    await connector.start();
    await requestOrder(stage, outbox);
    await stage.rest();
    // As the composition does with `retryLater`.
    expect(connector.later).toEqual([0]);
    outbox.redelivery.signal();
    await stage.rest();
    const freeInMs = (await stage.done(outbox.claims.nextFreeInMs('command/'))) ?? NaN;
    expect(freeInMs).toBeGreaterThanOrEqual(policy.retry.baseMs / 2);
    await stage.pass(freeInMs);
    expect(timesOf(outbox)).toEqual([0, freeInMs]);
    expect(erp.calls()).toEqual(['execute', 'lookup']);
  });

  it('because its owner vanished brings its command too', async () => {
    const stage = createStage();
    const outbox = openOutbox(stage);
    await requestOrder(stage, outbox);
    const claim = { key: `command/${idOf(1)}`, owner: 'gone', leaseMs: 5_000, quietMs: latestEffectMs };
    await stage.done(outbox.claims.acquire([claim]));
    outbox.redelivery.signal();
    await stage.pass(64_999);
    expect(timesOf(outbox)).toEqual([0]);
    await stage.pass(1);
    expect(timesOf(outbox)).toEqual([0, 65_000]);
  });

  it('and is not taken brings its command again only at the next sweep, however often we look', async () => {
    const stage = createStage();
    const outbox = openOutbox(stage);
    await requestOrder(stage, outbox);
    await stage.done(outbox.claims.acquire([{ key: `command/${idOf(1)}`, owner: 'gone', leaseMs: 1, quietMs: 0 }]));
    await stage.pass(1_000);
    for (let n = 0; n < 20; n += 1) {
      outbox.redelivery.signal();
      await stage.pass(1_000);
    }
    const before = timesOf(outbox).length;
    expect(before).toBe(2);
    await stage.pass(sweepMs);
    expect(timesOf(outbox)).toHaveLength(before + 1);
  });

  it('and is not taken keeps no other one waiting', async () => {
    const stage = createStage();
    const outbox = openOutbox(stage);
    for (const n of [1, 2]) await requestOrder(stage, outbox, n);
    // The first one's connector does not come for it: its breaker is open.
    for (const [n, leaseMs] of [
      [1, 1_000],
      [2, 5_000],
    ] as const)
      await stage.done(outbox.claims.acquire([{ key: `command/${idOf(n)}`, owner: 'gone', leaseMs, quietMs: 0 }]));
    outbox.redelivery.signal();
    await stage.pass(10_000);
    expect(timesOf(outbox, 1)).toEqual([0, 1_000]);
    expect(timesOf(outbox, 2)).toHaveLength(2);
    expect(timesOf(outbox, 2)[1]).toBeLessThanOrEqual(6_000);
  });

  it('of a command that is settled goes to sleep, and brings nothing', async () => {
    const stage = createStage();
    const outbox = openOutbox(stage);
    await requestOrder(stage, outbox);
    await stage.done(outbox.claims.acquire([{ key: `command/${idOf(1)}`, owner: 'gone', leaseMs: 5_000, quietMs: 0 }]));
    await settle(stage);
    outbox.redelivery.signal();
    await stage.pass(5_000);
    expect(await stage.done(outbox.claims.nextFreeInMs('command/'))).toBeNull();
    await stage.pass(10 * sweepMs);
    expect(timesOf(outbox)).toHaveLength(1);
  });
});

describe('redelivery', () => {
  it('that stopped keeps no alarm', async () => {
    const stage = createStage();
    const outbox = openOutbox(stage);
    await requestOrder(stage, outbox);
    await settle(stage);
    await stage.done(outbox.stop());
    await stage.rest();
    expect(stage.clock.nextWakeMs()).toBeNull();
  });

  it('goes on after a fault that passes', async () => {
    const stage = createStage();
    let broken = true;
    const outbox = openOutbox(stage, (bus) => ({
      ...bus,
      async mark(topic) {
        if (broken) throw new Fault('bus-unavailable', 'no broker', { retriable: true });
        return bus.mark(topic);
      },
    }));
    await requestOrder(stage, outbox);
    await stage.done(
      outbox.claims.acquire([{ key: `command/${idOf(1)}`, owner: 'gone', leaseMs: 30_000, quietMs: 0 }]),
    );
    await stage.pass(sweepMs + 10_000);
    broken = false;
    await stage.pass(60_000);
    expect(stage.faults.every((fault) => fault === 'redelivery: no broker')).toBe(true);
    expect(stage.faults.length).toBeGreaterThan(1);
    expect(timesOf(outbox).length).toBeGreaterThan(1);
  });
});
