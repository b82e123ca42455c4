// First, before other modules leave globals behind.
import * as restrict from './tools/eslint/restrictions.mjs';
import js from '@eslint/js';
import nx from '@nx/eslint-plugin';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { boundaries, specBoundaries } from './tools/eslint/boundaries.mjs';
import { noBigintToNumber } from './tools/eslint/no-bigint-to-number.mjs';
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
const typescript = ['libs', 'apps', 'tools', 'benchmarks'].map((folder) => `${folder}/**/*.ts`);
const javascript = ['*.mjs', 'tools/**/*.mjs', 'apps/*/bin/*.mjs'];

/**
 * A part of the tree with its restrictions. A part without files would match nothing and still look like a rule.
 * @param {string} name
 * @param {{ files: readonly string[], ignores?: readonly string[], restrictions: readonly restrict.Restrictions[],
 *   imports?: object }} part
 * @returns {import('eslint').Linter.Config}
 */
const part = (name, { files, ignores = specs, restrictions, imports }) => ({
  name,
  files: [...files, 'no-such-file'],
  ignores: [...ignores],
  rules: {
    ...restrict.rulesOf(restrict.everywhere, restrict.libraries, ...restrictions),
    ...(imports === undefined ? {} : { '@typescript-eslint/no-restricted-imports': ['error', imports] }),
  },
});

/** The strict preset's own options, which any options given here replace by laxer defaults. */
const noImplicitText = { allowAny: false, allowBoolean: false, allowNullish: false };
const templates = { ...noImplicitText, allowNever: false, allowNumber: true, allowRegExp: true };

export default defineConfig(
  { ignores: ['**/dist/**', 'coverage/**', 'tmp/**', '**/.nx/**', 'benchmarks/sketch/**'] },
  {
    name: 'all code',
    files: [...typescript, ...javascript],
    extends: [js.configs.recommended, tseslint.configs.strictTypeChecked],
    // A rule is changed here, in the open, or it holds: comments cannot switch it off.
    linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: root } },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: true },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', templates],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      // What a `create…` function returns has no `this` to lose.
      '@typescript-eslint/unbound-method': 'off',
      // `async` without `await` turns a throw into a rejection, which is what a port promises.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/restrict-plus-operands': [
        'error',
        { ...noImplicitText, allowNumberAndString: true, allowRegExp: false },
      ],
      // TypeScript keeps a narrowing over an `await` during which another turn may have changed the value, so the rule
      // calls needed checks needless. It holds where nothing awaits, in the pure libraries.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      complexity: ['error', { max: 12, variant: 'modified' }],
      'max-depth': ['error', 4],
      'max-params': ['error', 5],
      'max-lines': ['error', 300],
      ...restrict.rulesOf(restrict.everywhere),
    },
  },
  {
    name: 'module boundaries',
    files: typescript,
    // The plugin was typed for an older ESLint.
    plugins: { '@nx': /** @type {import('eslint').ESLint.Plugin} */ (/** @type {unknown} */ (nx)) },
    rules: { '@nx/enforce-module-boundaries': ['error', boundaries] },
  },
  part('libraries', {
    files: ['libs', 'tools', 'benchmarks'].map((folder) => `${folder}/**/*.ts`),
    ignores: [],
    restrictions: [],
  }),
  part('pure', { files: tagged('kernel', 'pure'), restrictions: [restrict.pure], imports: restrict.imports.pure }),
  part('language', {
    files: tagged('language'),
    ignores: [...specs, '**/src/codec/**'],
    restrictions: [restrict.pure],
    imports: restrict.imports.language,
  }),
  part('codec', {
    files: tagged('language').map((files) => files.replace('/src/', '/src/codec/')),
    restrictions: [restrict.deterministic],
    imports: restrict.imports.codec,
  }),
  part('ports', {
    files: tagged('port'),
    ignores: [...specs, ...contracts],
    restrictions: [restrict.pure],
    imports: restrict.imports.port,
  }),
  part('deterministic', {
    files: tagged('runtime', 'composition', 'adapter-kit'),
    restrictions: [restrict.deterministic],
    imports: restrict.imports.deterministic,
  }),
  part('reference systems', { files: tagged('counterpart'), restrictions: [restrict.deterministic] }),
  part('oracle', {
    files: ['libs/testing/src/oracle/**/*.ts'],
    ignores: [],
    restrictions: [restrict.pure],
    imports: restrict.imports.oracle,
  }),
  {
    name: 'no dead conditions',
    files: tagged('kernel', 'pure', 'language'),
    rules: { '@typescript-eslint/no-unnecessary-condition': 'error' },
  },
  {
    name: 'exact money',
    files: tagged('kernel', 'pure', 'language'),
    // The codec takes numbers apart into bytes.
    ignores: [...specs, '**/src/codec/**'],
    plugins: { q2c: { rules: { 'no-bigint-to-number': noBigintToNumber } } },
    rules: { 'q2c/no-bigint-to-number': 'error' },
  },
  {
    name: 'specs',
    files: [...specs, ...contracts, 'libs/testing/**/*.ts'],
    rules: {
      '@nx/enforce-module-boundaries': ['error', specBoundaries],
      '@typescript-eslint/no-non-null-assertion': 'off',
      // What was not found shows in what is compared.
      '@typescript-eslint/restrict-template-expressions': ['error', { ...templates, allowNullish: true }],
      // Jest's matchers (`expect.stringContaining`) are typed as `any`.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      // What a terminal shows is compared as it is, with its escapes and spaces.
      'no-control-regex': 'off',
      'no-regex-spaces': 'off',
    },
  },
  {
    name: 'JavaScript',
    files: javascript,
    // What comes from JSON.parse is `any` here, and JSDoc has no `satisfies`; tsc still checks these files.
    extends: [tseslint.configs.disableTypeChecked],
    // tsc knows which names there are.
    rules: { 'no-undef': 'off' },
  },
  {
    name: 'names that say nothing',
    files: ['helper', 'helpers', 'util', 'utils']
      .flatMap((name) => [`**/${name}`, `**/*.${name}`])
      .flatMap((name) => [`${name}.ts`, `${name}.mjs`]),
    rules: { 'no-restricted-syntax': ['error', { selector: 'Program', message: 'Name the file for what it holds.' }] },
  },
);
