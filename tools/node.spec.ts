import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { findNode, platformPackages } from './node.mjs';
import { root } from './workspace.mjs';

const script = join(root, 'tools/node.mjs');
const run = (words: readonly string[], options: { cwd?: string; env?: NodeJS.ProcessEnv } = {}) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...words], { encoding: 'utf8', ...options });
  return { status, stdout, stderr };
};

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'q2c-node-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const started = (child: ChildProcess): Promise<unknown> => once(child.stdout!, 'data');

describe('a command', () => {
  test('runs under the Node 24 of this platform and gives its exit code', () => {
    const { status, stdout } = run([
      'node',
      '-e',
      'console.log(process.version, process.execPath); process.exitCode = 7',
    ]);
    const { binary } = findNode(root, `${process.platform}-${process.arch}`) as { binary: string };
    expect({ status, stdout }).toEqual({ status: 7, stdout: expect.stringMatching(/^v24\.\S+ /) });
    expect(stdout).toContain(binary);
  });

  test('finds Node 24 before any other node, and so do its children', () => {
    const other = join(folder, 'node');
    writeFileSync(other, '#!/bin/sh\necho another node\n');
    chmodSync(other, 0o755);
    const env = { ...process.env, PATH: [folder, process.env['PATH']].join(delimiter) };
    expect(run(['sh', '-c', 'node -p "process.version"'], { env }).stdout).toMatch(/^v24\./);
  });

  test('finds the installed tools from any folder', () => {
    expect(run(['tsc', '--version'], { cwd: folder })).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^Version 6\./),
    });
  });

  test('gets its arguments unchanged', () => {
    const words = ['a b', '$HOME', '"', "'", '*', ''];
    const { stdout } = run(['node', '-e', 'console.log(JSON.stringify(process.argv.slice(1)))', ...words]);
    expect(JSON.parse(stdout)).toEqual(words);
  });

  test('that does not exist is named', () => {
    const { status, stderr } = run(['no-such-command']);
    expect({ status, stderr }).toEqual({ status: 127, stderr: expect.stringContaining('no-such-command') });
  });
});

describe('signals', () => {
  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    '%s reaches the command, whose exit code is passed on',
    async (signal) => {
      const code = `process.on('${signal}', () => process.exit(42)); setInterval(() => {}, 1e6); console.log('up')`;
      const child = spawn(process.execPath, [script, 'node', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
      await started(child);
      child.kill(signal);
      expect(await once(child, 'exit')).toEqual([42, null]);
    },
  );

  test('a command that a signal ends, ends this too by the same signal', async () => {
    const code = "setInterval(() => {}, 1e6); console.log('up')";
    const child = spawn(process.execPath, [script, 'node', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
    await started(child);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([null, 'SIGTERM']);
  });

  test('a command that was killed gives 128 + 9', () => {
    expect(run(['node', '-e', 'process.kill(process.pid, "SIGKILL")']).status).toBe(137);
  });
});

describe('without a Node 24', () => {
  test('it says what to do when the package is not installed', () => {
    mkdirSync(join(folder, 'tools'));
    cpSync(script, join(folder, 'tools/node.mjs'));
    const { status, stderr } = spawnSync(process.execPath, [join(folder, 'tools/node.mjs'), 'node'], {
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringMatching(/is not installed; run `npm ci`/) });
  });

  test('it names the platforms that have one', () => {
    expect(findNode(root, 'sunos-sparc')).toEqual({
      problem: expect.stringMatching(/no Node 24 package for sunos-sparc; it exists for linux-x64, linux-arm64/),
    });
  });

  test('each platform package is an optional dependency', () => {
    const { optionalDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      optionalDependencies: Record<string, string>;
    };
    const names = Object.values(platformPackages).map(({ name }) => name);
    expect(
      Object.keys(optionalDependencies)
        .filter((name) => name.startsWith('node-'))
        .sort(),
    ).toEqual(names.sort());
  });

  test('every npm script starts through it', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const bare = Object.entries(scripts).filter(([, line]) =>
      line.split(/&&|\|\||;/).some((part) => !/^\s*(node tools\/node\.mjs|npm run) /.test(part)),
    );
    expect(bare).toEqual([]);
    expect(Object.keys(scripts).length).toBeGreaterThan(5);
  });
});
