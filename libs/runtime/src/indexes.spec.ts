import { createMemoryReadStore, createMemoryRows } from '@q2c/adapter-memory';
import { commandId } from '@q2c/kernel';
import { failed, succeeded } from '@q2c/testing/spec';
import { deal, requestOrder } from './connector-stage.spec.ts';
import { createReader, indexCollections, indexReader, readOpenCommands } from './index.ts';
import { decode, transactOn, type Stage } from './stage.spec.ts';
import { announces, announcing, noted, rowsOf, startTimetable, tell } from './timetable-stage.spec.ts';

const quiet = { timetable: () => undefined, open: () => undefined };

/** The indexes as somebody makes them who begins with nothing. */
const rebuilt = async (stage: Stage) => {
  const rows = createMemoryRows();
  const { store, claims } = stage.openProcess();
  const readStore = createMemoryReadStore({ clock: stage.clock, rows });
  const options = { store, readStore, claims, clock: stage.clock, owner: 'rebuild', leaseMs: 10_000 };
  const definition = { ...indexReader(decode, announcing, announces, quiet), name: 'rebuilt' };
  const reader = createReader(definition, { ...options, onFault: stage.onFault });
  reader.start();
  await stage.rest();
  await stage.done(reader.stop());
  return rowsOf(rows, indexCollections);
};

/** A decision by a transact that is not told who takes it: what a connector or person answers. */
const answer = async (stage: Stage, n: number, outcome: ReturnType<typeof succeeded>): Promise<void> => {
  const input = { ...outcome, commandId: commandId(deal(n), 'order', 'order', 1) };
  await transactOn(stage, stage.openProcess().store)(deal(n), {
    ...{ input, cause: `order/${n}`, actor: 'connector:erp', source: 'erp' },
  });
};

describe('the indexes', () => {
  it.each(['RE-4711\ufffd', '🧾💶', 'a b', 'Ö/2026/4', '%41'])(
    'wake who waits for %j, whatever characters it has',
    async (key) => {
      const { stage, say } = startTimetable();
      await say(noted(1), tell.wait(key));
      await say(noted('pays'), tell.announce(key));
      await stage.pass(1_000);
      expect([stage.typesOf(noted(1)).at(-1), stage.faults]).toEqual(['WaitEnded', []]);
    },
  );

  it('rebuilt from the events equal the live ones', async () => {
    const { stage, process, say } = startTimetable();
    for (let n = 0; n < 40; n += 1) {
      await say(noted(n), tell.due(n * 1_000), tell.wait(`Q-${n % 13}`));
      if (n % 3 === 0) await say(noted(`pays${n}`), tell.announce(`Q-${n % 11}`));
      await requestOrder(stage, process, n);
      if (n % 2 === 0)
        await answer(stage, n, n % 4 === 0 ? succeeded('order') : failed('order', 'refused', 'credit-hold'));
      await stage.pass(500);
    }
    await stage.pass(5_000);
    const live = rowsOf(stage.rows, indexCollections);
    // There is something of everything, or the comparison proves little.
    const sizes = Object.values(live).map((rows) => rows.length);
    expect(sizes.slice(0, 4).every((size) => size > 0)).toBe(true);
    expect(await rebuilt(stage)).toEqual(live);
  });

  it('are empty again when everything has come to its end', async () => {
    const { stage, say } = startTimetable();
    await say(noted(1), tell.due(1_000), tell.wait('Q-1'));
    await say(noted(2), tell.announce('Q-1'));
    await stage.pass(5_000);
    const { waitkey, ...rest } = rowsOf(stage.rows, indexCollections);
    expect(rest).toEqual({ due: [], open: [], waiting: [], wakeup: [] });
    // Who announced stays, for those who begin to wait later.
    expect(waitkey).toHaveLength(1);
  });

  it('keep nothing of who gave up waiting, while others wait on', async () => {
    const { stage, say } = startTimetable();
    for (const n of [1, 2]) await say(noted(n), tell.wait('Q-1'));
    await say(noted(1), tell.leave('Q-1'));
    await stage.rest();
    expect(rowsOf(stage.rows, ['waiting', 'waitkey'])).toEqual({
      waiting: [[`payment\u0001Q-1\u0001${noted(2)}`, '']],
      waitkey: [['payment\u0001Q-1', '{"waiting":1,"announcedBy":[]}']],
    });
    await say(noted(2), tell.leave('Q-1'));
    await stage.rest();
    expect(rowsOf(stage.rows, ['waiting', 'waitkey'])).toEqual({ waiting: [], waitkey: [] });
  });

  it.each([
    ['succeeded', succeeded('order')],
    ['was refused', failed('order', 'refused', 'credit-hold')],
    ['waits for a person', failed('order', 'exhausted', 'retries-exhausted')],
    ['is unknown', failed('order', 'unknown', 'timeout')],
  ])('hold a command from its request until it %s', async (_, outcome) => {
    const { stage, process } = startTimetable();
    await requestOrder(stage, process, 1);
    await stage.rest();
    const id = commandId(deal(1), 'order', 'order', 1);
    expect(await stage.done(readOpenCommands(process.readStore, [id]))).toMatchObject([
      { system: 'erp', stream: deal(1), revision: 1 },
    ]);
    await answer(stage, 1, outcome);
    await stage.rest();
    expect(await stage.done(readOpenCommands(process.readStore, [id]))).toEqual([undefined]);
  });

  it('remember at most 64 who announced one key, each once', async () => {
    const { stage, say } = startTimetable();
    for (let n = 0; n < 100; n += 1) await say(noted(n), tell.announce('Q-1'), tell.announce('Q-1'));
    await stage.rest();
    const [[, value] = ['', '']] = rowsOf(stage.rows, ['waitkey'])['waitkey'] ?? [];
    const { announcedBy } = JSON.parse(value) as { announcedBy: readonly string[] };
    expect(announcedBy).toEqual(Array.from({ length: 64 }, (_, n) => noted(n)));
  });
});
