import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { startScript } from './child.ts';

const kills = 50;

type StoredRow = { readonly name: string; readonly revision: number; readonly id: string; readonly position: number };

/** Read past our own code, in the order of positions. */
const storedIn = (folder: string): readonly StoredRow[] => {
  const database = new DatabaseSync(join(folder, 'events.db'), { readOnly: true });
  try {
    return database
      .prepare(
        'SELECT s.name, e.revision, e.id, e.position FROM events e JOIN streams s ON s.id = e.stream ORDER BY position',
      )
      .all() as unknown as StoredRow[];
  } finally {
    database.close();
  }
};

describe('a process killed while it appends', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'q2c-kill-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it(`keeps every acknowledged append over ${kills} kills, without a gap`, async () => {
    const acknowledged = new Set<string>();
    let midway = 0;
    for (let round = 0; round < kills; round += 1) {
      const child = startScript('appender.ts', folder, '20', '1000000');
      // From "just opened" to some hundred appends; where the writer then is nobody knows.
      const lines = 1 + Math.floor(Math.random() ** 3 * 800);
      await child.until((seen) => seen.length >= lines);
      child.process.kill('SIGKILL');
      expect(await child.ended).toBe('SIGKILL');
      for (const line of child.lines) if (line !== 'open') acknowledged.add(line);
      const stored = storedIn(folder);
      const found = new Set(stored.map(({ name, revision, id }) => `${name} ${revision} ${id}`));
      expect([...acknowledged].filter((line) => !found.has(line))).toEqual([]);
      if (found.size > acknowledged.size) midway += 1;
    }

    const stored = storedIn(folder);
    expect(stored.map(({ position }) => position)).toEqual(stored.map((_, index) => index + 1));
    const revisions = new Map<string, number[]>();
    for (const { name, revision } of stored) revisions.set(name, [...(revisions.get(name) ?? []), revision]);
    for (const own of revisions.values()) expect(own).toEqual(own.map((_, index) => index));
    expect(acknowledged.size).toBeGreaterThan(kills);
    // Else no kill came between a commit and its answer, and the loop proved little.
    expect(midway).toBeGreaterThan(0);
  }, 240_000);
});
