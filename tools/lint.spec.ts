import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, matchesGlob, relative, sep } from 'node:path';
import { tags } from './eslint/boundaries.mjs';
import { filesOf, type PlantedFile } from './eslint/violations/files.ts';
import { knownTags, places } from './eslint/violations/index.ts';
import { skippedRules } from './lint.mjs';
import { copyWorkspace, linkPackages, root } from './workspace.mjs';

/**
 * Each rule bites, and bites everywhere it should: violations are planted in a fresh copy of the workspace, and lint
 * must say exactly what is expected of each. What ESLint applies is then compared with what was said: a rule, a
 * restriction or a part of the tree without a violation fails. The copy has no project graph, which is how a fresh
 * clone starts.
 */
type Message = { readonly ruleId: string | null; readonly message: string; readonly line: number };
type Linted = { readonly filePath: string; readonly messages: readonly Message[] };
type Rules = Readonly<Record<string, readonly unknown[]>>;
type Part = {
  readonly name: string;
  readonly files: readonly string[];
  readonly ignores?: readonly string[];
  readonly rules: Readonly<Record<string, unknown>>;
};
type Effective = {
  readonly parts: readonly Part[];
  readonly rules: Readonly<Record<string, Rules>>;
  readonly globals: readonly string[];
};

const boundMs = 120_000;

const effective = (files: readonly string[]): Effective => {
  const words = [join(root, 'tools/eslint/effective.mjs'), ...files];
  const { stdout, stderr } = spawnSync(process.execPath, words, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26 });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as Effective;
};

const { globals, parts, rules } = effective(places([]).map(({ file }) => file));
const planted = places(globals).map((place) => ({ ...place, files: filesOf(place) }));
const files = planted.flatMap((place) => place.files);

let copy: string;
const run = (words: readonly string[]): { status: number | null; output: string } => {
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { cwd: copy, encoding: 'utf8' });
  return { status, output: stdout + stderr };
};

beforeAll(() => {
  copy = realpathSync(mkdtempSync(join(tmpdir(), 'q2c-lint-')));
  copyWorkspace(root, copy);
  linkPackages(root, copy);
  for (const { path, text } of files) {
    mkdirSync(dirname(join(copy, path)), { recursive: true });
    writeFileSync(join(copy, path), text);
  }
}, boundMs);

afterAll(() => rmSync(copy, { recursive: true }));

test(
  'without a project graph ESLint alone skips the boundaries and passes, which the detector sees',
  () => {
    const crossing = 'libs/runtime/src/crossing.ts';
    writeFileSync(join(copy, crossing), "export * from '@q2c/adapter-memory';\n");
    const { status, output } = run([join(copy, 'node_modules/eslint/bin/eslint.js'), crossing]);
    expect({ status, skipped: skippedRules(output).length }).toEqual({ status: 0, skipped: 1 });
  },
  boundMs,
);

describe('in a fresh copy', () => {
  const found = new Map<string, readonly Message[]>();
  const said = (path: string): readonly Message[] => found.get(path) ?? [];

  beforeAll(() => {
    const result = join(copy, 'eslint.json');
    const paths = files.map(({ path }) => path);
    const { status, output } = run(['tools/lint.mjs', '--format', 'json', '--output-file', result, ...paths]);
    expect({ status, skipped: skippedRules(output), output }).toEqual({ status: 1, skipped: [], output: '' });
    const linted = JSON.parse(readFileSync(result, 'utf8')) as readonly Linted[];
    for (const { filePath, messages } of linted) found.set(relative(copy, filePath).split(sep).join('/'), messages);
  }, boundMs);

  /** What is said of a case: a message that was expected by that name, any other in full. */
  const heard = (path: string, { from, to, bites }: PlantedFile['cases'][number]): readonly string[] => {
    const expected = [...bites];
    return said(path)
      .filter(({ line }) => line >= from && line < to)
      .map(({ ruleId, message }) => {
        const at = expected.findIndex((bite) => {
          const [rule, text = ''] = bite.split(/: (.*)/s);
          return rule === String(ruleId) && message.includes(text);
        });
        return at < 0 ? `${ruleId}: ${message}` : expected.splice(at, 1).join();
      })
      .sort();
  };

  test.each(planted.map(({ file, files: parts }) => [file, parts] as const))(
    'what is expected in %s',
    (_file, parts) => {
      const all = parts.flatMap(({ path, cases }) => cases.map((one) => ({ path, one })));
      expect(all.map(({ path, one }) => [one.code, heard(path, one)])).toEqual(
        all.map(({ one }) => [one.code, [...one.bites].sort()]),
      );
    },
  );

  describe('nothing holds that was not seen to bite:', () => {
    const matching = ({ files: globs, ignores = [] }: Part, path: string): boolean =>
      globs.some((glob) => matchesGlob(path, glob)) && !ignores.some((glob) => matchesGlob(path, glob));
    const off = (setting: unknown): boolean => setting === 'off' || (Array.isArray(setting) && setting[0] === 0);

    test('every tag is planted', () => expect([...knownTags].sort()).toEqual([...tags].sort()));

    test.each(parts.map((part) => [part.name, part] as const))('every pattern of "%s"', (_name, part) => {
      const unplanted = part.files.filter(
        (glob) => glob !== 'no-such-file' && !files.some(({ path }) => matching({ ...part, files: [glob] }, path)),
      );
      expect(unplanted).toEqual([]);
    });

    test.each(parts.flatMap((part) => Object.keys(part.rules).map((rule) => [part.name, rule, part] as const)))(
      'in "%s" the rule %s',
      (_name, rule, part) => {
        if (off(part.rules[rule])) return;
        const where = files.filter(({ path }) => matching(part, path));
        expect(where.some(({ path }) => said(path).some(({ ruleId }) => ruleId === rule))).toBe(true);
      },
    );

    /** How each entry of a rule's options shows in its messages. */
    const entries: Readonly<Record<string, (options: readonly unknown[]) => readonly string[]>> = {
      'no-restricted-syntax': (options) => (options as { message: string }[]).map(({ message }) => message),
      'no-restricted-globals': (options) => (options as { name: string }[]).map(({ name }) => `'${name}'.`),
      'no-restricted-properties': (options) =>
        (options as { object?: string; property?: string }[]).map(
          ({ object, property }) => `'${[object, property ?? ''].filter((name) => name !== undefined).join('.')}`,
        ),
      '@typescript-eslint/no-restricted-imports': (options) =>
        (options as { patterns: { message: string }[] }[]).flatMap(({ patterns }) =>
          patterns.map((one) => one.message),
        ),
    };

    test.each(planted.filter(({ alone }) => alone !== true).map((place) => [place.file, place.files] as const))(
      'every restriction in %s',
      (place, parts) => {
        const silent = Object.entries(entries).flatMap(([rule, entriesOf]) => {
          const [, ...options] = rules[place]?.[rule] ?? [];
          const messages = parts.flatMap(({ path }) => said(path)).filter(({ ruleId }) => ruleId === rule);
          // JavaScript has no TypeScript in it.
          const possible = options.filter((option) => !(place.endsWith('.mjs') && /"TS/.test(JSON.stringify(option))));
          const all = entriesOf(possible);
          expect(new Set(all).size).toBe(all.length);
          return all.filter((text) => !messages.some(({ message }) => message.includes(text)));
        });
        expect(silent).toEqual([]);
      },
    );
  });

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
