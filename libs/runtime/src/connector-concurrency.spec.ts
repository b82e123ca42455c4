import type { Counterpart, OutgoingMessage } from '@q2c/ports';
import type { ErpFault } from '@q2c/reference-systems';
import { inLane, openCallRoom, requestOrder } from './connector-stage.spec.ts';

const maxConcurrentCalls = 3;
const slowMs = 1_000;
const slow = (times: number): ErpFault[] => Array.from({ length: times }, () => ({ kind: 'slow', ms: slowMs }));

/** A connector with room for three calls, and how many ran at once. */
const openRoom = async (kind: 'lookup' | 'native', script: ErpFault[]) => {
  let running = 0;
  let most = 0;
  let acquired = 0;
  const counted = async <T>(call: Promise<T>): Promise<T> => {
    running += 1;
    most = Math.max(most, running);
    return call.finally(() => (running -= 1));
  };
  const room = await openCallRoom(kind, script, {
    policy: { maxConcurrentCalls },
    counterpart: (erp): Counterpart => ({
      ...erp,
      execute: (commands) => counted(erp.execute(commands)),
      lookup: (commands) => counted(erp.lookup(commands)),
    }),
    alter: (claims) => ({
      ...claims,
      acquire(requests) {
        acquired += requests.length;
        return claims.acquire(requests);
      },
    }),
  });
  /** Commands of their own, spread over so many lanes, and with them over the topic's partitions. */
  const request = async (commands: number, lanes: number): Promise<OutgoingMessage[]> => {
    const messages: OutgoingMessage[] = [];
    for (let n = 0; n < commands; n += 1)
      messages.push(inLane(await requestOrder(room.stage, room.process, n + 2), `lane-${n % lanes}`));
    return messages;
  };
  return { ...room, request, running: () => running, most: () => most, acquired: () => acquired };
};

describe('a connector', () => {
  it.each(['lookup', 'native'] as const)('calls no more than so often at once, and answers all (%s)', async (kind) => {
    const room = await openRoom(kind, slow(20));
    await room.publish(...(await room.request(20, 20)));
    expect(room.running()).toBe(maxConcurrentCalls);
    await room.stage.pass(7 * slowMs);
    expect([room.most(), room.running()]).toEqual([maxConcurrentCalls, 0]);
    expect(room.results()).toEqual(Array.from({ length: 20 }, () => 'succeeded'));
    expect(await room.erp.orders()).toHaveLength(20);
  });

  it('claims nothing for a call that has to wait: no lease runs meanwhile', async () => {
    const room = await openRoom('lookup', slow(20));
    await room.publish(...(await room.request(20, 20)));
    expect(room.acquired()).toBe(maxConcurrentCalls);
    await room.stage.pass(slowMs);
    expect(room.acquired()).toBe(2 * maxConcurrentCalls);
  });

  it('keeps the order of each lane', async () => {
    const room = await openRoom('lookup', slow(60));
    const messages = await room.request(30, 6);
    for (const message of messages) await room.publish(message);
    await room.stage.pass(60 * slowMs);
    const called = room.erp.seen.flatMap(({ commands }) => commands);
    const ofLane = (lane: string, ids: readonly { readonly lane: string; readonly id: string }[]): string[] =>
      ids.flatMap((each) => (each.lane === lane ? [each.id] : []));
    const sent = called.map(({ lane, commandId }) => ({ lane, id: commandId }));
    const asked = messages.map(({ headers, key }) => ({ lane: key, id: headers['ce_id'] ?? '' }));
    expect(sent).toHaveLength(30);
    for (let n = 0; n < 6; n += 1) expect(ofLane(`lane-${n}`, sent)).toEqual(ofLane(`lane-${n}`, asked));
    expect(room.most()).toBe(maxConcurrentCalls);
  });

  it('has room again after calls that failed', async () => {
    const failing = Array.from({ length: 9 }, (): ErpFault => ({ kind: 'unavailable' }));
    const room = await openRoom('lookup', failing);
    await room.publish(...(await room.request(12, 12)));
    expect([room.erp.calls().length, room.results().length]).toEqual([12, 3]);
  });

  it('that stops lets the calls that run come to an end and makes no other; the next start takes those up', async () => {
    const room = await openRoom('lookup', slow(20));
    await room.publish(...(await room.request(20, 20)));
    const stopped = room.consumer.stop();
    await room.stage.pass(slowMs);
    await stopped;
    expect([room.erp.calls().length, room.acquired()]).toEqual([maxConcurrentCalls, maxConcurrentCalls]);
    await room.connector.start();
    await room.stage.pass(20 * slowMs);
    expect([(await room.erp.orders()).length, room.most()]).toEqual([20, maxConcurrentCalls]);
    expect(new Set(room.outcomes.map(({ commandId }) => commandId)).size).toBe(20);
  });
});
