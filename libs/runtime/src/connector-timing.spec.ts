import { Fault } from '@q2c/kernel';
import type { PersonalData } from '@q2c/ports';
import type { ErpFault } from '@q2c/reference-systems';
import {
  createScriptedErp,
  inRound,
  latestEffectMs,
  listen,
  openCallRoom,
  openConnector,
  policy,
  requestOrder,
} from './connector-stage.spec.ts';
import { createStage } from './stage.spec.ts';

/** A connector whose key store takes its time. */
const openSlowly = async (
  openMs: number | 'never',
  kind: 'lookup' | 'none',
  callTimeoutMs: number,
  failuresToOpen = 1_000,
) => {
  const stage = createStage();
  const process = stage.openProcess();
  const erp = createScriptedErp(stage, kind);
  const message = await requestOrder(stage, process);
  const personalData: PersonalData = {
    ...process.personalData,
    async open(sealed) {
      if (openMs === 'never') throw new Fault('store-unavailable', 'no keys', { retriable: true });
      await new Promise<void>((resolve) => void stage.clock.at(stage.clock.now() + openMs, resolve));
      return process.personalData.open(sealed);
    },
  };
  const heard = await listen(process.bus);
  const connector = openConnector(stage, { ...process, personalData }, erp.counterpart, {
    ...{ policy: { callTimeoutMs }, failuresToOpen },
  });
  await connector.start();
  await process.bus.publish([message]);
  await stage.rest();
  return { stage, erp, heard, connector };
};

describe('a call whose personal data takes long to open', () => {
  it('is not sent once its time limit is over', async () => {
    const { stage, erp, connector } = await openSlowly(policy.callTimeoutMs + 1, 'lookup', policy.callTimeoutMs);
    await stage.pass(policy.callTimeoutMs * 3);
    expect(erp.calls()).toEqual([]);
    // It is left to a later attempt.
    expect(connector.later).toHaveLength(1);
  });

  it('is not sent near the end of its lease, whatever its time limit is', async () => {
    const lateMs = policy.leaseMs - policy.leaseMarginMs;
    const { stage, erp } = await openSlowly(lateMs, 'lookup', 10 * policy.leaseMs);
    await stage.pass(policy.leaseMs);
    expect(erp.calls()).toEqual([]);
    const inTime = await openSlowly(lateMs - 1, 'lookup', 10 * policy.leaseMs);
    await inTime.stage.pass(policy.leaseMs);
    expect(inTime.erp.calls()).toEqual(['execute']);
  });

  it('goes to nobody: surely nothing happened, though the counterpart can neither deduplicate nor be asked', async () => {
    const { stage, heard, connector } = await openSlowly(policy.callTimeoutMs + 1, 'none', policy.callTimeoutMs);
    await stage.pass(policy.callTimeoutMs + 1);
    expect([heard, connector.later.length]).toEqual([[], 1]);
  });

  it('is no failure of the counterpart: its breaker stays as it was', async () => {
    const { stage, erp, connector } = await openSlowly(policy.callTimeoutMs + 1, 'lookup', policy.callTimeoutMs, 1);
    await stage.pass(policy.callTimeoutMs * 3);
    expect([erp.calls(), connector.later.length, connector.breakerChanges]).toEqual([[], 1, []]);
  });

  it('nor is one whose personal data cannot be opened at all', async () => {
    const { stage, erp, connector } = await openSlowly('never', 'lookup', policy.callTimeoutMs, 1);
    await stage.pass(policy.callTimeoutMs);
    expect([erp.calls(), connector.later.length, connector.breakerChanges]).toEqual([[], 1, []]);
  });
});

describe('a command whose attempts are used up', () => {
  const exhausted = async (script: ErpFault) => {
    const room = await openCallRoom('lookup', [script], { policy: { retry: { ...policy.retry, maxAttempts: 1 } } });
    await room.publish();
    await room.stage.pass(0);
    expect(room.results()).toEqual([`exhausted: ${script.kind === 'late' ? 'connection-reset' : 'unavailable'}`]);
    return room;
  };

  it('is not taken up again, whoever resumes it, before its last call can no longer take effect', async () => {
    const { stage, publish, erp, message } = await exhausted({ kind: 'late', afterMs: latestEffectMs - 1 });
    await stage.pass(latestEffectMs - 1);
    await publish(inRound(message, 2));
    expect(erp.calls()).toEqual(['execute']);
    await stage.pass(1);
    await publish(inRound(message, 2));
    expect([erp.calls(), (await erp.orders()).length]).toEqual([['execute', 'lookup'], 1]);
  });

  it('is taken up again at once where its last call surely did nothing', async () => {
    const { publish, erp, message } = await exhausted({ kind: 'unavailable' });
    await publish(inRound(message, 2));
    expect([erp.calls(), (await erp.orders()).length]).toEqual([['execute', 'lookup', 'execute'], 1]);
  });
});
