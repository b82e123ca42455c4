import type { Counterpart, CounterpartAnswer } from '@q2c/ports';
import type { Ports } from './compose.ts';
import {
  createHouse,
  dayMs,
  deal,
  goThrough,
  hourMs,
  isComplete,
  notice,
  posted,
  quote,
  type House,
} from './house.spec.ts';

const q1 = deal('Q-1');

describe('a rebuild', () => {
  it('gives the rows that stood there, and calls nobody', async () => {
    const house = createHouse();
    const first = await house.start({ settings: { readerLeaseMs: hourMs } });
    await goThrough(house, first);
    await house.done(first.intake.take([posted('crm', 'quote', quote('Q-2', { deliveryDate: '2026-03-01' }))]));
    await house.done(first.intake.take([posted('crm', 'quote', new Uint8Array(9))]));
    await house.pass(60_000);
    const live = house.rowsNow();
    expect(Object.keys(live)).toEqual(expect.arrayContaining(['due', 'waiting', 'waitkey', 'audit', 'parked']));
    await house.done(first.stop());
    const calls = house.calls.length;
    house.rows.collections.clear();
    house.rows.checkpoints.clear();
    await house.start();
    await house.pass(60_000);
    expect(house.rowsNow()).toEqual(live);
    expect([house.calls.length, house.faults]).toEqual([calls, []]);
  });
});

describe('a read store that is lost', () => {
  const byKim = { actor: 'person:kim', source: 'operations' } as const;
  const act = { kind: 'operation', exceptionId: 'order', by: 'kim', note: 'seen to' } as const;
  const settings = { settings: { readerLeaseMs: 30 * dayMs } };
  const loseRows = (house: House): void => {
    house.rows.collections.clear();
    house.rows.checkpoints.clear();
  };

  it('sends nothing that waits for a person', async () => {
    const house = createHouse();
    house.failErp(() => ({ kind: 'unavailable' }));
    const first = await house.start(settings);
    await house.done(first.intake.take([posted('crm', 'quote', quote('Q-1'))]));
    await house.pass(dayMs);
    expect(house.typesOf(q1).at(-1)).toBe('ExceptionRaised');
    await house.done(first.stop());
    const calls = house.calls.length;
    house.failErp(() => ({ kind: 'none' }));
    loseRows(house);
    await house.start();
    await house.pass(60_000);
    expect([house.calls.length, house.typesOf(q1).at(-1), house.faults]).toEqual([calls, 'ExceptionRaised', []]);
  });

  it('sends no command that a person has settled and replaced, also where the counterpart deduplicates', async () => {
    const house = createHouse();
    let down = true;
    const booked: string[] = [];
    const native: Counterpart = {
      system: 'erp',
      operations: { BookOrder: { kind: 'native', retentionMs: 90 * dayMs } },
      execute: async (commands) =>
        commands.map(({ commandId }): CounterpartAnswer => {
          if (down) return { kind: 'technical', code: 'unavailable', detail: 'down', mayHaveTakenEffect: false };
          if (!booked.includes(commandId)) booked.push(commandId);
          return { kind: 'succeeded', effect: { number: 'SO-1', date: '2026-01-05', amount: null } };
        }),
      lookup: async () => [],
    };
    const ports = (given: Ports): Ports => ({ ...given, counterparts: [native] });
    const first = await house.start({ ...settings, ports });
    await house.done(first.intake.take([posted('crm', 'quote', quote('Q-1'))]));
    await house.pass(dayMs);
    await house.done(
      first.settle(q1, { ...byKim, cause: 'settle/1', input: { ...act, operation: 'settle', effect: null } }),
    );
    down = false;
    await house.done(first.transact(q1, { ...byKim, cause: 'resume/1', input: { ...act, operation: 'resume' } }));
    await house.pass(60_000);
    expect(booked).toEqual([`${q1}/order/order/2`]);
    await house.done(first.stop());
    loseRows(house);
    house.loseBus();
    await house.start({ ...settings, ports });
    await house.pass(dayMs);
    expect(booked).toEqual([`${q1}/order/order/2`]);
  });

  it('is brought up to what was open, and the work goes on', async () => {
    const house = createHouse();
    house.failErp(() => ({ kind: 'unavailable' }));
    const first = await house.start(settings);
    await house.done(first.intake.take([posted('crm', 'quote', quote('Q-1'))]));
    await house.pass(1_000);
    await house.done(first.stop());
    loseRows(house);
    house.loseBus();
    house.failErp(() => ({ kind: 'none' }));
    const next = await house.start(settings);
    await house.pass(6 * dayMs);
    await house.done(next.intake.take([posted('bank', 'payment-notice', notice('P-1', 'Q-1'))]));
    await house.pass(60_000);
    await isComplete(house);
  });
});
