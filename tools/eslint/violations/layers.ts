import { bad, boundary, good, type Case } from './case.ts';

/** Who may import whom, written a second time: a line that goes or comes in `boundaries.mjs` fails here. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  language: ['kernel'],
  pure: ['kernel', 'domain-events', 'domain'],
  port: ['kernel'],
  runtime: ['kernel', 'domain-events', 'ports'],
  'adapter-kit': ['kernel', 'ports'],
  adapter: ['kernel', 'domain-events', 'ports', 'event-log'],
  counterpart: ['kernel', 'ports'],
  composition: ['kernel', 'domain-events', 'domain', 'ports', 'runtime'],
};
/** One library of each tag. */
const libraries = [
  ...['kernel', 'domain-events', 'domain', 'ports', 'runtime', 'event-log', 'adapter-memory', 'reference-systems'],
  ...['composition', 'testing'],
];
const mayUsePackages: Readonly<Record<string, readonly string[]>> = {
  kernel: ['big.js'],
  language: ['zod', 'avsc'],
  port: ['fast-check'],
  adapter: ['pino', 'zod', 'avsc', 'big.js', 'fast-check'],
  testing: ['pino', 'zod', 'avsc', 'big.js', 'fast-check'],
  app: ['pino', 'zod', 'avsc', 'big.js', 'fast-check'],
};
const packages = ['pino', 'zod', 'avsc', 'big.js', 'fast-check'];

/** What a library of this tag may import, and everything else refused. `self` is its own name. */
export const layer = (tag: string, self: string): readonly Case[] => [
  ...libraries
    .filter((name) => name !== self)
    .map((name) => {
      const code = `export type * from '@q2c/${name}';`;
      const allowed = mayImport[tag] ?? libraries;
      return allowed.includes(name) ? good(code) : bad(code, boundary('can only depend on'));
    }),
  ...packages.map((name) => {
    const code = `export type * from '${name}';`;
    return mayUsePackages[tag]?.includes(name) === true ? good(code) : bad(code, boundary('not allowed to import'));
  }),
];
