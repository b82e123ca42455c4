/**
 * Who may import whom. Each project carries tags in the `nx` block of its package.json; Nx reads the imports.
 *
 *   kernel ◀ language ◀ pure ─────────┐
 *      ▲        ▲                     ▼
 *      └─ port ◀┴─ runtime ◀──── composition ◀── app
 *           ▲                                     │
 *           └── adapter-kit ◀── adapter ◀─────────┘
 *
 * Only apps, `libs/testing`, tools, benchmarks and specs name an adapter or a reference system. What Nx does not
 * see (`node:*`, clocks, randomness, timers) is refused by `restrictions.mjs`.
 */

/** @type {readonly { sourceTag: string, to: readonly string[], external?: readonly string[] }[]} */
const layers = [
  { sourceTag: 'kernel', to: ['kernel'], external: ['big.js'] },
  { sourceTag: 'language', to: ['kernel', 'language'], external: ['zod', 'avsc'] },
  { sourceTag: 'pure', to: ['kernel', 'language', 'pure'], external: [] },
  // Contract suites may state properties.
  { sourceTag: 'port', to: ['kernel', 'port'], external: ['fast-check'] },
  { sourceTag: 'runtime', to: ['kernel', 'language', 'port', 'runtime'], external: [] },
  { sourceTag: 'adapter-kit', to: ['kernel', 'port', 'adapter-kit'], external: [] },
  { sourceTag: 'adapter', to: ['kernel', 'language', 'port', 'adapter-kit'] },
  // Independent of the sagas, so that reconciliation compares two accounts of the world.
  { sourceTag: 'counterpart', to: ['kernel', 'port', 'counterpart'], external: [] },
  { sourceTag: 'composition', to: ['kernel', 'language', 'pure', 'port', 'runtime', 'composition'], external: [] },
  {
    sourceTag: 'testing',
    to: [...['kernel', 'language', 'pure', 'port', 'runtime', 'composition', 'adapter-kit', 'adapter'], 'counterpart'],
  },
  { sourceTag: 'app', to: ['*'] },
];

export const tags = layers.map((layer) => layer.sourceTag);

const common = {
  enforceBuildableLibDependency: false,
  banTransitiveDependencies: true,
  allow: [],
};

/** Options of `@nx/enforce-module-boundaries` for product code. */
export const boundaries = {
  ...common,
  depConstraints: layers.map(({ sourceTag, to, external }) => ({
    sourceTag,
    onlyDependOnLibsWithTags: to,
    ...(external === undefined ? {} : { allowedExternalImports: external }),
  })),
};

/** The same for specs: they may name any library and any declared package. */
export const specBoundaries = { ...common, depConstraints: [{ sourceTag: '*', onlyDependOnLibsWithTags: ['*'] }] };
