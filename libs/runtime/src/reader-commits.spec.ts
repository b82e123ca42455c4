import type { Commit, ReadStore } from '@q2c/ports';
import type { ReaderDefinition } from './index.ts';
import { counted, counting, headOf, leaseMs, openReading, readerOn, telling } from './reader-stage.spec.ts';

describe('a commit of a reader', () => {
  it('holds the rows and the checkpoint that explains them', async () => {
    const { stage, process, note } = await openReading(3);
    const commits: Commit[] = [];
    const readStore = telling(process.readStore, (commit) => void commits.push(commit));
    const reader = readerOn(stage, { ...process, readStore }, counting());
    reader.start();
    await stage.rest();
    await note(1);
    await stage.rest();
    expect(commits.map(({ from, writes }) => [from, writes.map(({ value }) => value)])).toEqual([
      [null, ['3']],
      [commits[0]?.to, ['4']],
    ]);
    expect([commits[1]?.to, reader.position()]).toEqual([headOf(stage), headOf(stage)]);
  });

  it('takes along what gathered while the one before was on its way', async () => {
    const { stage, process, note } = await openReading(1);
    const commits: Commit[] = [];
    const readStore = telling(process.readStore, async (commit) => {
      commits.push(commit);
      await new Promise<void>((resolve) => void stage.clock.at(stage.clock.now() + 100, resolve));
    });
    const order: number[] = [];
    readerOn(stage, { ...process, readStore }, counting(order)).start();
    await stage.rest();
    for (let n = 0; n < 5; n += 1) await note(1);
    await stage.rest();
    // They are applied already, on rows that are not stored yet.
    expect([order, commits.length]).toEqual([[0, 1, 2, 3, 4, 5], 1]);
    await stage.pass(200);
    expect([commits.map(({ writes }) => writes[0]?.value), await counted(stage)]).toEqual([['1', '6'], '6']);
  });

  it('holds whole batches only', async () => {
    const { stage, process, note } = await openReading(1);
    const commits: (readonly (string | null)[])[] = [];
    const readStore = telling(process.readStore, async ({ writes }) => {
      commits.push(writes.map(({ key }) => key).sort());
      await new Promise<void>((resolve) => void stage.clock.at(stage.clock.now() + 100, resolve));
    });
    let goOn: () => void = () => undefined;
    const halting: ReaderDefinition = {
      name: 'halting',
      collections: ['halves'],
      async apply({ events }, rows) {
        for (const { revision } of events) {
          rows.put('halves', `${revision} first`, '');
          if (revision === 2) await new Promise<void>((resolve) => (goOn = resolve));
          rows.put('halves', `${revision} second`, '');
        }
      },
    };
    readerOn(stage, { ...process, readStore }, halting).start();
    await stage.rest();
    await note(1);
    await note(1);
    // The first commit ends while the third batch is half applied: the second holds the second batch and no more.
    await stage.pass(150);
    expect(commits).toEqual([
      ['0 first', '0 second'],
      ['1 first', '1 second'],
    ]);
    goOn();
    await stage.pass(200);
    expect(commits[2]).toEqual(['2 first', '2 second']);
  });

  it.each([
    ['before', '3'],
    ['after', '6'],
  ])('with a crash right %s it stands for all of its events or for none (%s)', async (when, rows) => {
    const { stage, process, note } = await openReading(3);
    const first: ReadStore = {
      ...process.readStore,
      async commit(commit) {
        if (commit.from === null || when === 'after') await process.readStore.commit(commit);
        if (commit.from !== null) process.crash();
        return commit.from === null ? 'committed' : new Promise(() => undefined);
      },
    };
    readerOn(stage, { ...process, readStore: first }, counting()).start();
    await stage.rest();
    await note(3);
    await stage.rest();
    expect(await counted(stage)).toBe(rows);
    const order: number[] = [];
    readerOn(stage, stage.openProcess(), counting(order), { owner: 'two' }).start();
    await stage.pass(2 * leaseMs);
    expect([await counted(stage), order]).toEqual(['6', when === 'before' ? [3, 4, 5] : []]);
  });
});
