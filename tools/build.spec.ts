import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyWorkspace, linkPackages, projectFolders, projectName, root } from './workspace.mjs';

/**
 * What swc writes runs without the sources: Node, without the `source` condition, loads every library from `dist`.
 * The specs themselves run the sources and would not notice a build that is broken.
 */
const boundMs = 120_000;
// A library whose sources are still to be written has nothing to build.
const libraries = projectFolders(root).filter(
  (folder) => folder.startsWith('libs/') && existsSync(join(root, folder, 'src/index.ts')),
);

let copy: string;
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'q2c-build-'));
  copyWorkspace(root, copy);
  linkPackages(root, copy);
  const words = [join(root, 'node_modules/nx/dist/bin/nx.js'), 'run-many', '-t', 'build'];
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { cwd: copy, encoding: 'utf8' });
  expect({ status, output: status === 0 ? '' : stdout + stderr }).toEqual({ status: 0, output: '' });
}, boundMs);
afterAll(() => rmSync(copy, { recursive: true }));

test.each(libraries)(
  '%s loads from its dist',
  (folder) => {
    const name = projectName(root, folder);
    const code = `console.log(import.meta.resolve('${name}')); await import('${name}');`;
    const words = ['--input-type=module', '--disable-warning=ExperimentalWarning', '-e', code];
    const { status, stdout, stderr } = spawnSync(process.execPath, words, { cwd: copy, encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain(`${folder}/dist/index.js`);
  },
  boundMs,
);
