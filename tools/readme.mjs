/**
 * The commands in README.md, so that what it says is what is run.
 *
 *   ```sh run   executed by `readme.spec.ts`; a block ```text that follows at once is the output it must give
 *   ```sh ci    executed by `.ci/run`, in order: the commands a newcomer starts with, too long for a test
 *
 * No other `sh` block is allowed. As a script it prints the commands of the `sh ci` blocks, one block a line.
 */
import { readFileSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { root } from './workspace.mjs';

/** @typedef {{ kind: string, command: string, output: string | null }} Block */

/**
 * All blocks whose language is `sh`. `kind` is what follows it: `run`, `ci`, or something that should not be there.
 * @param {string} markdown
 * @returns {Block[]}
 */
export const shellBlocks = (markdown) => {
  const pattern = /^```sh\b[ ]*(.*)\n([\s\S]*?)^```\n(?:\n```text\n([\s\S]*?)^```$)?/gm;
  return [...markdown.matchAll(pattern)].map(([, kind = '', command = '', output]) => ({
    kind: kind.trim(),
    command: command.trim(),
    output: output ?? null,
  }));
};

/** @returns {string} */
export const readme = () => readFileSync(join(root, 'README.md'), 'utf8');

const started = process.argv[1];
if (started !== undefined && realpathSync(resolve(started)) === realpathSync(fileURLToPath(import.meta.url)))
  for (const { kind, command } of shellBlocks(readme()))
    if (kind === 'ci') process.stdout.write(`${command.replaceAll('\n', ' && ')}\n`);
