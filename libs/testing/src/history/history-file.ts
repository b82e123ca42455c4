import { readFileSync, writeFileSync } from 'node:fs';
import type { History } from './product.ts';

/**
 * A history recorded by an earlier release. It is never written again: it is what older code left behind.
 * `libs/testing/scripts/record-history.ts` wrote it.
 */
export const historyFile = new URL('../../recorded/half-done-version-1.json', import.meta.url);

export const writeHistory = (history: History): void =>
  writeFileSync(
    historyFile,
    `${JSON.stringify(history, (_key, value: unknown) => (typeof value === 'bigint' ? `${value}` : value), 2)}\n`,
    { flag: 'wx' },
  );

export const readHistory = (): History =>
  JSON.parse(readFileSync(historyFile, 'utf8'), (key, value: unknown) =>
    key === 'minor' ? BigInt(value as string) : value,
  ) as History;
