/**
 * One piece of code per rule and place: `lint.spec.ts` plants each in a fresh copy and expects exactly this rule there.
 * `says` is part of the message where one rule stands for many. Without `rule` the code must pass: it shows that a
 * restriction stops where it should.
 */
export type Planted = {
  readonly in: string;
  readonly code: string;
  readonly rule?: string;
  readonly says?: string;
  /** File name; by default numbered in a folder of its own. */
  readonly file?: string;
};

const syntax = 'no-restricted-syntax';
const globals = 'no-restricted-globals';
const imports = '@typescript-eslint/no-restricted-imports';
const nx = '@nx/enforce-module-boundaries';

const each = (places: readonly string[], planted: readonly Omit<Planted, 'in'>[]): readonly Planted[] =>
  places.flatMap((place) => planted.map((one) => ({ in: place, ...one })));

const branches = Array.from({ length: 12 }, (_, n) => `  if (n === ${n}) return ${n};`).join('\n');

const language: readonly Planted[] = each(
  ['libs/runtime/src'],
  [
    { code: 'export const same = (value: any): unknown => value;', rule: '@typescript-eslint/no-explicit-any' },
    { code: 'export default 1;', rule: syntax, says: 'Name what you export' },
    { code: 'export enum Colour { Red }', rule: syntax, says: 'union of literals' },
    {
      code: 'export class Box {\n  constructor(readonly size: number) {}\n}',
      rule: syntax,
      says: 'declare the field',
    },
    {
      code: 'const mark = (_target: unknown): void => {};\n@mark\nexport class Marked {}',
      rule: syntax,
      says: 'in apps only',
    },
    { code: 'export const broken = (e: unknown): boolean => e instanceof Error;', rule: syntax, says: '`code`' },
    {
      code: "import { Fault } from '@q2c/kernel';\nexport const broken = (e: unknown): boolean => e instanceof Fault;",
      rule: syntax,
      says: '`code`',
    },
    {
      code: "export const f = (x: 'a' | 'b'): void => {\n  switch (x) {\n    case 'a':\n      break;\n  }\n};",
      rule: '@typescript-eslint/switch-exhaustiveness-check',
    },
    {
      code: 'export const f = (): void => {\n  Promise.resolve(1);\n};',
      rule: '@typescript-eslint/no-floating-promises',
    },
    { code: `export const f = (n: number): number => {\n${branches}\n  return n;\n};`, rule: 'complexity' },
    { code: '// line\n'.repeat(300) + 'export const one = 1;', rule: 'max-lines' },
    { code: 'export const n = (text: string): number => parseFloat(text) + 1;', rule: syntax, says: 'exact' },
    { code: 'export const n = (text: string): number => Number.parseFloat(text);', rule: syntax, says: 'exact' },
    {
      code: 'export const n = (amount: { minor: bigint }): number => Number(amount.minor);',
      rule: syntax,
      says: '2^53',
    },
    { code: 'export const n = (amountMinor: bigint): number => Number(amountMinor);', rule: syntax, says: '2^53' },
    {
      code: 'export const n = (amountMinor: number): number => +amountMinor;',
      rule: `@typescript-eslint/no-unnecessary-type-conversion, ${syntax}`,
      says: 'bigint',
    },
    {
      code: '// @ts-ignore\nexport const n: number = 1;',
      rule: '@typescript-eslint/ban-ts-comment',
    },
    { code: 'export const one = 1;', rule: syntax, says: 'what it holds', file: 'utils.ts' },
    { code: 'export const one = 1;', rule: syntax, says: 'what it holds', file: 'money.helper.ts' },
    { code: 'export const later = async (go: () => Promise<void>): Promise<void> => go();' },
  ],
);

