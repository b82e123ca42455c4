/**
 * The workspace as files: what a clone would hold plus what is not committed yet, without anything generated.
 * Works without git, so that it also works in an exported archive. Run as a script it makes a copy:
 *
 *   node tools/workspace.mjs <empty folder>
 */
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, realpathSync, symlinkSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** The root of the workspace this file stands in. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Folders that are made, not written. The same as in `.gitignore`, and git's own. */
const generated = new Set(['node_modules', 'dist', 'coverage', 'tmp', '.nx', '.q2c', '.git']);

/**
 * Paths of all files, relative to the root, with `/` between the parts, sorted.
 * @param {string} from the root
 * @param {string} [under]
 * @returns {string[]}
 */
export const workspaceFiles = (from, under = '') =>
  readdirSync(join(from, under), { withFileTypes: true })
    .filter((entry) => !generated.has(entry.name) && !entry.name.endsWith('.log'))
    .flatMap((entry) => {
      const path = under === '' ? entry.name : `${under}/${entry.name}`;
      return entry.isDirectory() ? workspaceFiles(from, path) : [path];
    })
    .sort();

/**
 * Copies what `workspaceFiles` lists.
 * @param {string} from
 * @param {string} to
 */
export const copyWorkspace = (from, to) => {
  for (const path of workspaceFiles(from)) {
    mkdirSync(dirname(join(to, path)), { recursive: true });
    copyFileSync(join(from, path), join(to, path));
  }
};

/**
 * Gives a copy the installed packages of its original, and itself as `@q2c/*`: otherwise the copy's imports of its
 * own libraries would lead back into the original.
 * @param {string} from
 * @param {string} to
 */
export const linkPackages = (from, to) => {
  const packages = join(from, 'node_modules');
  mkdirSync(join(to, 'node_modules', '@q2c'), { recursive: true });
  for (const entry of readdirSync(packages))
    if (entry !== '@q2c' && !entry.startsWith('.package-lock') && !entry.startsWith('.cache'))
      symlinkSync(join(packages, entry), join(to, 'node_modules', entry), 'junction');
  for (const project of projectFolders(to))
    symlinkSync(join(to, project), join(to, 'node_modules', projectName(to, project)), 'junction');
};

/**
 * Folders of all projects, e.g. `libs/kernel`.
 * @param {string} from
 * @returns {string[]}
 */
export const projectFolders = (from) =>
  ['libs', 'apps']
    .filter((group) => existsSync(join(from, group)))
    .flatMap((group) => readdirSync(join(from, group)).map((name) => `${group}/${name}`))
    .filter((path) => existsSync(join(from, path, 'package.json')));

/**
 * The package name of a project.
 * @param {string} from
 * @param {string} project its folder
 * @returns {string}
 */
export const projectName = (from, project) => String(manifest(from, project).name);

/**
 * The tags in the `nx` block of a project, which say what it may import.
 * @param {string} from
 * @param {string} project its folder
 * @returns {readonly string[]}
 */
export const projectTags = (from, project) => manifest(from, project).nx?.tags ?? [];

/**
 * @param {string} from
 * @param {string} project
 */
const manifest = (from, project) => JSON.parse(readFileSync(join(from, project, 'package.json'), 'utf8'));

const started = process.argv[1];
if (started !== undefined && realpathSync(resolve(started)) === realpathSync(fileURLToPath(import.meta.url))) {
  const target = process.argv[2];
  if (target === undefined) throw new Error('usage: node tools/workspace.mjs <empty folder>');
  copyWorkspace(root, resolve(target));
}
