/**
 * Test suites and how they are counted. A run is good only when every suite ran something, nothing failed, and
 * whatever was left out says why: a count that hides a gap is worse than a failure.
 *
 * - A Jest test that cannot run here is skipped with `not run: <reason>` in its name, e.g.
 *   `(strace === null ? it.skip : it)('syncs once a commit (not run: strace is not installed)', …)`.
 * - A command prints one line `<name>: N passed, N failed, N skipped`, and `not run: …` when it skipped something.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */
/** @typedef {Counts & { problems: readonly string[], notRun: readonly string[] }} Report */
/** @typedef {{ name: string, run: (root: string) => Promise<Report> }} Suite */

/**
 * Runs a child under this Node, shows what it prints and returns it.
 * @param {string} root
 * @param {readonly string[]} words
 * @returns {Promise<{ code: number, output: string }>}
 */
const show = (root, words) =>
  new Promise((done, fail) => {
    const child = spawn(process.execPath, words, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    /** @param {NodeJS.WriteStream} shown */
    const take = (shown) => (/** @type {string} */ text) => {
      output += text;
      shown.write(text);
    };
    child.stdout.setEncoding('utf8').on('data', take(process.stdout));
    child.stderr.setEncoding('utf8').on('data', take(process.stderr));
    child.on('error', fail);
    child.on('close', (code) => done({ code: code ?? 1, output }));
  });

/**
 * @param {Counts} counts
 * @param {readonly string[]} problems what keeps a report from being good although no test failed
 * @param {readonly string[]} notRun a line for everything left out
 * @returns {Report}
 */
const report = (counts, problems, notRun) => ({
  ...counts,
  notRun,
  problems: [...problems, ...(counts.passed + counts.failed === 0 ? ['it ran no test'] : [])],
});

/**
 * What Jest's `--json` file says. A test file that did not run counts as one failure.
 * @param {{ numPassedTests: number, numFailedTests: number, numRuntimeErrorTestSuites: number, wasInterrupted?: boolean,
 *   testResults: readonly { assertionResults: readonly { status: string, fullName: string }[] }[] }} summary
 * @param {number} code Jest's exit code
 * @returns {Report}
 */
export const readJest = (summary, code) => {
  const left = summary.testResults
    .flatMap((file) => file.assertionResults)
    .filter(({ status }) => status !== 'passed' && status !== 'failed')
    .map(({ fullName }) => fullName);
  const failed = summary.numFailedTests + summary.numRuntimeErrorTestSuites;
  const silent = left.filter((name) => !name.includes('not run: '));
  const problems = silent.map((name) => `skipped without a reason: ${name}`);
  if (code !== 0 && failed === 0) problems.push(`jest ended with exit code ${code}`);
  if (summary.wasInterrupted === true) problems.push('jest was interrupted');
  return report({ passed: summary.numPassedTests, failed, skipped: left.length }, problems, left);
};

/**
 * All Jest tests, or those of the paths given.
 * @param {readonly string[]} [paths]
 * @returns {Suite}
 */
export const jest = (paths = []) => ({
  name: 'jest',
  run: async (root) => {
    const folder = mkdtempSync(join(tmpdir(), 'q2c-test-'));
    try {
      const file = join(folder, 'jest.json');
      const node = ['--conditions=source', '--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
      const { code } = await show(root, [
        ...node,
        join(root, 'node_modules/jest/bin/jest.js'),
        ...['--json', `--outputFile=${file}`, ...paths],
      ]);
      return readJest(JSON.parse(readFileSync(file, 'utf8')), code);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
});

/**
 * What a counting command printed.
 * @param {string} name
 * @param {string} output
 * @param {number} code
 * @returns {Report}
 */
export const readCommand = (name, output, code) => {
  const lines = output.split('\n');
  const pattern = /^(.+): (\d+) passed, (\d+) failed, (\d+) skipped$/;
  const counted = lines.map((line) => pattern.exec(line.trimEnd())).filter((match) => match?.[1] === name);
  const notRun = lines.filter((line) => line.startsWith('not run: ')).map((line) => line.slice('not run: '.length));
  const [passed = 0, failed = 0, skipped = 0] = (counted[0] ?? []).slice(2).map(Number);
  const problems = [];
  if (counted.length !== 1) problems.push(`it printed ${counted.length} lines "${name}: N passed, …" instead of one`);
  if (code !== 0 && failed === 0) problems.push(`it ended with exit code ${code}`);
  if (skipped > 0 && notRun.length === 0) problems.push('it skipped something without saying why');
  return report({ passed, failed, skipped }, problems, notRun);
};

/**
 * A script, run from source, that counts for itself.
 * @param {string} name
 * @param {readonly string[]} words script and arguments
 * @returns {Suite}
 */
export const command = (name, words) => ({
  name,
  run: async (root) => {
    const { code, output } = await show(root, ['--conditions=source', ...words]);
    return readCommand(name, output, code);
  },
});

/**
 * Runs all suites in turn. Each problem counts as a failure, so that the total tells the truth.
 * @param {string} root
 * @param {readonly Suite[]} suites
 * @returns {Promise<{ lines: string[], good: boolean }>} `lines` ends with the total
 */
export const runSuites = async (root, suites) => {
  const lines = [];
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const suite of suites) {
    const result = await suite.run(root).catch((/** @type {unknown} */ error) => broken(error));
    lines.push(...result.notRun.map((reason) => `not run: ${suite.name}: ${reason}`));
    lines.push(...result.problems.map((problem) => `problem: ${suite.name}: ${problem}`));
    total.passed += result.passed;
    total.failed += result.failed + result.problems.length;
    total.skipped += result.skipped;
  }
  const good = total.failed === 0 && total.passed > 0;
  return { lines: [...lines, `${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`], good };
};

/**
 * @param {unknown} error
 * @returns {Report}
 */
const broken = (error) => ({ passed: 0, failed: 0, skipped: 0, problems: [`it broke: ${String(error)}`], notRun: [] });
