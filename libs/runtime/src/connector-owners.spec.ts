import { createBroker, createMemoryBus } from '@q2c/adapter-memory';
import type { Counterpart } from '@q2c/ports';
import {
  claimOverMs,
  createScriptedErp,
  latestEffectMs,
  listen,
  openCallRoom,
  openConnector,
  policy,
  requestOrder,
} from './connector-stage.spec.ts';
import { createStage, type Stage } from './stage.spec.ts';

const orderId = 'transaction-acme.q1/order/order/1';

/** A process with a bus of its own, so that the same command reaches both: as when a group is shared out anew. */
const openBesides = (stage: Stage, name: string) => {
  const process = stage.openProcess();
  const broker = createBroker({ clock: stage.clock, ids: { next: () => name } });
  return { ...process, bus: createMemoryBus({ broker }) };
};

describe('two owners of one command', () => {
  const openTwo = async (script: Parameters<typeof createScriptedErp>[2]) => {
    const stage = createStage();
    const one = openBesides(stage, 'one');
    const two = openBesides(stage, 'two');
    const erp = createScriptedErp(stage, 'lookup', script);
    const message = await requestOrder(stage, one);
    for (const [owner, process] of [
      ['one', one],
      ['two', two],
    ] as const)
      await openConnector(stage, process, erp.counterpart, { owner }).start();
    return { stage, one, two, erp, message, heardByOne: await listen(one.bus), heardByTwo: await listen(two.bus) };
  };

  it('call once: who does not get the claim does not call', async () => {
    const { stage, one, two, erp, message, heardByOne, heardByTwo } = await openTwo([{ kind: 'slow', ms: 5_000 }]);
    await Promise.all([one.bus.publish([message]), two.bus.publish([message])]);
    await stage.pass(10_000);
    expect([erp.calls(), await erp.orders()]).toEqual([['execute'], [orderId]]);
    expect([...heardByOne, ...heardByTwo]).toMatchObject([{ outcome: 'succeeded' }]);
  });

  it('say the same once one of them knows the outcome', async () => {
    const { stage, one, two, erp, message, heardByOne, heardByTwo } = await openTwo([]);
    await one.bus.publish([message]);
    await stage.rest();
    await two.bus.publish([message]);
    await stage.rest();
    expect(erp.calls()).toEqual(['execute']);
    expect(heardByTwo).toEqual(heardByOne);
  });
});

describe('an owner that vanished', () => {
  /** The first process dies where `dieIn` says; a second one starts later on the same stores and the same bus. */
  const openAndDie = async (dieIn: (erp: Counterpart, die: () => void) => Counterpart) => {
    const stage = createStage();
    const first = stage.openProcess();
    const erp = createScriptedErp(stage, 'lookup');
    const message = await requestOrder(stage, first);
    const heard = await listen(createMemoryBus({ broker: stage.broker }));
    await openConnector(stage, first, dieIn(erp.counterpart, first.crash), { owner: 'first' }).start();
    await first.bus.publish([message]);
    await stage.rest();
    const second = stage.openProcess();
    await openConnector(stage, second, erp.counterpart, { owner: 'second' }).start();
    const publish = async (): Promise<void> => {
      await second.bus.publish([message]);
      await stage.rest();
    };
    return { stage, erp, heard, publish };
  };

  it('before its call: the command is asked for, not found and sent, when the claim is over', async () => {
    const { stage, erp, heard, publish } = await openAndDie((erp, die) => ({
      ...erp,
      execute() {
        die();
        return new Promise(() => undefined);
      },
    }));
    await stage.pass(claimOverMs - 1);
    await publish();
    expect(erp.calls()).toEqual([]);
    await stage.pass(1);
    await publish();
    expect([erp.calls(), heard.length]).toEqual([['lookup', 'execute'], 1]);
    expect(await erp.orders()).toEqual([orderId]);
  });

  it('after its call, before saying so: the effect is found, and made once', async () => {
    const { stage, erp, heard, publish } = await openAndDie((erp, die) => ({
      ...erp,
      async execute(commands) {
        const answers = await erp.execute(commands);
        die();
        return answers;
      },
    }));
    // What it said when it was dead already was heard by nobody.
    expect(heard).toEqual([]);
    await stage.pass(claimOverMs);
    await publish();
    expect(erp.calls()).toEqual(['execute', 'lookup']);
    expect(heard).toMatchObject([{ outcome: 'succeeded', effect: { number: 'SO-0000001' } }]);
    expect(await erp.orders()).toEqual([orderId]);
  });

  it('after saying the outcome, before its claim knew it: the same is said once more', async () => {
    let die: () => void = () => undefined;
    const room = await openCallRoom('lookup', [], {
      alter: (claims) => ({
        ...claims,
        update() {
          die();
          return new Promise(() => undefined);
        },
      }),
    });
    const { stage, erp, process, message, outcomes, publish } = room;
    die = process.crash;
    await publish();
    expect(outcomes).toHaveLength(1);
    const second = stage.openProcess();
    await openConnector(stage, second, erp.counterpart, { owner: 'second' }).start();
    await stage.pass(claimOverMs);
    await second.bus.publish([message]);
    await stage.rest();
    expect(outcomes.map(({ outcome, effect }) => [outcome, effect?.number])).toEqual([
      ['succeeded', 'SO-0000001'],
      ['succeeded', 'SO-0000001'],
    ]);
    expect(await erp.orders()).toEqual([orderId]);
  });
});

describe('an owner near the end of its lease', () => {
  const lateMs = policy.leaseMs - policy.leaseMarginMs;

  it.each([
    [lateMs - 1, ['lookup', 'execute']],
    [lateMs, ['lookup']],
  ])('that asked for %i ms made these calls: %j', async (ms, calls) => {
    const slowToFind = { kind: 'slow', ms } as const;
    const room = await openCallRoom('lookup', [{ kind: 'unavailable' }, slowToFind], {
      policy: { callTimeoutMs: 100_000 },
    });
    const { stage, erp, publish, results } = room;
    await publish();
    await stage.pass(500);
    await publish();
    await stage.pass(ms);
    expect(erp.calls().slice(1)).toEqual(calls);
    // What was not sent in time is sent by whoever takes it up next.
    await stage.pass(policy.leaseMs + latestEffectMs);
    await publish();
    expect(results().at(-1)).toBe('succeeded');
    expect(await erp.orders()).toEqual([orderId]);
  });

  it('that waited too long for its claim sends nothing', async () => {
    const room = await openCallRoom('lookup', [], {
      alter: (claims) => ({
        ...claims,
        async acquire(requests) {
          const answers = await claims.acquire(requests);
          await new Promise<void>((resolve) => void room.stage.clock.at(room.stage.clock.now() + lateMs, resolve));
          return answers;
        },
      }),
    });
    await room.publish();
    await room.stage.pass(lateMs);
    expect([room.erp.calls(), room.results()]).toEqual([[], []]);
  });
});
