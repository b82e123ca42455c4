import { Fault } from '@q2c/kernel';
import type { ReaderDefinition } from './index.ts';
import { counted, counting, headOf, leaseMs, openReading, readerOn, telling } from './reader-stage.spec.ts';

const retriable = (code: string): Fault => new Fault(code, 'for now', { retriable: true });

describe('two instances of a reader', () => {
  it('take turns: the second begins when the lease of the one that died is over', async () => {
    const { stage, process, note } = await openReading(3);
    const order: number[] = [];
    readerOn(stage, process, counting()).start();
    await stage.pass(leaseMs / 2);
    const second = readerOn(stage, stage.openProcess(), counting(order), { owner: 'two' });
    second.start();
    await stage.pass(3 * leaseMs);
    // The first one lives and has renewed its lease.
    expect([second.position(), order]).toEqual([null, []]);
    process.crash();
    await note(2);
    await stage.pass(2 * leaseMs);
    expect([order, await counted(stage), stage.faults]).toEqual([[3, 4], '5', []]);
  });

  it('never both write: who was taken for dead finds its commit refused and starts over', async () => {
    const { stage, process, note } = await openReading(3);
    let stuck = false;
    const deaf = {
      ...process.claims,
      update: (...[updates]: Parameters<typeof process.claims.update>) =>
        stuck ? new Promise<never>(() => undefined) : process.claims.update(updates),
    };
    let letGo: () => void = () => undefined;
    const readStore = telling(process.readStore, (_, n) =>
      n === 2 ? new Promise<void>((resolve) => (letGo = resolve)) : undefined,
    );
    readerOn(stage, { ...process, claims: deaf, readStore }, counting(), { owner: 'one' }).start();
    await stage.rest();
    stuck = true;
    await note(2);
    readerOn(stage, stage.openProcess(), counting(), { owner: 'two' }).start();
    await stage.pass(2 * leaseMs);
    expect(await counted(stage)).toBe('5');
    letGo();
    stuck = false;
    await stage.pass(leaseMs);
    expect(stage.faults).toEqual(['counting of one: another counting has moved on']);
    await note(1);
    await stage.pass(leaseMs);
    expect(await counted(stage)).toBe('6');
  });

  it('both know how far the reading is, whoever reads', async () => {
    const { stage, process, note } = await openReading(3);
    readerOn(stage, process, counting()).start();
    const second = readerOn(stage, stage.openProcess(), counting(), { owner: 'two' });
    second.start();
    await stage.rest();
    await note(1);
    await stage.done(second.reached(headOf(stage)), leaseMs);
    expect([second.position(), await counted(stage)]).toEqual([null, '4']);
  });

  it('hand over at once when the first one ends in good order', async () => {
    const { stage, process } = await openReading(3);
    const first = readerOn(stage, process, counting());
    first.start();
    await stage.rest();
    await stage.done(first.stop());
    const second = readerOn(stage, stage.openProcess(), counting(), { owner: 'two' });
    second.start();
    await stage.pass(0);
    expect(second.position()).toBe(headOf(stage));
  });

  it('where nobody else can run, take over from a dead predecessor at once', async () => {
    const { stage, process, note } = await openReading(3);
    readerOn(stage, process, counting(), { sole: true }).start();
    await stage.rest();
    process.crash();
    await note(1);
    const next = readerOn(stage, stage.openProcess(), counting(), { sole: true });
    next.start();
    await stage.pass(0);
    expect([next.position(), await counted(stage)]).toEqual([headOf(stage), '4']);
  });
});

