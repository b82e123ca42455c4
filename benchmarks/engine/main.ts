import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runEngine, singleCommitP50Ms, type EngineResult } from './engine.ts';

/** `npm run bench:engine -- --output json|table`: the engine beside two yardsticks from the same run. */
type SketchResult = { concurrent: number; transactionsPerSecond: number; p50Ms: number; p99Ms: number };

const sketchFolder = join(dirname(fileURLToPath(import.meta.url)), '..', 'sketch');

const runSketch = (): SketchResult[] => {
  const folder = mkdtempSync(join(tmpdir(), 'q2c-sketch-'));
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [...process.execArgv, 'spike.mjs', join(folder, 't.db')],
    {
      cwd: sketchFolder,
      encoding: 'utf8',
      timeout: 120_000,
    },
  );
  rmSync(folder, { recursive: true, force: true });
  if (status !== 0) throw new Error(`the sketch failed: ${stderr}`);
  return stdout
    .split('\n')
    .map((line) => /^c=(\d+) n=(\d+) (\d+) tx\/s \d+ ev\/s p50 ([\d.]+) p99 ([\d.]+) ms$/.exec(line))
    .filter((match) => match !== null && match[2] !== '200')
    .map((match) => ({
      concurrent: Number(match?.[1]),
      transactionsPerSecond: Number(match?.[3]),
      p50Ms: Number(match?.[4]),
      p99Ms: Number(match?.[5]),
    }));
};

const { values } = parseArgs({
  options: {
    output: { type: 'string', default: 'table' },
    only: { type: 'string', default: 'all' },
    quick: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help || !['json', 'table'].includes(values.output) || !['all', 'native', 'lookup'].includes(values.only)) {
  console.log(
    'usage: npm run bench:engine -- [--output json|table] [--quick] [--only native|lookup]\n' +
      '  --quick  a fifth of the transactions\n  --only   one row of the engine, without yardsticks: for a profiler',
  );
  process.exit(values.help ? 0 : 2);
}

const native = { kind: 'native', retentionMs: 86_400_000 } as const;
const lookupSafety = { kind: 'lookup', latestEffectMs: 60_000 } as const;

const factor = values.quick ? 0.2 : 1;
const runs = [
  { concurrent: 1, transactions: 400, warmup: 300 },
  { concurrent: 100, transactions: 10_000, warmup: 4_000 },
  { concurrent: 400, transactions: 20_000, warmup: 4_000 },
].map(({ concurrent, transactions, warmup }) => ({
  concurrent,
  transactions: Math.round(transactions * factor),
  warmup: Math.round(warmup * factor),
}));

if (values.only !== 'all') {
  const safety = values.only === 'native' ? native : lookupSafety;
  console.table(await runEngine(safety, runs));
  process.exit(0);
}

const single = await singleCommitP50Ms();
const engine = await runEngine(native, runs);
const lookup = await runEngine(lookupSafety, runs);
const sketch = runSketch();

const round = <T extends { p50Ms: number; p99Ms: number }>(row: T): T => ({
  ...row,
  p50Ms: Number(row.p50Ms.toFixed(2)),
  p99Ms: Number(row.p99Ms.toFixed(2)),
});

const at = (rows: readonly { concurrent: number; transactionsPerSecond: number }[], concurrent: number): number =>
  rows.find((row) => row.concurrent === concurrent)?.transactionsPerSecond ?? NaN;
const ofSketch = at(engine, 400) / at(sketch, 400);
/** Commits in sequence of one transaction with `native` operations: intake and five outcomes. */
const commitsInSequence = 6;
const aloneFactor = (engine[0] as EngineResult).p50Ms / (commitsInSequence * single);

if (values.output === 'json')
  console.log(
    JSON.stringify({
      engine: engine.map(round),
      lookup: lookup.map(round),
      sketch: sketch.map(round),
      singleCommitP50Ms: Number(single.toFixed(3)),
      shareOfSketchAt400: Number(ofSketch.toFixed(3)),
      p50AloneOfCommits: Number(aloneFactor.toFixed(2)),
    }),
  );
else {
  console.log(`single commit p50 ${single.toFixed(2)} ms`);
  for (const [name, rows] of [
    ['engine, native', engine],
    ['engine, lookup', lookup],
    ['bare sketch', sketch],
  ] as const)
    for (const row of rows)
      console.log(
        `${name.padEnd(16)} ${String(row.concurrent).padStart(5)} concurrent ${String(row.transactionsPerSecond).padStart(6)} transactions/s` +
          `  p50 ${row.p50Ms.toFixed(2)} ms  p99 ${row.p99Ms.toFixed(2)} ms` +
          ('bytesPerTransaction' in row ? `  ${row.bytesPerTransaction} bytes a transaction` : ''),
      );
  console.log(`at 400 concurrent: ${(ofSketch * 100).toFixed(0)} % of the bare sketch (goal: 60 %)`);
  console.log(`alone: p50 is ${aloneFactor.toFixed(2)} × six single commits (goal: 1.5 ×)`);
}
