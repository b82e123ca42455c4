/**
 * A piece of code and exactly what lint says of it: for each message the rule and a part of its text, `rule: text`.
 * Nothing means that the code must pass, which shows where a restriction stops. `#` is replaced by a number.
 */
export type Case = { readonly code: string; readonly bites: readonly string[] };

/**
 * A file with cases; `planted…` becomes several where it would be too long. A file that is `alone` is there for a rule
 * about files, and not every other restriction of its part is planted in it once more.
 */
export type Place = { readonly file: string; readonly alone?: true; readonly cases: readonly Case[] };

export const syntax = (text: string): string => `no-restricted-syntax: ${text}`;
export const property = (text: string): string => `no-restricted-properties: '${text}' is`;
export const global = (name: string): string => `no-restricted-globals: '${name}'.`;
export const imports = (text: string): string => `@typescript-eslint/no-restricted-imports: ${text}`;
export const boundary = (text: string): string => `@nx/enforce-module-boundaries: ${text}`;

export const bad = (code: string, ...bites: readonly string[]): Case => ({ code, bites });
export const good = (code: string): Case => ({ code, bites: [] });
/** An expression instead of a whole statement. */
export const value = (expression: string, ...bites: readonly string[]): Case => ({
  code: `export const p# = (): unknown => ${expression};`,
  bites,
});