const chance: readonly Omit<Planted, 'in'>[] = [
  { code: 'export const f = (): number => Date.now();', rule: syntax, says: 'Clock' },
  { code: 'export const f = (): Date => new Date();', rule: syntax, says: 'Clock' },
  { code: 'export const f = (): string => Date();', rule: syntax, says: 'Clock' },
  { code: 'export const f = (): number => Math.random();', rule: syntax, says: 'Ids' },
  { code: 'export const f = (): number => performance.now();', rule: globals },
  { code: 'export const f = (): string => crypto.randomUUID();', rule: `${globals}, ${syntax}` },
  {
    code: 'export const f = (x: Uint8Array<ArrayBuffer>): unknown => crypto.subtle.digest("SHA-1", x);',
    rule: `${globals}, ${syntax}`,
  },
  { code: 'export const f = (go: () => void): unknown => setTimeout(go, 1);', rule: globals },
  { code: 'export const f = (go: () => void): unknown => setInterval(go, 1);', rule: globals },
  { code: 'export const f = (go: () => void): unknown => setImmediate(go);', rule: globals },
  { code: 'export const f = (go: () => void): unknown => globalThis.setTimeout(go, 1);', rule: syntax, says: 'port' },
  { code: 'export const f = (): unknown => fetch("http://localhost");', rule: globals },
  { code: 'export const f = (): Date => new Date(0);' },
];

const deterministic: readonly Omit<Planted, 'in'>[] = [
  ...chance,
  { code: "export { setTimeout } from 'node:timers/promises';", rule: imports, says: 'Of node:*' },
  { code: "export { readFileSync } from 'node:fs';", rule: imports, says: 'Of node:*' },
  { code: "export { readFileSync } from 'fs';", rule: imports, says: 'Of node:*' },
  { code: "export { performance } from 'node:perf_hooks';", rule: imports, says: 'Of node:*' },
  { code: "export { randomUUID } from 'node:crypto';", rule: imports, says: 'Chance' },
  { code: "export { randomBytes } from 'node:crypto';", rule: imports, says: 'Chance' },
  { code: "export { webcrypto } from 'node:crypto';", rule: imports, says: 'Chance' },
  { code: "export { gzip } from 'node:zlib';", rule: imports, says: 'Asynchronous zlib' },
  { code: "export { createGzip } from 'node:zlib';", rule: imports, says: 'Asynchronous zlib' },
  { code: "export { gzipSync } from 'node:zlib';\nexport { createHash } from 'node:crypto';" },
];

const pure: readonly Omit<Planted, 'in'>[] = [
  ...chance,
  { code: "export { readFileSync } from 'node:fs';", rule: imports, says: 'No node:*' },
  { code: "export { createHash } from 'node:crypto';", rule: imports, says: 'No node:*' },
  { code: "export { join } from 'path';", rule: imports, says: 'No node:*' },
  { code: "export { Injectable } from '@nestjs/common';", rule: nx, says: 'not allowed to import' },
  { code: "export { pino } from 'pino';", rule: nx, says: 'not allowed to import' },
  { code: 'export const f = (): string => process.platform;', rule: globals },
  { code: 'export const f = (x: string): unknown => Buffer.from(x);', rule: globals },
  { code: "export type { Clock } from '@q2c/ports';", rule: nx },
  { code: "export * from '@q2c/runtime';", rule: nx },
  { code: "export * from '@q2c/adapter-memory';", rule: nx },
];

const importing = (names: readonly string[]): readonly Omit<Planted, 'in'>[] =>
  names.map((name) => ({ code: `export * from '@q2c/${name}';`, rule: nx }));
const allowed = (names: readonly string[]): readonly Omit<Planted, 'in'>[] =>
  names.map((name) => ({ code: `export * from '@q2c/${name}';` }));

const everyAdapter = ['adapter-memory', 'adapter-sqlite'];

