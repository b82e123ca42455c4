export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest'] },
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'import', 'default'] },
  testMatch: ['<rootDir>/{libs,apps,tools,benchmarks}/**/*.spec.ts'],
  modulePathIgnorePatterns: ['/dist/'],
};
