import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { streamName, tenant, type EventId } from '@q2c/kernel';
import type { NewEvent } from '@q2c/ports';
import { encodeBatch } from './events/encoding.ts';
import { startThread } from './thread/thread.ts';
import {
  createSystemClock,
  createSystemIds,
  openDurableClock,
  openSqliteEventLog,
  openSqliteKeyStore,
  openSqliteReadStore,
} from './index.ts';

const clock = createSystemClock();
const stream = streamName('stored', tenant('acme'), '1');
const newEvent = (n: number): NewEvent => ({
  id: `00000000-0000-5000-8000-${n.toString(16).padStart(12, '0')}` as EventId,
  type: 'Stored',
  data: '{}',
  metadata: '{}',
});

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'q2c-sqlite-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('a thread', () => {
  it('that ends leaves commits of unknown outcome and reads unanswered, and nothing can be asked any more', async () => {
    const thread = await startThread('event-writer', join(folder, 'events.db'));
    // Commits that each go to the disk: far more than are done while they are asked for.
    const commits = Array.from({ length: 500 }, (_, n) => {
      const append = {
        kind: 'append',
        stream: streamName('stored', tenant('acme'), `n${n}`),
        expected: -1,
        events: [newEvent(n)],
      } as const;
      return thread.ask(encodeBatch([append], Date.now()), 'append-outcome-unknown');
    });
    const asked = [...commits, thread.ask(encodeBatch([], Date.now()))];
    thread.kill();
    const codes = (await Promise.allSettled(asked)).map((each) =>
      each.status === 'rejected' ? (each.reason as { code: string }).code : 'answered',
    );
    // Some were answered before the end; from the first that was not, none is.
    const lost = codes.slice(codes.findIndex((code) => code !== 'answered'));
    expect(new Set(lost.slice(0, -1))).toEqual(new Set(['append-outcome-unknown']));
    expect(lost.at(-1)).toBe('store-unavailable');
    await expect(thread.ask([])).rejects.toMatchObject({ code: 'store-unavailable', retriable: false });
    await thread.close();
  });

  it('tells a defect as a fault that is not retried, and goes on', async () => {
    const thread = await startThread('event-writer', join(folder, 'events.db'));
    await expect(thread.ask([Date.now(), 99])).rejects.toMatchObject({ code: 'batch-malformed', retriable: false });
    expect(await thread.ask([Date.now()])).toEqual([1, []]);
    await thread.close();
  });

  it('does not start on what is no database, or on the schema of another release', async () => {
    const file = join(folder, 'events.db');
    const database = new DatabaseSync(file);
    database.exec('PRAGMA user_version = 77');
    database.close();
    await expect(openSqliteEventLog({ file, clock })).rejects.toMatchObject({ code: 'store-version-unknown' });
    await expect(openSqliteReadStore({ file: join(folder, 'no', 'such', 'folder'), clock })).rejects.toMatchObject({
      code: 'store-unavailable',
    });
    await expect(openSqliteReadStore({ file: process.execPath, clock })).rejects.toMatchObject({
      code: 'store-corrupt',
      retriable: false,
    });
  });
});

describe('the writer', () => {
  it('finds streams again that it no longer remembers', async () => {
    const log = await openSqliteEventLog({ file: join(folder, 'events.db'), clock });
    await log.events.append(stream, 'no-stream', [newEvent(1), newEvent(2)]);
    for (let round = 0; round < 41; round += 1)
      await Promise.all(
        Array.from({ length: 1_000 }, (_, n) =>
          log.events.append(streamName('other', tenant('acme'), `${round}-${n}`), 'no-stream', [newEvent(n)]),
        ),
      );
    expect(await log.events.append(stream, 'no-stream', [newEvent(9)])).toEqual({ kind: 'conflict', actual: 1 });
    expect(await log.events.append(stream, 1, [newEvent(3)])).toEqual({ kind: 'appended', revision: 2 });
    await log.close();
  });

  it('is silent after `abandon`, and another one can follow', async () => {
    const file = join(folder, 'events.db');
    const log = await openSqliteEventLog({ file, clock });
    await log.events.append(stream, 'no-stream', [newEvent(1)]);
    let answered = false;
    void log.events.append(stream, 0, [newEvent(2)]).finally(() => (answered = true));
    log.abandon();
    const heir = await openSqliteEventLog({ file, clock });
    const found = await heir.events.readStream(stream);
    expect(found.kind === 'found' && found.events[0]?.id).toBe(newEvent(1).id);
    expect(answered).toBe(false);
    await heir.close();
  });
});

describe('destroyed keys', () => {
  it('stand in no file of the folder any more', async () => {
    const keys = await openSqliteKeyStore({ file: join(folder, 'keys.db') });
    const [own, other] = await keys.forSubjects(['acme.customer.1', 'acme.customer.2']);
    if (own === undefined || own === null || other === undefined || other === null) throw new Error('no keys');
    const holds = async (key: Uint8Array): Promise<boolean> => {
      const files = await readdir(folder);
      const contents = await Promise.all(files.map((file) => readFile(join(folder, file))));
      return contents.some((content) => content.includes(Buffer.from(key)));
    };
    expect(await holds(own.sealing)).toBe(true);
    await keys.destroy('acme.customer.1');
    expect([await holds(own.sealing), await holds(own.hashing)]).toEqual([false, false]);
    expect([await holds(other.sealing), await holds(other.hashing)]).toEqual([true, true]);
    await keys.close();
  });
});

describe('the durable clock', () => {
  it('goes on after a restart where it stood, and never back', async () => {
    const file = join(folder, 'clock.json');
    const first = await openDurableClock({ file, startMs: 1_000 });
    const calls: number[] = [];
    first.at(5_000, () => calls.push(first.now()));
    expect(first.nextWakeMs()).toBe(5_000);
    await Promise.all([first.advanceTo(3_000), first.advanceTo(9_000), first.advanceTo(4_000)]);
    expect([first.now(), ...calls]).toEqual([9_000, 5_000]);
    const second = await openDurableClock({ file, startMs: 1_000 });
    expect(second.now()).toBe(9_000);
  });

  it('has saved an advance before anybody sees it', async () => {
    const file = join(folder, 'clock.json');
    const first = await openDurableClock({ file, startMs: 1_000 });
    let saved: Promise<string> | undefined;
    first.at(2_000, () => {
      saved = readFile(file, 'utf8');
    });
    const advanced = first.advanceTo(2_500);
    expect(first.now()).toBe(1_000);
    await advanced;
    expect(JSON.parse((await saved) ?? '')).toEqual({ nowMs: 2_500 });
  });
});

describe('the system', () => {
  it('wakes at the time asked for and not before, and not when cancelled', async () => {
    const asked = clock.now() + 20;
    const cancelled = clock.at(asked, () => {
      throw new Error('was cancelled');
    });
    cancelled();
    await new Promise<void>((resolve) => clock.at(asked, resolve));
    expect(clock.now()).toBeGreaterThanOrEqual(asked);
  });

  it('can wait longer than a timer of Node', () => {
    clock.at(clock.now() + 2 ** 40, () => undefined)();
  });

  it('gives ids of 26 characters that do not repeat', () => {
    const ids = createSystemIds();
    const many = Array.from({ length: 1_000 }, () => ids.next());
    expect(new Set(many).size).toBe(1_000);
    for (const id of many) expect(id).toMatch(/^[a-z0-9]{26}$/);
  });
});
