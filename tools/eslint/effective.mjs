/**
 * What ESLint would apply, as JSON for `lint.spec.ts`: the parts that `eslint.config.mjs` itself writes (not the
 * presets it extends), the rules that hold for each file given, and every name that is global here.
 *
 *   node tools/eslint/effective.mjs <file> …
 */
import process from 'node:process';
import { ESLint } from 'eslint';
import { root } from '../workspace.mjs';

// Taken before the configuration is loaded, since plugins leave globals behind.
const globals = [
  ...Object.getOwnPropertyNames(globalThis),
  ...['require', 'module', 'exports', '__filename', '__dirname'],
];
const { default: config } = await import('../../eslint.config.mjs');

const eslint = new ESLint({ cwd: root });
const parts = config
  .filter(({ name = '', rules }) => !name.includes(' > ') && rules !== undefined)
  .map(({ name = 'no name', files, ignores, rules }) => ({ name, files, ignores, rules }));
const rules = await Promise.all(
  process.argv.slice(2).map(async (file) => {
    const found = /** @type {import('eslint').Linter.Config | undefined} */ (await eslint.calculateConfigForFile(file));
    return /** @type {const} */ ([file, found?.rules ?? {}]);
  }),
);
process.stdout.write(JSON.stringify({ parts, rules: Object.fromEntries(rules), globals }));
