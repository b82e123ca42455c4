import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { startScript, type Child } from './child.ts';

const kills = 50;

type StoredRow = { readonly name: string; readonly revision: number; readonly id: string; readonly position: number };

/** Read past our own code, in the order of positions, those after this one. */
const storedIn = (folder: string, after = 0): readonly StoredRow[] => {
  const database = new DatabaseSync(join(folder, 'events.db'), { readOnly: true });
  try {
    return database
      .prepare(
        `SELECT s.name, e.revision, e.id, e.position FROM events e JOIN streams s ON s.id = e.stream
         WHERE e.position > ? ORDER BY e.position`,
      )
      .all(after) as unknown as StoredRow[];
  } finally {
    database.close();
  }
};

/** As the process tells an append that was acknowledged. */
const lineOf = ({ name, revision, id }: StoredRow): string => `${name} ${revision} ${id}`;
const missing = (lines: readonly string[], stored: readonly StoredRow[]): readonly string[] => {
  const found = new Set(stored.map(lineOf));
  return lines.filter((line) => !found.has(line));
};

describe('a process killed while it appends', () => {
  let folder = '';
  let compiled = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'q2c-kill-'));
    compiled = await mkdtemp(join(tmpdir(), 'q2c-compiled-'));
  });
  afterAll(() => Promise.all([folder, compiled].map((path) => rm(path, { recursive: true }))));

  const start = (appends: number): Child => startScript('appender.ts', [folder, '20', String(appends)], compiled);

  it(`keeps every acknowledged append over ${kills} kills, without a gap`, async () => {
    // Comes to its end, and leaves what was compiled for it to those that are killed.
    const whole = start(1);
    expect([await whole.ended, whole.errors()]).toEqual([0, '']);
    const acknowledged = whole.lines.slice(1);
    let last = storedIn(folder).length;
    expect([last, acknowledged.length]).toEqual([20, 20]);

    let midway = 0;
    for (let round = 0; round < kills; round += 1) {
      const child = start(1_000_000);
      // From "just opened" to some hundred appends; where the writer then is nobody knows.
      const lines = 1 + Math.floor(Math.random() ** 3 * 800);
      await child.until((seen) => seen.length >= lines);
      child.process.kill('SIGKILL');
      expect(await child.ended).toBe('SIGKILL');
      const told = child.lines.slice(1);
      const stored = storedIn(folder, last);
      expect(missing(told, stored)).toEqual([]);
      if (stored.length > told.length) midway += 1;
      acknowledged.push(...told);
      last += stored.length;
    }

    const stored = storedIn(folder);
    expect(missing(acknowledged, stored)).toEqual([]);
    expect(stored.map(({ position }) => position)).toEqual(stored.map((_, index) => index + 1));
    const next = new Map<string, number>();
    for (const { name, revision } of stored) {
      expect([name, revision]).toEqual([name, next.get(name) ?? 0]);
      next.set(name, revision + 1);
    }
    expect(acknowledged.length).toBeGreaterThan(kills);
    // Else no kill came between a commit and its answer, and the loop proved little.
    expect(midway).toBeGreaterThan(0);
  }, 240_000);
});
