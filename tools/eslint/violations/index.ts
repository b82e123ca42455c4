/**
 * Where what is planted: `lint.spec.ts` writes it into a fresh copy and expects exactly these messages there.
 * Nothing here is read from the restrictions themselves. So a restriction that goes is missed, and one that comes
 * without a violation is found by comparing with what ESLint applies.
 */
import { projectFolders, projectName, projectTags, root } from '../../workspace.mjs';
import { bad, boundary, good, imports, syntax, type Case, type Place } from './case.ts';
import {
  codecModules,
  deterministic,
  deterministicModules,
  exactMoney,
  kernelOnly,
  noModules,
  pure,
} from './chance.ts';
import {
  deadConditionsPass,
  everywhere,
  everywhereInJavaScript,
  language,
  libraries,
  noDeadConditions,
  specs,
  typeImports,
} from './general.ts';
import { layer } from './layers.ts';

const general = [...everywhere, ...libraries];

/** By tag, what a project of this tag is refused beside its layer. A tag that is not here fails. */
const byTag = (names: readonly string[]): Readonly<Record<string, readonly Case[]>> => {
  const pureLibrary = [...general, ...noDeadConditions, ...exactMoney, ...pure(names), ...noModules];
  const deterministicLibrary = [...general, ...deadConditionsPass, ...deterministic(names), ...deterministicModules];
  const codec = "export type * from '@q2c/domain-events/codec';";
  return {
    kernel: [...pureLibrary, bad(codec, imports('not its bytes'), boundary('can only depend on'))],
    pure: [...pureLibrary, bad(codec, imports('not its bytes'))],
    language: [
      ...[...general, ...noDeadConditions, ...exactMoney, ...pure(names)],
      bad("export { z as z# } from 'zod';", imports('nothing at run time')),
      bad("export * from 'node:fs';", imports('nothing at run time')),
      bad("export { wire as w# } from './codec/index.ts';", imports('its codec')),
      good("export type { Wire as W# } from './codec/index.ts';"),
    ],
    port: [...general, ...deadConditionsPass, ...pure(names), ...noModules],
    runtime: [...deterministicLibrary, ...language],
    'adapter-kit': deterministicLibrary,
    composition: deterministicLibrary,
    counterpart: [...general, ...deterministic(names), good("export * from 'node:fs';")],
    adapter: [...general, good("export * from 'node:sqlite';"), good('export const p# = (): number => Date.now();')],
    testing: [...general, ...specs],
    app: [...everywhere, ...typeImports, good('export default #;')],
  };
};

const projects = (names: readonly string[]): readonly Place[] =>
  projectFolders(root).flatMap((folder) =>
    projectTags(root, folder).map((tag) => ({
      file: `${folder}/src/planted.ts`,
      cases: [...(byTag(names)[tag] ?? []), ...layer(tag, projectName(root, folder).replace('@q2c/', ''))],
    })),
  );

const alone = (file: string, one: Case): Place => ({ file, alone: true, cases: [one] });

const emptyNames = ['helper', 'helpers', 'util', 'utils'];

/** `names`: all that is global. */
export const places = (globalNames: readonly string[]): readonly Place[] => [
  ...projects(globalNames),
  {
    file: 'libs/domain-events/src/codec/planted.ts',
    cases: [
      ...[...general, ...noDeadConditions, ...deterministic(globalNames), ...codecModules],
      good("export { z as z# } from 'zod';\nexport { default as a# } from 'avsc';\nexport * from '@q2c/kernel';"),
    ],
  },
  {
    file: 'libs/ports/src/contracts/planted.ts',
    cases: [...general, ...specs, good("export { tmpdir as t# } from 'node:os';\ndescribe('a port', () => {});")],
  },
  { file: 'libs/testing/src/oracle/planted.ts', cases: [...general, ...pure(globalNames), ...kernelOnly] },
  // Specs may name an adapter, even where the code beside them may not.
  { file: 'libs/composition/src/planted.spec.ts', cases: [...general, ...specs] },
  ...['tools', 'benchmarks'].map((folder) => ({
    file: `${folder}/planted.ts`,
    cases: [
      ...general,
      good("export * from '../libs/adapter-memory/src/index.ts';\nexport const p# = (): number => Date.now();"),
    ],
  })),
  ...['planted.mjs', 'tools/planted.mjs', 'apps/cli/bin/planted.mjs'].map((file) => ({
    file,
    cases: everywhereInJavaScript,
  })),
  ...emptyNames
    .flatMap((name) => [name, `money.${name}`])
    .flatMap((name) => [`libs/runtime/src/${name}.ts`, `tools/${name}.mjs`])
    .map((file) => alone(file, bad('export const p# = 1;', syntax('what it holds')))),
  alone('libs/runtime/src/long.ts', bad('// line\n'.repeat(300) + 'export const p# = 1;', 'max-lines: (301)')),
  alone(
    'libs/runtime/src/off.ts',
    bad('/* eslint-disable */\nexport enum Off { On }', 'null: noInlineConfig', syntax('union of literals')),
  ),
];

export const knownTags = Object.keys(byTag([]));
