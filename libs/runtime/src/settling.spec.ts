import { parkedDecider, paymentDecider, systemDecider } from '@q2c/domain';
import { quoteToCash } from '@q2c/sagas';
import { createSettle, createTransact, registerDecider, type SettleEnvelope } from './index.ts';
import { claimOverMs, deal, openCallRoom, policy } from './connector-stage.spec.ts';
import { decode, language } from './stage.spec.ts';

const deciders = [quoteToCash(), paymentDecider, parkedDecider, systemDecider] as const;
const stream = deal(1);
const word = (effect: SettleEnvelope['input']['effect']): SettleEnvelope => ({
  input: { kind: 'operation', operation: 'settle', exceptionId: 'order', by: 'otto', note: 'looked it up', effect },
  ...{ cause: 'operation/1/settle', actor: 'person:otto', source: 'operations' },
});
const booked = { number: 'SO-7', date: '2026-01-05', amount: { minor: 123_450n, currency: 'EUR' } };

/** An order command that used up its attempts and waits for a person; copies of it may still be queued. */
const openExhausted = async () => {
  const room = await openCallRoom('lookup', [
    ...Array.from({ length: policy.retry.maxAttempts * 2 }, () => ({ kind: 'unavailable' }) as const),
  ]);
  const { stage, process, outcomes } = room;
  const transact = createTransact({
    ...{ store: process.store, language, clock: stage.clock, decode, cacheBytes: 1_000_000 },
    deciders: deciders.map((decider) => registerDecider(decider as Parameters<typeof registerDecider>[0])),
  });
  const options = { store: process.store, claims: process.claims, decode, transact, leaseMs: policy.leaseMs };
  const settle = createSettle({ ...options, owner: 'desk' });
  while (outcomes.length === 0) {
    await room.publish();
    await stage.pass(claimOverMs);
  }
  const [exhausted] = outcomes;
  if (exhausted === undefined) throw new RangeError('no outcome');
  await transact(stream, {
    ...{
      input: { ...exhausted, kind: 'outcome', round: 1 },
      cause: 'outcome/1',
      actor: 'connector:erp',
      source: 'erp',
    },
  });
  room.erp.script.length = 0;
  return { ...room, settle };
};

describe('a command that a person settles', () => {
  it('without effect is never sent again, though a copy of it was queued', async () => {
    const { stage, settle, publish, erp, results } = await openExhausted();
    expect(await stage.done(settle(stream, word(null)))).toMatchObject({ kind: 'appended' });
    await publish();
    expect(results().at(-1)).toBe('refused: no-effect');
    expect(await erp.orders()).toEqual([]);
  });

  it('with the effect that was found has that effect, and no other', async () => {
    const { stage, settle, publish, erp, outcomes } = await openExhausted();
    await stage.done(settle(stream, word(booked)));
    expect(stage.typesOf(stream).slice(-3, -1)).toEqual(['ExceptionResolved', 'OrderBooked']);
    await publish();
    expect(outcomes.at(-1)).toMatchObject({ outcome: 'succeeded', effect: booked });
    expect(await erp.orders()).toEqual([]);
  });

  it('is not settled while a call may still take effect', async () => {
    const room = await openExhausted();
    room.erp.script.push({ kind: 'unavailable' }, { kind: 'late', afterMs: 30_000 });
    const held = await room.process.claims.acquire([
      { key: `command/${stream}/order/order/1`, owner: 'other', leaseMs: policy.leaseMs, quietMs: 60_000 },
    ]);
    expect(held).toMatchObject([{ kind: 'granted' }]);
    const answer = await room.stage.done(room.settle(stream, word(null)), 1_000);
    expect(answer).toMatchObject({ kind: 'refused', refusal: { code: 'command-in-progress' } });
    expect(room.stage.typesOf(stream).at(-1)).toBe('ExceptionRaised');
  });

  it('is settled by the same word once more, and by no other', async () => {
    const { stage, settle } = await openExhausted();
    await stage.done(settle(stream, word(null)));
    const settled = stage.typesOf(stream).length;
    expect(await stage.done(settle(stream, word(booked)))).toMatchObject({
      kind: 'refused',
      refusal: { code: 'outcome-known' },
    });
    expect(stage.typesOf(stream)).toHaveLength(settled);
  });
});
