import { Fault } from '@q2c/kernel';
import { defaultSettings } from './compose.ts';
import {
  acme,
  createHouse,
  dayMs,
  deal,
  goThrough,
  hourMs,
  isComplete,
  leaseMs,
  notice,
  payment,
  posted,
  quote,
  startMs,
  whole,
  type House,
} from './house.spec.ts';

const [q1, p1] = [deal('Q-1'), payment('P-1')];
describe('a transaction', () => {
  it('goes from quote to cash with these events and no others', async () => {
    const house = createHouse();
    await goThrough(house, await house.start({ settings: { readerLeaseMs: hourMs } }));
    expect(house.typesOf(q1)).toEqual(whole);
    expect(house.typesOf(p1)).toEqual(['PaymentReceived', 'PaymentAllocated']);
    expect([house.calls, house.faults]).toEqual([['BookOrder', 'PostInvoice', 'PostRevenue'], []]);
    expect(house.backend.events()).toHaveLength(whole.length + 2);
  });

  it('finds its payment as well when that came first', async () => {
    const house = createHouse();
    const { intake } = await house.start({ settings: { readerLeaseMs: hourMs } });
    await house.done(intake.take([posted('bank', 'payment-notice', notice('P-1', 'Q-1'))]));
    await house.pass(60_000);
    await house.done(intake.take([posted('crm', 'quote', quote('Q-1'))]));
    await house.pass(6 * dayMs);
    await isComplete(house);
  });

  it('is taken in once from a topic that says it three times', async () => {
    const house = createHouse();
    const { ports } = await house.start();
    const message = { topic: 'q2c.intake.acme.crm.quote.v1', key: 'any', value: quote('Q-1'), headers: {} };
    await ports.bus.publish([message, message]);
    await house.rest();
    await ports.bus.publish([message]);
    await house.pass(60_000);
    expect(house.typesOf(q1).filter((type) => type === 'QuoteAccepted')).toHaveLength(1);
    expect(await house.effects()).toEqual([1, 1, 0]);
  });

  it('that ran out of retries waits for a person, and goes on with a full measure of them', async () => {
    const house = createHouse();
    const retry = { ...defaultSettings.connector.retry, maxAttempts: 6 };
    const connector = { ...defaultSettings.connector, retry };
    const { intake, transact } = await house.start({ settings: { readerLeaseMs: hourMs, connector } });
    let failures = 6 + 5;
    house.failErp(() => ((failures -= 1) >= 0 ? { kind: 'unavailable' } : { kind: 'none' }));
    await house.done(intake.take([posted('crm', 'quote', quote('Q-1'))]));
    await house.pass(dayMs);
    expect([house.typesOf(q1).slice(2), failures]).toEqual([['CommandParked', 'ExceptionRaised'], 5]);
    const input = {
      kind: 'operation',
      operation: 'resume',
      exceptionId: 'order',
      by: 'kim',
      note: 'ERP is back',
    } as const;
    await house.done(transact(q1, { input, cause: 'kim/1', actor: 'person:kim', source: 'operations' }));
    await house.pass(dayMs);
    expect(house.typesOf(q1)).toContain('InvoicePosted');
    expect(await house.effects()).toEqual([1, 1, 0]);
  });
});

describe('a process that dies', () => {
  /** Dies right before or right after its n-th append is durable; the next process takes over the same stores. */
  const dieAt = async (house: House, n: number, when: 'before' | 'after'): Promise<boolean> => {
    let appends = 0;
    const first = await house.start({
      settings: { readerLeaseMs: hourMs },
      ports: (ports, crash) => ({
        ...ports,
        eventStore: {
          ...ports.eventStore,
          async append(...append) {
            appends += 1;
            if (appends < n) return ports.eventStore.append(...append);
            if (appends === n && when === 'after') await ports.eventStore.append(...append);
            crash();
            return new Promise(() => undefined);
          },
        },
      }),
    });
    const goThroughOrDie = async (): Promise<void> => {
      void first.intake.take([posted('crm', 'quote', quote('Q-1'))]);
      await house.pass(15 * dayMs);
      void first.intake.take([posted('bank', 'payment-notice', notice('P-1', 'Q-1'))]);
      await house.pass(60_000);
    };
    await goThroughOrDie();
    first.crash();
    return appends >= n;
  };

  const appendsOfAll = 9;
  const deaths = Array.from({ length: appendsOfAll }, (_, n) => n + 1).flatMap((n) =>
    (['before', 'after'] as const).flatMap((when) => [
      [when, n, 'survives'] as const,
      [when, n, 'is lost with it'] as const,
    ]),
  );

  it.each(deaths)(
    'right %s append %i, while the bus %s, leaves a whole transaction to the next one',
    async (when, n, bus) => {
      const house = createHouse();
      expect(await dieAt(house, n, when)).toBe(true);
      if (bus !== 'survives') house.loseBus();
      const second = await house.start({ settings: { readerLeaseMs: hourMs } });
      // Sources say again what they were not told is durable.
      await goThrough(house, second);
      await house.pass(2 * dayMs);
      await isComplete(house);
    },
  );

  it('has died at every append there is', async () => {
    expect(await dieAt(createHouse(), appendsOfAll + 1, 'before')).toBe(false);
  });
});

