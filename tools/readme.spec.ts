import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readme, shellBlocks } from './readme.mjs';
import { root } from './workspace.mjs';

/** What the README shows is executed: `sh run` blocks here, `sh ci` blocks by `.ci/run` (see `readme.mjs`). */
const text = readme();
const blocks = shellBlocks(text);
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };

test('every shell block says who runs it', () => {
  expect(blocks.map(({ kind }) => kind).filter((kind) => kind !== 'run' && kind !== 'ci')).toEqual([]);
  expect(text.match(/^```(sh|bash|shell|console|zsh)\b/gm)).toHaveLength(blocks.length);
});

test('the commands a newcomer starts with end with the tests', () => {
  const commands = blocks.filter(({ kind }) => kind === 'ci').map(({ command }) => command);
  expect(commands.at(-1)).toBe('npm ci && npm test');
  for (const command of commands) expect(command).toMatch(/^npm ci && npm (test|run [\w:]+)$/);
});

const shown = blocks.filter(({ kind }) => kind === 'run').map(({ command, output }) => [command, output] as const);

test('there is something to run', () => expect(shown.length).toBeGreaterThan(0));

test.each(shown)(
  '%s',
  (command, output) => {
    const { status, stdout, stderr } = spawnSync('bash', ['-euo', 'pipefail', '-c', command], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toBe(output ?? stdout);
  },
  120_000,
);

test('every script it names exists', () => {
  const named = [...text.matchAll(/npm run (?:--silent )?([\w:]+)/g)].map(([, name]) => name!);
  expect(named.filter((name) => manifest.scripts[name] === undefined)).toEqual([]);
  expect(named.length).toBeGreaterThan(0);
});

test('every file it links to exists', () => {
  const links = [...text.matchAll(/\]\(([^)#]+)[^)]*\)/g)]
    .map(([, path]) => path!)
    .filter((path) => !path.includes(':'));
  expect(links.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test('blocks are read with their kind and output', () => {
  const fence = '`'.repeat(3);
  const sample = `${fence}sh run\necho a\n${fence}\n\n${fence}text\na\n${fence}\n\n${fence}sh\nls\n${fence}\n`;
  expect(shellBlocks(sample)).toEqual([
    { kind: 'run', command: 'echo a', output: 'a\n' },
    { kind: '', command: 'ls', output: null },
  ]);
});