const layers: readonly Planted[] = [
  ...each(['libs/kernel/src'], importing(['domain-events', 'domain', 'ports'])),
  ...each(['libs/kernel/src'], [{ code: "export { Big } from 'big.js';" }]),
  ...each(['libs/domain/src', 'libs/sagas/src', 'libs/views/src'], allowed(['kernel', 'domain-events'])),
  ...each(['libs/domain/src'], [{ code: "export * from '@q2c/domain-events/codec';", rule: imports, says: 'bytes' }]),
  ...each(['libs/domain-events/src'], importing(['domain', 'ports'])).map((one) => ({
    ...one,
    rule: `${nx}, ${imports}`,
  })),
  ...each(
    ['libs/domain-events/src'],
    [
      { code: "export { z } from 'zod';", rule: imports, says: 'nothing at run time' },
      { code: "export * from '@q2c/kernel';", rule: imports, says: 'nothing at run time' },
      { code: "export type { Result } from '@q2c/kernel';" },
    ],
  ),
  ...each(
    ['libs/domain-events/src/codec'],
    [
      { code: "export { z } from 'zod';\nexport { default as avsc } from 'avsc';\nexport * from '@q2c/kernel';" },
      { code: "export { pino } from 'pino';", rule: nx },
      { code: "export { readFileSync } from 'node:fs';", rule: imports, says: 'Of node:*' },
      { code: 'export const f = (): number => Date.now();', rule: syntax, says: 'Clock' },
    ],
  ),
  ...each(['libs/ports/src'], importing(['domain-events', 'domain', 'runtime', ...everyAdapter])),
  ...each(['libs/ports/src'], [{ code: "export { tmpdir } from 'node:os';", rule: imports, says: 'No node:*' }]),
  ...each(['libs/ports/src/contracts'], [{ code: "export { tmpdir } from 'node:os';\ndescribe('a port', () => {});" }]),
  ...each(['libs/runtime/src'], importing(['domain', 'sagas', 'views', 'composition', 'event-log', ...everyAdapter])),
  ...each(['libs/runtime/src'], importing(['reference-systems', 'testing'])),
  ...each(['libs/runtime/src'], allowed(['kernel', 'domain-events/codec', 'ports'])),
  ...each(['libs/runtime/src'], [{ code: "export { pino } from 'pino';", rule: nx }]),
  ...each(['libs/event-log/src'], importing(['domain', 'runtime', ...everyAdapter])),
  ...each(['libs/adapter-memory/src', 'libs/adapter-sqlite/src'], importing(['domain', 'runtime', 'composition'])),
  ...each(['libs/adapter-sqlite/src'], allowed(['kernel', 'ports', 'event-log'])),
  ...each(
    ['libs/adapter-sqlite/src'],
    [{ code: "export { DatabaseSync } from 'node:sqlite';\nexport const f = (): number => Date.now();" }],
  ),
  ...each(['libs/reference-systems/src'], importing(['domain', 'sagas', 'runtime', 'composition', ...everyAdapter])),
  ...each(['libs/reference-systems/src'], chance),
  ...each(['libs/composition/src'], importing([...everyAdapter, 'event-log', 'reference-systems', 'testing'])),
  ...each(['libs/composition/src'], allowed(['runtime', 'domain', 'sagas', 'views', 'ports'])),
  ...each(['libs/testing/src'], allowed(everyAdapter)),
  // Specs may name an adapter, even where the code beside them may not.
  ...each(['libs/composition/src'], [{ code: "export * from '@q2c/adapter-memory';", file: 'planted/some.spec.ts' }]),
  ...each(
    ['tools'],
    [{ code: "export * from '../libs/adapter-memory/src/index.ts';\nexport const f = (): number => Date.now();" }],
  ),
];

export const planted: readonly Planted[] = [
  ...language,
  ...each(['libs/runtime/src', 'libs/composition/src', 'libs/event-log/src'], deterministic),
  ...each(['libs/kernel/src', 'libs/domain/src', 'libs/sagas/src', 'libs/views/src'], pure),
  ...layers,
];
