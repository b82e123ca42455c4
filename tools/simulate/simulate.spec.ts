import { boundaries, cellName, cells, type SeedReport } from '@q2c/testing';
import { createRepeats } from './repeats.ts';
import { createSummary } from './summary.ts';

const allCells = boundaries.flatMap((boundary) => cells[boundary].map((kind) => cellName(boundary, kind)));
const report: SeedReport = {
  ...{ seed: 1, problems: [], hash: 'h', events: 1, shape: 'clustered', temper: 'mild', breaksPromise: false },
  shownBreaks: 1,
  faults: allCells.map((cell) => [cell, 1]),
  ends: ['completed', 'cancelled', 'waits-for-payment'].map((end) => [end, 1]),
};
const kinds: readonly Partial<SeedReport>[] = ['clustered', 'embedded'].flatMap((shape) => [
  ...['calm', 'mild', 'swarm', 'storm'].map((temper) => ({ shape, temper })),
  { shape, breaksPromise: true },
]);
const gapsOf = (common: Partial<SeedReport>, of = kinds): string[] => {
  const summary = createSummary();
  for (const kind of of) summary.add({ ...report, ...kind, ...common });
  return summary.gaps();
};

describe('a run of many seeds', () => {
  it('has no gaps where everything was met', () => expect(gapsOf({})).toEqual([]));

  it.each(allCells)('fails when no world met %s', (cell) =>
    expect(gapsOf({ faults: report.faults.filter(([other]) => other !== cell) })).toEqual([`no world met ${cell}`]),
  );

  it('fails when a kind of world, an end or a shown double never occurred', () => {
    expect(gapsOf({}, kinds.slice(1))).toEqual(['no world was clustered, calm']);
    expect(gapsOf({ ends: report.ends.slice(1) })).toEqual(['no transaction ended as completed']);
    expect(gapsOf({ shownBreaks: 0 })).toEqual([expect.stringContaining('no broken promise')]);
  });

  it('fails when a seed gives other events the second time, or none', () => {
    const repeats = createRepeats();
    expect(repeats.hear(1, 'a')).toEqual({ repeated: false, problem: null });
    expect(repeats.hear(2, 'a')).toEqual({ repeated: false, problem: null });
    expect(repeats.hear(1, 'a')).toEqual({ repeated: true, problem: null });
    expect(repeats.hear(2, 'b').problem).toBe('deterministic: its events hash to a, then to b');
    expect(repeats.hear(1, undefined).problem).toBe('deterministic: its events hash to a, then to nothing');
  });
});