describe('a fault', () => {
  const faulty = (fails: (n: number) => Fault | undefined): ReaderDefinition => {
    let n = 0;
    const { apply, ...rest } = counting();
    return {
      ...rest,
      async apply(batch, rows) {
        const fault = fails((n += 1));
        if (fault !== undefined) throw fault;
        await apply(batch, rows);
      },
    };
  };

  it('that passes is met with patience: again and again, each time later, and nothing counted twice', async () => {
    const { stage, process, note } = await openReading(3);
    const times: number[] = [];
    const definition = faulty((n) => {
      times.push(stage.clock.now());
      return n <= 4 ? retriable('bus-unavailable') : undefined;
    });
    readerOn(stage, process, definition).start();
    await stage.until(() => times.length === 5, 'the fifth try');
    await note(2);
    await stage.rest();
    expect(await counted(stage)).toBe('5');
    const pauses = times.slice(1, 5).map((at, n) => at - times[n]!);
    expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
    expect([pauses[0]! >= 50, pauses[3]! > 3 * pauses[0]!]).toEqual([true, true]);
    expect(stage.faults).toHaveLength(4);
  });

  it('in one commit is not passed over by the next, whose rows were on their way already', async () => {
    const { stage, process, note } = await openReading(1);
    let fail: () => void = () => undefined;
    const readStore = telling(process.readStore, (_, n) =>
      n > 1 ? undefined : new Promise<void>((_resolve, reject) => (fail = () => reject(retriable('store-full')))),
    );
    let go: () => void = () => undefined;
    const noted: ReaderDefinition = {
      name: 'noted',
      collections: ['noted'],
      async apply({ events }, rows) {
        if (events.some(({ revision }) => revision === 1)) await new Promise<void>((resolve) => (go = resolve));
        for (const { revision } of events) rows.put('noted', String(revision), 'here');
      },
    };
    readerOn(stage, { ...process, readStore }, noted).start();
    await stage.rest();
    await note(1);
    await stage.rest();
    // The first commit fails while the second batch is being applied.
    fail();
    await stage.rest();
    go();
    await stage.pass(1_000);
    go();
    await stage.pass(1_000);
    expect(await process.readStore.get('noted', ['0', '1'])).toEqual(['here', 'here']);
  });

  it('of the store that keeps the rows is retried as well, from what was stored', async () => {
    const { stage, process, note } = await openReading(3);
    const readStore = telling(process.readStore, (_, n) => {
      if (n === 2) throw retriable('store-full');
    });
    const order: number[] = [];
    readerOn(stage, { ...process, readStore }, counting(order)).start();
    await stage.rest();
    await note(2);
    await stage.pass(1_000);
    expect([await counted(stage), order]).toEqual(['5', [0, 1, 2, 3, 4, 3, 4]]);
  });

  it('that will not pass stops this reader alone, and is reported', async () => {
    const { stage, process, note } = await openReading(3);
    const broken = faulty(() => new Fault('event-malformed', 'for ever', { retriable: false }));
    const reader = readerOn(stage, process, { ...broken, name: 'broken', collections: ['broken'] });
    reader.start();
    readerOn(stage, process, counting()).start();
    await stage.pass(1_000);
    await note(2);
    await stage.pass(60_000);
    expect(stage.faults).toEqual(['broken: for ever']);
    expect([reader.position(), await counted(stage)]).toEqual([null, '5']);
    await stage.done(reader.stop());
  });
});

describe('a reader that stops', () => {
  it('commits what it has applied, gives the lease back and keeps no alarm', async () => {
    const { stage, process, note } = await openReading(3);
    const leading: boolean[] = [];
    const reader = readerOn(stage, process, { ...counting(), leading: (now) => void leading.push(now) });
    reader.start();
    await stage.rest();
    await note(2);
    await stage.done(reader.stop());
    await stage.rest();
    expect([await counted(stage), leading, stage.clock.nextWakeMs()]).toEqual(['5', [true, false], null]);
    const [claim] = await stage.done(
      process.claims.acquire([{ key: 'reader/counting', owner: 'two', leaseMs, quietMs: 0 }]),
    );
    expect(claim?.kind).toBe('granted');
  });

  it('while it waits for the lease waits no longer', async () => {
    const { stage, process } = await openReading(3);
    readerOn(stage, process, counting()).start();
    const second = readerOn(stage, stage.openProcess(), counting(), { owner: 'two' });
    second.start();
    await stage.rest();
    const before = stage.clock.now();
    await stage.done(second.stop());
    expect(stage.clock.now()).toBe(before);
  });

  it('tells those who wait for it that it will not come', async () => {
    const { stage, process, note } = await openReading(3);
    const broken = {
      ...counting(),
      apply: () => Promise.reject(new Fault('broken', 'for ever', { retriable: false })),
    };
    const reader = readerOn(stage, process, broken);
    reader.start();
    await note(1);
    const reached = reader.reached(headOf(stage)).catch((error: unknown) => error);
    await stage.pass(leaseMs);
    await stage.done(reader.stop());
    expect(await stage.done(reached, 0)).toMatchObject({ code: 'reader-stopped', retriable: true });
    await stage.pass(0);
    expect(stage.clock.nextWakeMs()).toBeNull();
  });
});
