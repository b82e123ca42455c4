import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDataFolder } from '../src/index.ts';
import { startScript } from './child.ts';

describe('a data folder', () => {
  let path = '';
  beforeEach(async () => {
    path = join(await mkdtemp(join(tmpdir(), 'q2c-folder-')), 'data');
  });
  afterEach(() => rm(join(path, '..'), { recursive: true }));

  it('refuses a second process and names the first, until the first is dead', async () => {
    const before = new Date();
    const child = startScript('appender.ts', [path, '1', '1000000']);
    await child.until((lines) => lines.includes('open'));
    const refusal: unknown = await openDataFolder(path, new Date()).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'data-folder-in-use', retriable: false });
    const [, pid, startedAt = ''] = /process (\d+), started at (\S+)/.exec(String(refusal)) ?? [];
    expect(Number(pid)).toBe(child.process.pid);
    expect(Date.parse(startedAt)).toBeGreaterThanOrEqual(before.getTime());
    child.process.kill('SIGKILL');
    await child.ended;
    (await openDataFolder(path, new Date())).close();
  });

  it('lets the second process end with the refusal', async () => {
    const held = await openDataFolder(path, new Date());
    const child = startScript('appender.ts', [path]);
    expect(await child.ended).toBe(1);
    expect(child.errors()).toContain(`process ${process.pid}, started at`);
    held.close();
  });

  it('is held once within a process as well, and free after close', async () => {
    const held = await openDataFolder(path, new Date());
    await expect(openDataFolder(path, new Date())).rejects.toMatchObject({ code: 'data-folder-in-use' });
    held.close();
    const again = await openDataFolder(path, new Date());
    expect(again.file('events.db')).toBe(join(path, 'events.db'));
    again.close();
  });
});
