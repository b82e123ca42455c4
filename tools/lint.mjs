/**
 * ESLint over the workspace (or over the paths given), with no rule silently off.
 *
 * On a fresh clone the module boundaries need Nx's project graph, and without one the rule prints a line, checks
 * nothing and passes. So the graph is made first, every project must be in it with a known tag, and that line fails
 * the run.
 */
import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { tags } from './eslint/boundaries.mjs';
import { projectFolders, projectName, projectTags, root } from './workspace.mjs';

const nxEnvironment = { NX_DAEMON: 'false', NX_NO_CLOUD: 'true', NX_TUI: 'false' };

/**
 * Lines by which a tool admits that it checked less than asked.
 * @param {string} output
 * @returns {string[]}
 */
export const skippedRules = (output) =>
  output.split('\n').filter((line) => /No cached ProjectGraph|rule will be skipped/i.test(line));

/**
 * Runs a script of `node_modules`; its output is shown (unless `quiet`) and returned.
 * @param {readonly string[]} words
 * @param {{ quiet?: boolean }} [options]
 * @returns {Promise<{ code: number, output: string }>}
 */
const run = ([script = '', ...rest], { quiet = false } = {}) =>
  new Promise((done, fail) => {
    const child = spawn(process.execPath, [join(root, 'node_modules', script), ...rest], {
      cwd: root,
      env: { ...process.env, ...nxEnvironment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    /** @param {NodeJS.WriteStream} shown */
    const take = (shown) => (/** @type {string} */ text) => {
      output += text;
      if (!quiet) shown.write(text);
    };
    child.stdout.setEncoding('utf8').on('data', take(process.stdout));
    child.stderr.setEncoding('utf8').on('data', take(process.stderr));
    child.on('error', fail);
    child.on('close', (code) => done({ code: code ?? 1, output }));
  });

/**
 * Makes the project graph.
 * @returns {Promise<string | null>} what is wrong with it
 */
const makeGraph = async () => {
  const { code, output } = await run(['nx/dist/bin/nx.js', 'show', 'projects'], { quiet: true });
  if (code !== 0) return `nx cannot read the workspace:\n${output}`;
  const known = new Set(output.split('\n').map((line) => line.trim()));
  const missing = projectFolders(root)
    .map((folder) => projectName(root, folder))
    .filter((name) => !known.has(name));
  if (missing.length > 0) return `nx does not know ${missing.join(', ')}`;
  const untagged = projectFolders(root).filter(
    (folder) => projectTags(root, folder).filter((tag) => tags.includes(tag)).length !== 1,
  );
  return untagged.length === 0 ? null : `expected one tag of ${tags.join(', ')} in ${untagged.join(', ')}`;
};

/** @param {readonly string[]} paths */
const lint = async (paths) => {
  const wrong = await makeGraph();
  if (wrong !== null) {
    process.stderr.write(`lint: ${wrong}\n`);
    return 2;
  }
  const words = ['eslint/bin/eslint.js', '--max-warnings', '0', '--no-warn-ignored'];
  const { code, output } = await run([...words, ...(paths.length === 0 ? ['.'] : paths)]);
  const skipped = skippedRules(output);
  for (const line of skipped) process.stderr.write(`lint: a rule did not run: ${line.trim()}\n`);
  return skipped.length > 0 ? 2 : code;
};

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url))
  process.exitCode = await lint(process.argv.slice(2));
