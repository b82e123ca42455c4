import type { Counterpart } from '@q2c/ports';
import { header } from './index.ts';
import {
  claimOverMs,
  createScriptedErp,
  inLane,
  listen,
  openCallRoom,
  openConnector,
  requestOrder,
} from './connector-stage.spec.ts';
import { createStage } from './stage.spec.ts';

describe('a success without the record it made', () => {
  it('is given to a person, and nothing is sent again', async () => {
    const room = await openCallRoom('lookup', [], {
      counterpart: (erp) => ({
        ...erp,
        execute: (commands) => Promise.resolve(commands.map(() => ({ kind: 'succeeded' }) as never)),
      }),
    });
    await room.publish();
    expect(room.results()).toEqual(['unknown: answer-malformed']);
    expect(room.outcomes[0]?.attempts.at(-1)?.result).toBe('answer-malformed: succeeded without saying what it made');
  });
});

describe('a native command', () => {
  it('that is published again is answered from its claim, and not sent once a person has settled it', async () => {
    const room = await openCallRoom('native');
    const { claims } = room.process;
    const commandId = room.message.headers[header.id] ?? '';
    const key = `command/${commandId}`;
    const outcome = { commandId, outcome: 'refused', code: 'no-effect', detail: null, effect: null, attempts: [] };
    await room.stage.done(claims.acquire([{ key, owner: 'person', leaseMs: 1, quietMs: 0 }]));
    const note = JSON.stringify({ kind: 'outcome', outcome });
    await room.stage.done(claims.update([{ key, owner: 'person', attempt: 1, freeInMs: 0, fate: 'done', note }]));
    const again = { ...room.message, headers: { ...room.message.headers, [header.redelivered]: 'yes' } };
    await room.publish(again);
    expect([room.results(), room.erp.calls()]).toEqual([['refused: no-effect'], []]);
  });

  it('is not sent when its counterpart no longer knows the key it may have been sent under', async () => {
    const retentionMs = 24 * 3_600_000;
    const short = (erp: Counterpart): Counterpart => ({
      ...erp,
      operations: { BookOrder: { kind: 'native', retentionMs } },
    });
    const young = await openCallRoom('native', [], { counterpart: short });
    await young.stage.pass(retentionMs - 1);
    await young.publish();
    expect(young.results()).toEqual(['succeeded']);
    const old = await openCallRoom('native', [], { counterpart: short });
    await old.stage.pass(retentionMs);
    await old.publish();
    expect([old.results(), old.erp.calls()]).toEqual([['unknown: outcome-unknown'], []]);
  });
});

it('what had to be asked for first is sent in the order of its lane all the same', async () => {
  const stage = createStage();
  const process = stage.openProcess();
  const erp = createScriptedErp(stage, 'lookup', [{ kind: 'unavailable' }]);
  await listen(process.bus);
  await openConnector(stage, process, erp.counterpart).start();
  const [first, second] = [await requestOrder(stage, process, 1), await requestOrder(stage, process, 2)];
  const lane = 'series';
  await process.bus.publish([inLane(first, lane, '2026-01-05')]);
  await stage.pass(claimOverMs);
  await process.bus.publish([inLane(first, lane, '2026-01-05'), inLane(second, lane, '2026-01-06')]);
  await stage.rest();
  expect(erp.seen.at(-1)?.commands.map(({ accountingDate }) => accountingDate)).toEqual(['2026-01-05', '2026-01-06']);
});

describe('what a counterpart says about a person', () => {
  const saying = (detail: string) => (erp: Counterpart) => ({
    ...erp,
    execute: (commands: readonly unknown[]) =>
      Promise.resolve(commands.map(() => ({ kind: 'refused', code: 'zoe1@example.com', detail }) as const)),
  });

  it('is kept without the values it was told', async () => {
    const detail = 'no customer {"name":"Zoë 1","email":"zoe1@example.com"}';
    const room = await openCallRoom('lookup', [], { counterpart: saying(detail) });
    await room.publish();
    expect(room.outcomes).toMatchObject([
      { code: '[personal]', detail: 'no customer {"name":"[personal]","email":"[personal]"}' },
    ]);
    expect(room.outcomes[0]?.attempts.map(({ result }) => result)).toEqual(['[personal]']);
  });

  it('is kept without them where it throws', async () => {
    const room = await openCallRoom('lookup', [], {
      policy: { retry: { maxAttempts: 1, baseMs: 1, maxMs: 1 } },
      counterpart: (erp) => ({
        ...erp,
        execute: () => Promise.reject(new TypeError('cannot read "Zoë 1"')),
      }),
    });
    await room.publish();
    await room.stage.pass(claimOverMs);
    expect(room.outcomes.map(({ detail }) => detail)).toEqual(['cannot read "[personal]"']);
  });
});
