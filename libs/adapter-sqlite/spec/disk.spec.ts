import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { streamName, tenant, type EventId } from '@q2c/kernel';
import type { AppendResult, EventStore } from '@q2c/ports';
import { createSystemClock, openDataFolder, openSqliteEventLog, openSqliteReadStore } from '../src/index.ts';

/** A file system of a few megabytes, where this process may mount one. */
const mount = (folder: string): boolean =>
  spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', folder]).status === 0;

const trial = await mkdtemp(join(tmpdir(), 'q2c-mount-'));
const canMount = mount(trial);
if (canMount) spawnSync('umount', [trial]);
await rm(trial, { recursive: true });
/** A test that needs a file system of its own; where none can be mounted it is skipped and says so. */
const itOnDisk = (name: string, test: () => Promise<void>): void =>
  canMount ? it(name, test) : it.skip(`${name} (not run: no right to mount a file system)`, test);

describe('the disk', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'q2c-disk-'));
    expect(mount(folder)).toBe(true);
  });
  afterEach(async () => {
    expect(spawnSync('umount', [folder]).status).toBe(0);
    await rm(folder, { recursive: true });
  });

  const clock = createSystemClock();
  const stream = streamName('disk', tenant('acme'), '1');
  const append = (store: EventStore, n: number): Promise<AppendResult> =>
    store.append(stream, n === 0 ? 'no-stream' : n - 1, [
      {
        id: `00000000-0000-5000-8000-${n.toString(16).padStart(12, '0')}` as EventId,
        type: 'Written',
        data: `"${'x'.repeat(20_000)}"`,
        metadata: '{}',
      },
    ]);

  itOnDisk('full: says so, acknowledges nothing, loses nothing, and goes on when there is room', async () => {
    const ballast = join(folder, 'ballast');
    await writeFile(ballast, new Uint8Array(1_000_000));
    const open = () => openSqliteEventLog({ file: join(folder, 'events.db'), clock });
    const log = await open();
    let written = 0;
    let fault: unknown;
    while (fault === undefined)
      await append(log.events, written).then(
        () => (written += 1),
        (error: unknown) => (fault = error),
      );
    expect(fault).toMatchObject({ code: 'store-full', retriable: true });
    expect(written).toBeGreaterThan(10);
    // All that wait are refused, not only the one that met the end of the disk.
    const refused = await Promise.allSettled([append(log.events, written), append(log.events, written)]);
    expect(refused.map((each) => each.status === 'rejected' && (each.reason as { code: string }).code)).toEqual([
      'store-full',
      'store-full',
    ]);
    const found = await log.events.readStream(stream);
    expect(found.kind === 'found' && found.events.length).toBe(written);

    await rm(ballast);
    expect(await append(log.events, written)).toEqual({ kind: 'appended', revision: written });
    await log.close();
    const again = await open();
    const kept = await again.events.readStream(stream);
    expect(kept.kind === 'found' && kept.events.map(({ revision }) => revision)).toEqual(
      Array.from({ length: written + 1 }, (_, n) => n),
    );
    await again.close();
  });

  itOnDisk('full: a commit of the read store leaves rows and checkpoint as they were', async () => {
    const ballast = join(folder, 'ballast');
    await writeFile(ballast, new Uint8Array(1_000_000));
    const store = await openSqliteReadStore({ file: join(folder, 'read.db'), clock });
    const at = (n: number) => String(n).padStart(16, '0') as never;
    let step = 0;
    let fault: unknown;
    const commit = (to: number) =>
      store.commit({
        reader: 'r',
        from: to === 1 ? null : at(to - 1),
        to: at(to),
        writes: [
          { collection: 'c', key: 'last', value: String(to) },
          { collection: 'c', key: String(to), value: 'x'.repeat(20_000) },
        ],
      });
    while (fault === undefined)
      await commit(step + 1).then(
        () => (step += 1),
        (error: unknown) => (fault = error),
      );
    expect(fault).toMatchObject({ code: 'store-full' });
    expect(await store.checkpoint('r')).toBe(at(step));
    expect(await store.get('c', ['last', String(step + 1)])).toEqual([String(step), undefined]);
    await rm(ballast);
    expect(await commit(step + 1)).toBe('committed');
    await store.close();
  });

  itOnDisk('read-only: a store and a folder refuse to open', async () => {
    const log = await openSqliteEventLog({ file: join(folder, 'events.db'), clock });
    await append(log.events, 0);
    await log.close();
    expect(spawnSync('mount', ['-o', 'remount,ro', folder]).status).toBe(0);
    const readOnly = { code: 'store-read-only' };
    await expect(openSqliteEventLog({ file: join(folder, 'events.db'), clock })).rejects.toMatchObject(readOnly);
    await expect(openSqliteEventLog({ file: join(folder, 'new.db'), clock })).rejects.toMatchObject(readOnly);
    await expect(openDataFolder(folder, new Date())).rejects.toMatchObject(readOnly);
    expect(spawnSync('mount', ['-o', 'remount,rw', folder]).status).toBe(0);
    const again = await openSqliteEventLog({ file: join(folder, 'events.db'), clock });
    expect(await append(again.events, 1)).toEqual({ kind: 'appended', revision: 1 });
    await again.close();
  });
});
