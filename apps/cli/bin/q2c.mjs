#!/usr/bin/env node
/**
 * The `q2c` of a checkout, under whatever Node the machine has: everything else runs under the Node 24 that came with
 * `npm ci`, which `tools/node.mjs` finds.
 */
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const words = [join(here, '../../../tools/node.mjs'), 'node', '--conditions=source', join(here, 'source.mjs')];
const child = spawn(process.execPath, [...words, ...process.argv.slice(2)], { stdio: 'inherit' });
/** @param {NodeJS.Signals} signal */
const passOn = (signal) => {
  // A terminal sends Ctrl-C to the whole process group: the child has it already.
  if (signal !== 'SIGINT' || process.stdin.isTTY !== true) child.kill(signal);
};
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, passOn);
child.on('error', (error) => {
  process.stderr.write(`q2c: ${error.message}\n`);
  process.exitCode = 3;
});
child.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