describe('a counterpart that is down', () => {
  it('has its breaker’s changes written down, each once', async () => {
    const house = createHouse();
    const settings = { readerLeaseMs: hourMs, breaker: { failuresToOpen: 3, coolDownMs: 15_000 } };
    const { intake, nextWorkMs } = await house.start({ settings });
    house.failErp(() => ({ kind: 'unavailable' }));
    for (let n = 0; n < 5; n += 1) void intake.take([posted('crm', 'quote', quote(`Q-${n}`))]);
    await house.pass(1_000);
    const system = `system-${acme}.erp` as Parameters<House['typesOf']>[0];
    expect(house.typesOf(system)).toEqual(['BreakerOpened']);
    const next = await house.done(nextWorkMs(), 0);
    expect(next).toBeLessThanOrEqual(startMs + 16_000);
    await house.pass(60_000);
    house.failErp(() => ({ kind: 'none' }));
    await house.pass(dayMs);
    expect(house.typesOf(system)).toEqual(['BreakerOpened', 'BreakerClosed']);
    expect(await house.effects()).toEqual([5, 5, 0]);
  });

  it('for most of an hour needs nobody: its commands go on by themselves when it is back', async () => {
    const house = createHouse();
    const { intake } = await house.start();
    house.failErp(() => ({ kind: 'unavailable' }));
    await house.done(intake.take([posted('crm', 'quote', quote('Q-1'))]));
    await house.pass(50 * 60_000);
    expect(house.typesOf(q1)).toEqual(['QuoteAccepted', 'CommandRequested']);
    house.failErp(() => ({ kind: 'none' }));
    // The longest pause between two attempts.
    await house.pass(60_000);
    expect(house.typesOf(q1)).toContain('OrderBooked');
  });

  it('for longer gives its commands to a person, who is told how often they were tried', async () => {
    const house = createHouse();
    const { intake } = await house.start();
    house.failErp(() => ({ kind: 'unavailable' }));
    await house.done(intake.take([posted('crm', 'quote', quote('Q-1'))]));
    await house.pass(2 * hourMs);
    expect(house.typesOf(q1)).toEqual(['QuoteAccepted', 'CommandRequested', 'CommandParked', 'ExceptionRaised']);
    const [, , parked, raised] = house.backend.streamOf(q1) ?? [];
    const { attempts } = JSON.parse(parked?.data ?? '') as { attempts: { attempt: number; at: string }[] };
    const spanMs = Date.parse(attempts.at(-1)?.at ?? '') - Date.parse(attempts[0]?.at ?? '');
    expect([attempts.length, Math.round(spanMs / hourMs)]).toEqual([20, 1]);
    const { maxAttempts } = defaultSettings.connector.retry;
    expect(attempts.at(-1)?.attempt).toBe(maxAttempts);
    expect(JSON.parse(raised?.data ?? '')).toMatchObject({
      ...{ code: 'retries-exhausted', owner: 'operations' },
      detail: expect.stringContaining(`${maxAttempts} attempts`),
    });
  });
});

describe('a stop', () => {
  it('ends everything: nothing is alarmed, nothing is taken in any more', async () => {
    const house = createHouse();
    const { intake, stop, ports } = await house.start();
    await house.done(intake.take([posted('crm', 'quote', quote('Q-1'))]));
    await house.done(stop());
    await house.rest();
    expect([house.clock.nextWakeMs(), house.faults]).toEqual([null, []]);
    const before = house.backend.events().length;
    await ports.bus.publish([{ topic: 'q2c.intake.acme.crm.quote.v1', key: '', value: quote('Q-2'), headers: {} }]);
    await house.pass(60 * dayMs);
    expect(house.backend.events()).toHaveLength(before);
  });

  it('in the middle of a transaction leaves the rest to the next start, at once', async () => {
    const house = createHouse();
    house.failErp(() => ({ kind: 'slow', ms: 3_000 }));
    const { intake, stop } = await house.start();
    await house.done(intake.take([posted('crm', 'quote', quote('Q-1'))]));
    await house.done(stop(), 5_000);
    house.failErp(() => ({ kind: 'none' }));
    const began = house.clock.now();
    const next = await house.start({ settings: { readerLeaseMs: hourMs } });
    await house.pass(0);
    // No lease had to be waited for.
    expect([house.clock.now() - began, house.typesOf(q1).includes('InvoicePosted')]).toEqual([0, true]);
    await goThrough(house, next);
    await isComplete(house);
  });

  it('ends although the indexes stand still and redelivery waits for them', async () => {
    const house = createHouse();
    const { intake, stop } = await house.start({
      ports: (ports) => ({
        ...ports,
        readStore: {
          ...ports.readStore,
          async commit(commit) {
            if (commit.reader === 'indexes' && house.typesOf(q1).length > 2)
              throw new Fault('store-full', 'no space', { retriable: true });
            return ports.readStore.commit(commit);
          },
        },
      }),
    });
    house.failErp(() => ({ kind: 'slow', ms: 9_000 }));
    await house.done(intake.take([posted('crm', 'quote', quote('Q-1'))]));
    await house.pass(5 * 60_000);
    await house.done(stop(), 2 * leaseMs);
    await house.rest();
    expect(house.clock.nextWakeMs()).toBeNull();
    expect(new Set(house.faults)).toEqual(new Set(['indexes: no space']));
  });
});
