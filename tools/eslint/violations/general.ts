import { bad, global, good, property, syntax, type Case } from './case.ts';

const branches = Array.from({ length: 12 }, (_, n) => `  if (n === ${n}) return ${n};`).join('\n');
const nested = (depth: number): string =>
  depth === 0 ? 'n += 1;' : `if (n > ${10 - depth}) {\n${nested(depth - 1)}\n}`;

/** What is refused in every TypeScript file. */
export const everywhere: readonly Case[] = [
  bad('export enum Colour# { Red }', syntax('union of literals')),
  ...['Error', 'RangeError', 'Fault', 'HttpException'].map((name) =>
    bad(
      `export const p# = (e: unknown, ${name}: ErrorConstructor): boolean => e instanceof ${name};`,
      syntax('`code`'),
    ),
  ),
  bad('export const p# = (amount: { minor: string }): number => Number(amount.minor);', syntax('2^53')),
  bad('export const p# = (amountMinor: string): number => Number(amountMinor);', syntax('2^53')),
  bad('export const p# = (amount: { minor: string }): number => +amount.minor;', syntax('unary plus')),
  bad('export const p# = (minor: string): number => +minor;', syntax('unary plus')),
  bad('export const p# = (text: string): number => parseFloat(text);', global('parseFloat')),
  bad('export const p# = (text: string): number => Number.parseFloat(text);', property('Number.parseFloat')),
  bad('export const { parseFloat: p# } = Number;', property('Number.parseFloat')),
];

export const everywhereInJavaScript: readonly Case[] = [
  bad('export const p# = (/** @type {unknown} */ e) => e instanceof Error;', syntax('`code`')),
  bad('export const p# = (/** @type {string} */ minor) => Number(minor);', syntax('2^53')),
  bad('export const p# = (/** @type {string} */ minor) => +minor;', syntax('unary plus')),
  bad('export const p# = parseFloat;', global('parseFloat')),
  bad("export const p# = Number['parseFloat'];", property('Number.parseFloat')),
  bad('export const p# = /  x/;', 'no-regex-spaces: {2}'),
  good("export const p# = [JSON.parse('1').some.thing, new URL('file:///')];"),
];

/** Outside of the apps. */
export const libraries: readonly Case[] = [
  bad('export default #;', syntax('Name what you export')),
  bad('export class Box# {\n  constructor(readonly size: number) {}\n}', syntax('declare the field')),
  bad('const mark# = (_target: unknown): void => {};\n@mark#\nexport class Marked# {}', syntax('in apps only')),
];

/** The rules of all code: planted in one place only, since nothing changes them elsewhere. */
export const language: readonly Case[] = [
  bad(
    'export const p# = (x: number): number => {\n  try {\n    return x;\n  } finally {\n    return 2;\n  }\n};',
    'no-unsafe-finally: ReturnStatement',
  ),
  bad('export const p# = /\\u001b  x/;', 'no-control-regex: \\x1b', 'no-regex-spaces: {2}'),
  bad('export const p# = (it: any): unknown => it;', '@typescript-eslint/no-explicit-any: any'),
  bad('// @ts-ignore\nexport const p#: number = 1;', '@typescript-eslint/ban-ts-comment: ts-expect-error'),
  bad(
    'export const p# = (): void => {\n  Promise.resolve(1);\n};',
    '@typescript-eslint/no-floating-promises: must be awaited',
  ),
  bad(
    "export const p# = (x: 'a' | 'b'): void => {\n  switch (x) {\n    case 'a':\n      break;\n  }\n};",
    '@typescript-eslint/switch-exhaustiveness-check: "b"',
  ),
  bad(
    'export const p# = (x: number): void => {\n  switch (x) {\n    case 1:\n      break;\n  }\n};',
    '@typescript-eslint/switch-exhaustiveness-check: default',
  ),
  bad('export const p# = (x: boolean): string => `${x}`;', '@typescript-eslint/restrict-template-expressions: boolean'),
  bad(
    'export const p# = (x: string | undefined): string => `${x}`;',
    '@typescript-eslint/restrict-template-expressions: undefined',
  ),
  good('export const p# = (x: number, y: RegExp): string => `${x} ${y}`;'),
  bad(
    'export const p# = (go: () => void): void => {\n  return go();\n};',
    '@typescript-eslint/no-confusing-void-expression: void',
  ),
  good('export const p# = (go: () => void): void => go();'),
  bad('const unused# = 1;', '@typescript-eslint/no-unused-vars: unused'),
  good('export const p# = (_argument: number): void => {\n  const _variable = 1;\n};'),
  bad('export class Empty# {}', '@typescript-eslint/no-extraneous-class: empty'),
  bad(
    'export const p# = (a: boolean, b: string): string => a + b;',
    '@typescript-eslint/restrict-plus-operands: boolean',
  ),
  good('export const p# = (a: number, b: string): string => a + b;'),
  good('export const p# = (x: { go(): void }): (() => void) => x.go;'),
  good('export const p# = async (go: () => Promise<void>): Promise<void> => go();'),
  bad(`export const p# = (n: number): number => {\n${branches}\n  return n;\n};`, 'complexity: 13'),
  bad(`export const p# = (n: number): number => {\n${nested(5)}\nreturn n;\n};`, 'max-depth: (5)'),
  good(`export const p# = (n: number): number => {\n${nested(4)}\nreturn n;\n};`),
  bad(
    'export const p# = (a: number, b: number, c: number, d: number, e: number, f: number): number[] => [a, b, c, d, e, f];',
    'max-params: (6)',
  ),
];

/** This rule does not look at files with decorators. */
export const typeImports: readonly Case[] = [
  bad(
    "import { Fault as Fault# } from '@q2c/kernel';\nexport type Type# = Fault#;",
    '@typescript-eslint/consistent-type-imports: only used as types',
  ),
];

const deadCondition = "export const p# = (x: 'a'): boolean => x === 'a';";
/** Where nothing awaits, a condition that always holds is a mistake. */
export const noDeadConditions: readonly Case[] = [
  bad(deadCondition, '@typescript-eslint/no-unnecessary-condition: always true'),
];
export const deadConditionsPass: readonly Case[] = [good(deadCondition)];

/** What specs may do, and still may not. */
export const specs: readonly Case[] = [
  bad("export * from 'ajv';", '@nx/enforce-module-boundaries: Transitive'),
  good("export * from '@q2c/adapter-memory';"),
  good('export const p# = /\\u001b  x/;'),
  good('export const p# = (x: string | undefined): string => x!;'),
  good('export const p# = (x: string | undefined): string => `${x}`;'),
  bad('export const p# = (x: boolean): string => `${x}`;', '@typescript-eslint/restrict-template-expressions: boolean'),
  good('export const p# = (x: ReturnType<typeof JSON.parse>): void => {\n  const _text: string = x;\n};'),
];
