import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { planted } from './eslint/violations.ts';
import { skippedRules } from './lint.mjs';
import { copyWorkspace, linkPackages, root } from './workspace.mjs';

/**
 * Each rule bites: a violation of each is planted in a fresh copy of the workspace, and lint must name it there.
 * The copy has no project graph, which is how a fresh clone starts.
 */
type Message = { readonly ruleId: string | null; readonly message: string };
type Linted = { readonly filePath: string; readonly messages: readonly Message[] };

const boundMs = 120_000;

let copy: string;
const run = (words: readonly string[]): { status: number | null; output: string } => {
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { cwd: copy, encoding: 'utf8' });
  return { status, output: stdout + stderr };
};
const files = planted.map((one, n) => join(one.in, one.file ?? `planted/p${n}.ts`));

beforeAll(() => {
  copy = realpathSync(mkdtempSync(join(tmpdir(), 'q2c-lint-')));
  copyWorkspace(root, copy);
  linkPackages(root, copy);
  for (const [n, { code }] of planted.entries()) {
    const file = join(copy, files[n]!);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${code}\n`);
  }
}, boundMs);

afterAll(() => rmSync(copy, { recursive: true }));

test(
  'without a project graph ESLint alone skips the boundaries and passes, which the detector sees',
  () => {
    const crossing =
      files[planted.findIndex(({ code, in: place }) => place === 'libs/runtime/src' && code.includes('adapter'))]!;
    const { status, output } = run([join(copy, 'node_modules/eslint/bin/eslint.js'), crossing]);
    expect({ status, skipped: skippedRules(output).length }).toEqual({ status: 0, skipped: 1 });
  },
  boundMs,
);

describe('in a fresh copy', () => {
  const found = new Map<string, readonly Message[]>();

  beforeAll(() => {
    const result = join(copy, 'eslint.json');
    const { status, output } = run(['tools/lint.mjs', '--format', 'json', '--output-file', result, ...new Set(files)]);
    expect({ status, skipped: skippedRules(output), output }).toEqual({ status: 1, skipped: [], output: '' });
    const linted = JSON.parse(readFileSync(result, 'utf8')) as readonly Linted[];
    for (const { filePath, messages } of linted) found.set(filePath, messages);
  }, boundMs);

  test.each(
    planted.map((one, n) => [one.in, one.rule ?? 'nothing', one.code.replaceAll('\n', ' ').slice(0, 90), n] as const),
  )('%s: %s is said of %s', (_place, _rule, _code, n) => {
    const { rule = '', says = '' } = planted[n]!;
    const messages = found.get(join(copy, files[n]!))!;
    const rules = [...new Set(messages.map(({ ruleId, message }) => ruleId ?? message))].sort().join(', ');
    expect({ rules, said: says === '' || messages.some(({ message }) => message.includes(says)) }).toEqual({
      rules: rule,
      said: true,
    });
  });

  test(
    'a comment cannot switch a rule off',
    () => {
      writeFileSync(join(copy, 'libs/runtime/src/planted/off.ts'), '/* eslint-disable */\nexport enum Off { On }\n');
      const { status, output } = run(['tools/lint.mjs', 'libs/runtime/src/planted/off.ts']);
      expect({ status, bites: output.includes('no-restricted-syntax') }).toEqual({ status: 1, bites: true });
    },
    boundMs,
  );

  test(
    'a project that Nx does not know fails lint',
    () => {
      writeFileSync(join(copy, '.nxignore'), 'libs/views\n');
      const { status, output } = run(['tools/lint.mjs', 'tools']);
      rmSync(join(copy, '.nxignore'));
      expect({ status, output }).toEqual({ status: 2, output: 'lint: nx does not know @q2c/views\n' });
    },
    boundMs,
  );

  test(
    'a project without a known tag fails',
    () => {
      const file = join(copy, 'libs/views/package.json');
      const before = readFileSync(file, 'utf8');
      writeFileSync(file, before.replace('"pure"', '"anything"'));
      const { status, output } = run(['tools/lint.mjs', 'tools/lint.mjs']);
      writeFileSync(file, before);
      expect({ status, says: output.includes('libs/views') }).toEqual({ status: 2, says: true });
    },
    boundMs,
  );
});
