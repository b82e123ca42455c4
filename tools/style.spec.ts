import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lockProblems, type Lock } from './lock.mjs';
import { root, workspaceFiles } from './workspace.mjs';

/**
 * House style that no linter knows, as a test that reads the tree. Each rule is tried on texts that break it, since a
 * pattern that never matches would pass for ever. Those texts are glued together, so that they do not break it here.
 */
type Rule = { readonly name: string; readonly pattern: RegExp; readonly breaks: readonly string[] };

const glue = (...parts: readonly string[]): string => parts.join('');

const rules: readonly Rule[] = [
  {
    name: 'no path of one machine',
    pattern: /(?<![\w.$}*/])\/(home|Users|root|work|mnt)\/[\w.-]+|\b[A-Za-z]:\\+(Users|work)\\/,
    breaks: [glue("'/ho", "me/anna/q2c'"), glue('cd /wo', 'rk/main'), glue('C:\\Us', 'ers\\anna')],
  },
  {
    name: 'no credentials',
    pattern:
      /\b(AKIA[0-9A-Z]{16}|gh[pousr]_\w{30,}|npm_\w{30,}|xox[abprs]-[\w-]{10,}|[sr]k_live_\w{10,})|-----BEGIN [A-Z ]*PRIVATE KEY|_authTo{1}ken|:\/\/[^\s/:@'"`$]+:[^\s/@'"`$]+@/,
    breaks: [
      glue('AKIA', 'ABCDEFGHIJKLMNOP'),
      glue('ghp', '_', 'a'.repeat(36)),
      glue('npm', '_', 'a'.repeat(36)),
      glue('-----BEGIN ', 'RSA PRIVATE KEY-----'),
      glue('//registry.example/:_auth', 'Token=x'),
      glue('https://anna:', 'secret@example.com'),
    ],
  },
  {
    name: 'no test that runs alone or waits to be written',
    pattern: /\b(it|test|describe)(\.\w+)*\.(only|todo)\b|\b(fit|fdescribe)\(/,
    breaks: [
      glue('it.', "only('adds')"),
      glue('describe.', 'only.each('),
      glue('test.', "todo('adds')"),
      glue('f', 'it('),
    ],
  },
  {
    name: 'no test switched off without a reason in its name',
    pattern: /\b(it|test|describe)(\.\w+)*\.skip\b(?![\s\S]{0,200}not run: )|\bx(it|test|describe)\(/,
    breaks: [glue('it.', "skip('adds')"), glue('(strace ? it : it.', "skip)('syncs')"), glue('x', "it('adds')")],
  },
  {
    name: 'no number of a ticket where a reason belongs',
    pattern: /\bissue #?\d+/i,
    breaks: [glue('see iss', 'ue 7'), glue('Iss', 'ue #12')],
  },
];

const unread = /\.(avro|db|png|ico|woff2)$|^package-lock\.json$/;
const files = workspaceFiles(root);
const texts = files
  .filter((path) => !unread.test(path))
  .map((path) => [path, readFileSync(join(root, path), 'utf8')] as const);

test('the tree is read', () => {
  expect(files).toEqual(expect.arrayContaining(['package.json', 'tools/style.spec.ts', 'libs/kernel/src/index.ts']));
});

describe.each(rules)('$name', ({ pattern, breaks }) => {
  test.each(breaks)('finds %s', (text) => expect(text).toMatch(pattern));

  test('holds everywhere', () => {
    expect(
      texts.flatMap(([path, text]) => (pattern.test(text) ? [`${path}: ${pattern.exec(text)?.[0]}`] : [])),
    ).toEqual([]);
  });
});

describe('the lock file', () => {
  const read = (): Lock => JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lock;

  test('is complete for every platform and bound to no registry', () => expect(lockProblems(read())).toEqual([]));

  test('without one platform of one package is refused', () => {
    const { packages } = read();
    const path = 'node_modules/@swc/core-darwin-arm64';
    expect(packages).toHaveProperty([path]);
    const rest = Object.fromEntries(Object.entries(packages).filter(([name]) => name !== path));
    expect(lockProblems({ packages: rest })).toEqual(['node_modules/@swc/core lacks @swc/core-darwin-arm64']);
  });

  test('with an address is refused', () => {
    const resolved = 'https://registry.example/zod.tgz';
    expect(lockProblems({ packages: { 'node_modules/zod': { resolved } } })).toEqual([
      `node_modules/zod is bound to ${resolved}`,
    ]);
  });
});
