import nx from '@nx/eslint-plugin';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { boundaries, specBoundaries } from './tools/eslint/boundaries.mjs';
import * as restrict from './tools/eslint/restrictions.mjs';
import { projectFolders, projectTags, root } from './tools/workspace.mjs';

/**
 * Product files of all projects with one of these tags: the tags decide which restrictions hold, so that a new
 * library gets its rules with its tag.
 * @param {...string} tags
 */
const tagged = (...tags) =>
  projectFolders(root)
    .filter((folder) => projectTags(root, folder).some((tag) => tags.includes(tag)))
    .map((folder) => `${folder}/src/**/*.ts`);

const specs = ['**/*.spec.ts'];
const contracts = ['libs/ports/src/contracts/**/*.ts'];
const typescript = ['{libs,apps,tools,benchmarks}/**/*.ts'];
const javascript = ['*.mjs', 'tools/**/*.mjs', 'apps/*/bin/*.mjs'];

/**
 * A part of the tree with its restrictions. A part without files would match nothing and still look like a rule.
 * @param {string} name
 * @param {{ files: readonly string[], ignores?: readonly string[], syntax: readonly restrict.Syntax[],
 *   globals?: readonly { name: string, message: string }[], imports?: object }} part
 * @returns {import('eslint').Linter.Config}
 */
const part = (name, { files, ignores = specs, syntax, globals = [], imports }) => ({
  name,
  files: [...files, 'no-such-file'],
  ignores: [...ignores],
  rules: {
    'no-restricted-syntax': ['error', ...restrict.everywhere, ...restrict.libraries, ...syntax],
    'no-restricted-globals': ['error', ...globals],
    ...(imports === undefined ? {} : { '@typescript-eslint/no-restricted-imports': ['error', imports] }),
  },
});

const pureParts = {
  syntax: restrict.pureSyntax,
  globals: [...restrict.impureGlobals, ...restrict.processGlobals],
};

export default defineConfig(
  { ignores: ['**/dist/**', 'coverage/**', 'tmp/**', '**/.nx/**', 'benchmarks/sketch/**'] },
  {
    name: 'all code',
    files: [...typescript, ...javascript],
    extends: [tseslint.configs.strictTypeChecked],
    // A rule is changed here, in the open, or it holds: comments cannot switch it off.
    linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: root } },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: true },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowRegExp: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      // What a `create…` function returns has no `this` to lose.
      '@typescript-eslint/unbound-method': 'off',
      // `async` without `await` turns a throw into a rejection, which is what a port promises.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/restrict-plus-operands': ['error', { allowNumberAndString: true }],
      // TypeScript keeps a narrowing over an `await` during which another turn may have changed the value, so the rule
      // calls needed checks needless. It holds where nothing awaits, in the pure libraries.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      complexity: ['error', { max: 12, variant: 'modified' }],
      'max-depth': ['error', 4],
      'max-params': ['error', 5],
      'max-lines': ['error', 300],
      'no-restricted-syntax': ['error', ...restrict.everywhere],
    },
  },
  {
    name: 'module boundaries',
    files: typescript,
    // The plugin was typed for an older ESLint.
    plugins: { '@nx': /** @type {import('eslint').ESLint.Plugin} */ (/** @type {unknown} */ (nx)) },
    rules: { '@nx/enforce-module-boundaries': ['error', boundaries] },
  },
  part('libraries', { files: ['{libs,tools,benchmarks}/**/*.ts'], ignores: [], syntax: [] }),
  part('pure', { ...pureParts, files: tagged('kernel', 'pure'), imports: restrict.imports.pure }),
  part('language', {
    ...pureParts,
    files: tagged('language'),
    ignores: [...specs, '**/src/codec/**'],
    imports: restrict.imports.language,
  }),
  part('codec', {
    files: tagged('language').map((files) => files.replace('/src/', '/src/codec/')),
    syntax: restrict.noClockNorChance,
    globals: restrict.impureGlobals,
    imports: restrict.imports.codec,
  }),
  part('ports', {
    ...pureParts,
    files: tagged('port'),
    ignores: [...specs, ...contracts],
    imports: restrict.imports.port,
  }),
  part('deterministic', {
    files: tagged('runtime', 'composition', 'adapter-kit'),
    syntax: restrict.noClockNorChance,
    globals: restrict.impureGlobals,
    imports: restrict.imports.deterministic,
  }),
  part('reference systems', {
    files: tagged('counterpart'),
    syntax: restrict.noClockNorChance,
    globals: restrict.impureGlobals,
  }),
  {
    name: 'no dead conditions',
    files: tagged('kernel', 'pure', 'language'),
    rules: { '@typescript-eslint/no-unnecessary-condition': 'error' },
  },
  {
    name: 'specs',
    files: [...specs, ...contracts, 'libs/testing/**/*.ts'],
    rules: {
      '@nx/enforce-module-boundaries': ['error', specBoundaries],
      '@typescript-eslint/no-non-null-assertion': 'off',
      // Jest's matchers (`expect.stringContaining`) are typed as `any`.
      '@typescript-eslint/no-unsafe-assignment': 'off',
    },
  },
  {
    name: 'JavaScript',
    files: javascript,
    // What comes from JSON.parse is `any` here, and JSDoc has no `satisfies`; tsc still checks these files.
    extends: [tseslint.configs.disableTypeChecked],
  },
  {
    name: 'names that say nothing',
    files: ['**/{helper,helpers,util,utils}.{ts,mjs}', '**/*.{helper,helpers,util,utils}.{ts,mjs}'],
    rules: { 'no-restricted-syntax': ['error', { selector: 'Program', message: 'Name the file for what it holds.' }] },
  },
);
