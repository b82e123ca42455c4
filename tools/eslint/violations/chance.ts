import { bad, global, good, imports, property, syntax, value, type Case } from './case.ts';

/** Globals that are the same on every machine, at any time and in every run. */
const pureGlobals = [
  ...['Array', 'BigInt', 'Boolean', 'Date', 'Error', 'Infinity', 'JSON', 'Map', 'Math', 'NaN', 'Number', 'Object'],
  ...['RangeError', 'RegExp', 'Set', 'String', 'Symbol', 'TypeError', 'Uint8Array', 'WeakMap', 'undefined'],
  ...['decodeURIComponent', 'encodeURIComponent', 'parseInt'],
];
const deterministicGlobals = [...pureGlobals, 'Buffer', 'Promise', 'TextDecoder', 'TextEncoder'];
/** These have rules of their own about how they may be used. */
const ruled = ['Date', 'Math'];

/** What another rule says of them too. */
const alsoSaid = (name: string): readonly string[] =>
  name === 'escape' || name === 'unescape' ? ['@typescript-eslint/no-deprecated: deprecated'] : [];

const globals = (names: readonly string[], allowed: readonly string[]): readonly Case[] =>
  names
    .filter((name) => !ruled.includes(name))
    .map((name) => {
      const code = `export const p# = typeof ${name};`;
      return allowed.includes(name) ? good(code) : bad(code, global(name), ...alsoSaid(name));
    });

const clock: readonly Case[] = [
  value('Date.now()', property('Date.now')),
  value("Date['now']()", property('Date.now')),
  bad('export const { now: now# } = Date;', property('Date.now'), syntax('new Date(value)')),
  value('new Date()', syntax('exactly one value')),
  value('new Date(2026, 0, 1)', syntax('exactly one value')),
  value('Date()', syntax('new Date(value)')),
  bad('const D# = Date;\nexport const p# = (): number => D#.now();', syntax('new Date(value)')),
  value('new Map([[1, Date]])', syntax('new Date(value)')),
  value('Reflect.construct(Date, [])', global('Reflect'), syntax('new Date(value)')),
  bad("export const p# = (name: 'now' | 'parse'): unknown => Date[name];", syntax('computed')),
  value('Date.prototype.constructor', property('Date.prototype'), property('constructor')),
  value('new Intl.DateTimeFormat().format()', global('Intl')),
  good("export const p# = (): Date => new Date(Date.parse('2026-01-05') + Date.UTC(1970, 0, 2));"),
];

const chance: readonly Case[] = [
  value('Math.random()', property('Math.random')),
  value("Math['random']()", property('Math.random')),
  bad('export const { random: random# } = Math;', property('Math.random'), syntax('alias of Math')),
  bad('const M# = Math;\nexport const p# = (): number => M#.random();', syntax('alias of Math')),
  bad("export const p# = (name: 'random' | 'cbrt'): unknown => Math[name];", syntax('computed')),
  bad('export const p# = (x: { subtle: unknown }): unknown => x.subtle;', property('subtle')),
  ...['getRandomValues', 'randomUUID', 'randomBytes', 'randomInt', 'webcrypto', 'subtle', 'constructor'].map((name) =>
    bad(`export const p# = ({ ${name}: taken }: { ${name}: unknown }): unknown => taken;`, property(name)),
  ),
  good('export const p# = (): number => Math.max(1, Math.trunc(2.5));'),
];

const turns: readonly Case[] = [
  value('globalThis.Math.random()', global('globalThis'), syntax('alias of Math')),
  value("globalThis['process']", global('globalThis')),
  value("(0, eval)('1')", global('eval')),
  value('AbortSignal.timeout(5)', global('AbortSignal')),
  value('process.nextTick', global('process')),
  value("import('./planted.ts')", syntax('Import statically')),
];

/** No clock, no chance and no turn of the event loop that was not handed in. */
export const deterministic = (globalNames: readonly string[]): readonly Case[] => [
  ...clock,
  ...chance,
  ...turns,
  ...globals(globalNames, deterministicGlobals),
];

/** Nothing to wait for either, and no process around it. */
export const pure = (globalNames: readonly string[]): readonly Case[] => [
  ...clock,
  ...chance,
  ...turns,
  ...globals(globalNames, pureGlobals),
  bad('export const p# = async (x: PromiseLike<number>): Promise<number> => await x;', syntax('nothing to wait for')),
];

const asFloat = 'q2c/no-bigint-to-number: bigint';
/** Money under whatever name stays a bigint. */
export const exactMoney: readonly Case[] = [
  bad('export const p# = ({ minor: cents }: { minor: bigint }): number => Number(cents) * 1.19;', asFloat),
  bad('export const p# = (cents: bigint | null): number => Number(cents ?? 0n);', asFloat),
  bad('export const p# = (all: readonly bigint[]): readonly number[] => all.map(Number);', asFloat),
  good("export const p# = (text: string): readonly number[] => [Number(text), ...text.split('-').map(Number)];"),
];

/** Of `node:crypto` and `node:zlib` only what answers at once and always the same. */
const plainHashes: readonly Case[] = [
  ...['randomUUID', 'randomBytes', 'webcrypto', 'subtle'].map((name) =>
    bad(`export { ${name} as it# } from 'node:crypto';`, imports('Chance comes from')),
  ),
  good(
    "export { hash as h#, createHash as c#, createHmac as m#, timingSafeEqual as t#, createCipheriv as e#, createDecipheriv as d#, hkdfSync as k# } from 'node:crypto';",
  ),
];

export const deterministicModules: readonly Case[] = [
  ...['fs', 'timers/promises', 'perf_hooks', 'child_process'].flatMap((name) => [
    bad(`export * from 'node:${name}';`, imports('Of node:* only crypto, zlib, buffer')),
    bad(`export * from '${name}';`, imports('Of node:* only crypto, zlib, buffer')),
  ]),
  ...plainHashes,
  ...['gzip', 'createGzip', 'deflate'].map((name) =>
    bad(`export { ${name} as it# } from 'node:zlib';`, imports('Asynchronous zlib')),
  ),
  good(
    "export { gzipSync as g#, crc32 as c#, constants as k# } from 'node:zlib';\nexport { Buffer as b# } from 'node:buffer';",
  ),
];

export const codecModules: readonly Case[] = [
  bad("export * from 'node:fs';", imports('Of node:* only buffer, crypto')),
  bad("export * from 'node:zlib';", imports('Of node:* only buffer, crypto')),
  ...plainHashes,
  good("export { Buffer as b# } from 'node:buffer';"),
];

export const noModules: readonly Case[] = ['node:fs', 'fs', 'node:crypto', 'path', 'fs/promises'].map((name) =>
  bad(`export * from '${name}';`, imports('No node:* here')),
);

const onlyTheKernel = imports('the kernel and its own files only');
/** What judges the product knows nothing of how it works. */
export const kernelOnly: readonly Case[] = [
  ...['@q2c/domain', '@q2c/domain-events', '@q2c/sagas', '@q2c/reference-systems', 'node:fs', '../random.ts'].map(
    (name) => bad(`export * from '${name}';`, onlyTheKernel),
  ),
  bad("export type { Random as R# } from '../random.ts';", onlyTheKernel),
  bad("export type * from '@q2c/ports';", onlyTheKernel),
  good("export { money as m# } from '@q2c/kernel';"),
  good("export type { DealPlan as D# } from './plan.ts';"),
];
