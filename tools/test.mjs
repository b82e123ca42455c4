/**
 * All tests: `npm test`. With paths, only the Jest tests there: `npm test -- libs/kernel`.
 * The last line is the count over all suites; the exit code is 0 only when it is good (see `suites.mjs`).
 */
import process from 'node:process';
import { command, jest, runSuites } from './suites.mjs';
import { root } from './workspace.mjs';

const paths = process.argv.slice(2);

const all = [
  jest(),
  command('simulation', ['tools/simulate/main.ts', '--seeds', '1000']),
  command('planted bugs', ['tools/simulate/bugs.ts']),
];

const { lines, good } = await runSuites(root, paths.length === 0 ? all : [jest(paths)]);
process.stdout.write(`\n${lines.join('\n')}\n`);
process.exitCode = good ? 0 : 1;
