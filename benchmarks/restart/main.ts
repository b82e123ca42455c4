import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { fill } from './fill.ts';

/**
 * `npm run bench:restart -- --transactions 200000`: how soon a restarted process sends its first command, on two
 * stores with the same work left and ten times the streams in one of them.
 */
const { values } = parseArgs({
  options: {
    transactions: { type: 'string', default: '200000' },
    output: { type: 'string', default: 'table' },
    help: { type: 'boolean', default: false },
  },
});
const transactions = Number(values.transactions);
if (values.help || !Number.isInteger(transactions) || transactions < 100_000) {
  console.log('usage: npm run bench:restart -- [--transactions N ≥ 100000] [--output json|table]');
  process.exit(values.help ? 0 : 2);
}

const work = { open: 20_000, due: 20_000 };
const startScript = join(dirname(fileURLToPath(import.meta.url)), 'start.ts');

const results = [];
for (const size of [50_000, transactions]) {
  const folder = mkdtempSync(join(tmpdir(), 'q2c-restart-'));
  await fill(folder, { transactions: size, ...work });
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [...process.execArgv, startScript, folder, String(work.open), String(work.due)],
    { encoding: 'utf8', timeout: 180_000 },
  );
  rmSync(folder, { recursive: true, force: true });
  if (status !== 0) throw new Error(`the restarted process failed: ${stderr}`);
  results.push({ transactions: size, ...work, ...(JSON.parse(stdout) as Record<string, unknown>) });
}
if (values.output === 'json') console.log(JSON.stringify({ restart: results }));
else console.table(results);
