import { boundaries, cellName, cells, type SeedReport } from '@q2c/testing';

/** What a run of many seeds has met: faults by boundary × kind, kinds of world, and how transactions ended. */
export const createSummary = () => {
  const faults = new Map<string, number>();
  const ends = new Map<string, number>();
  const worlds = new Map<string, number>();
  let breaks = 0;
  let events = 0;
  const add = (counts: Map<string, number>, name: string, count = 1): void =>
    void counts.set(name, (counts.get(name) ?? 0) + count);

  const rows = (counts: ReadonlyMap<string, number>): string[] =>
    [...counts].sort(([, a], [, b]) => b - a).map(([name, count]) => `${String(count).padStart(9)}  ${name}`);

  return {
    add(report: SeedReport) {
      for (const [cell, count] of report.faults) add(faults, cell, count);
      for (const [end, count] of report.ends) add(ends, end, count);
      add(worlds, `${report.shape}, ${report.breaksPromise ? 'the ERP breaks its promise' : report.temper}`);
      breaks += report.shownBreaks;
      events += report.events;
    },
    /** Cells that no world met, kinds of world that did not occur. */
    gaps(): string[] {
      const empty = boundaries.flatMap((boundary) =>
        cells[boundary].map((kind) => cellName(boundary, kind)).filter((cell) => !faults.has(cell)),
      );
      const kinds = ['clustered', 'embedded'].flatMap((shape) =>
        ['calm', 'mild', 'swarm', 'storm', 'the ERP breaks its promise'].map((kind) => `${shape}, ${kind}`),
      );
      return [
        ...empty.map((cell) => `no world met ${cell}`),
        ...kinds.filter((kind) => !worlds.has(kind)).map((kind) => `no world was ${kind}`),
        ...(breaks === 0 ? ['no broken promise led to a double that the comparison of records showed'] : []),
        ...['completed', 'cancelled', 'waits-for-payment']
          .filter((end) => !ends.has(end))
          .map((end) => `no transaction ended as ${end}`),
      ];
    },
    lines(): string[] {
      const table = boundaries.map((boundary) => {
        const counted = cells[boundary].map((kind) => `${kind} ${faults.get(cellName(boundary, kind)) ?? 0}`);
        return `  ${boundary.padEnd(13)} ${counted.join(' · ')}`;
      });
      return [
        ...['faults by boundary and kind', ...table],
        ...['worlds', ...rows(worlds)],
        ...['transactions by how they ended', ...rows(ends)],
        `${events} events; ${breaks} doubles after a broken promise, all shown by the comparison of records`,
      ];
    },
  };
};

export type Summary = ReturnType<typeof createSummary>;
