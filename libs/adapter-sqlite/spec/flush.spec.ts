import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEventDatabase } from '../src/events/writer-service.ts';
import { scriptPath, startChild } from './child.ts';

const strace = spawnSync('strace', ['-V']).status === 0;

describe('durability of a commit', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'q2c-flush-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is asked of SQLite: write-ahead log, synchronous = FULL', () => {
    const database = openEventDatabase(join(folder, 'events.db'));
    expect(database.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 });
    expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    database.close();
  });

  /** Flushes of a process that makes this many commits, one after the other. */
  const flushesOf = async (commits: number): Promise<number> => {
    const output = join(folder, `strace-${commits}`);
    const node = [process.execPath, '--conditions=source', scriptPath('appender.ts')];
    const traced = ['-f', '-e', 'trace=fsync,fdatasync', '-o', output, ...node];
    const child = startChild('strace', [...traced, join(folder, `data-${commits}`), '1', String(commits)]);
    expect([await child.ended, child.errors()]).toEqual([0, '']);
    expect(child.lines).toHaveLength(1 + commits);
    return (await readFile(output, 'utf8')).split('\n').filter((line) => /\bf(data)?sync\(.*= 0$/.test(line)).length;
  };

  (strace ? it : it.skip)(
    `flushes the disk at least once a commit${strace ? '' : ' (not run: strace is not installed)'}`,
    async () => {
      const [few, many] = [await flushesOf(10), await flushesOf(110)];
      expect(many - few).toBeGreaterThanOrEqual(100);
    },
    60_000,
  );
});
