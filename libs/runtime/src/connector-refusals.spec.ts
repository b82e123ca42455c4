import type { ErpFault } from '@q2c/reference-systems';
import type { Claims } from '@q2c/ports';
import { claimOverMs, openCallRoom, openConnector } from './connector-stage.spec.ts';

/** A refused order of a customer on credit hold, and an owner whose claim store fails as told after the call. */
const refusedRoom = async (update: (claims: Claims, die: () => void) => Claims['update'], script: ErpFault[] = []) => {
  let die: () => void = () => undefined;
  const room = await openCallRoom('lookup', script, {
    alter: (claims) => ({ ...claims, update: update(claims, () => die()) }),
  });
  die = room.process.crash;
  await room.erp.records.setCreditHold('C-1', true);
  return {
    ...room,
    /** The next owner gets the command after the hold was released: sent now, it would be booked. */
    async takeOver() {
      await room.erp.records.setCreditHold('C-1', false);
      const second = room.stage.openProcess();
      await openConnector(room.stage, second, room.erp.counterpart, { owner: 'second' }).start();
      await room.stage.pass(claimOverMs);
      await second.bus.publish([room.message]);
      await room.stage.rest();
    },
  };
};

describe('a refusal', () => {
  it('that was told is never followed by an effect of the same command', async () => {
    const room = await refusedRoom((claims, die) => async (updates) => {
      const held = await claims.update(updates);
      die();
      return held;
    });
    await room.publish();
    await room.takeOver();
    expect(new Set(room.results())).toEqual(new Set(['refused: credit-hold']));
    expect([room.erp.calls(), await room.erp.orders()]).toEqual([['execute'], []]);
  });

  it('that could not be recorded is not told: the command is decided anew', async () => {
    const room = await refusedRoom((_, die) => () => {
      die();
      return new Promise(() => undefined);
    });
    await room.publish();
    expect(room.outcomes).toEqual([]);
    await room.takeOver();
    expect(room.results()).toEqual(['succeeded']);
    expect(await room.erp.orders()).toHaveLength(1);
  });

  it('of an owner that has lost its claim is not told: its new owner answers', async () => {
    const room = await refusedRoom(() => (updates) => Promise.resolve(updates.map(() => false)));
    await room.publish();
    expect(room.outcomes).toEqual([]);
    await room.takeOver();
    expect(room.results()).toEqual(['succeeded']);
  });
});
