import { readFileSync } from 'node:fs';

// The build's settings, except that Jest runs the sources: there is no `.js` file to rewrite an import to.
const swc = JSON.parse(readFileSync(new URL('.swcrc', import.meta.url), 'utf8'));
swc.jsc.rewriteRelativeImportExtensions = false;
swc.swcrc = false;

export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', swc] },
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'import', 'default'] },
  // Ends what would hang for ever; a machine with other things to do must not fail a test.
  testTimeout: 240_000,
  testMatch: ['<rootDir>/{libs,apps,tools,benchmarks}/**/*.spec.ts'],
  modulePathIgnorePatterns: ['/dist/'],
};
