import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readContainer } from '../samples/containers.ts';
import type { NoticeContent, QuoteContent } from '../samples/deals.ts';
import type { Manifest } from '../samples/sample-files.ts';

/** What the demo sends, in its order, read from the container files in `samples/`. */
export type Message = { readonly object: 'quote' | 'payment-notice'; readonly wire: Uint8Array };
export type BadMessage = { readonly file: string; readonly code: string; readonly wire: Uint8Array };
export type Samples = {
  readonly messages: readonly Message[];
  readonly bad: readonly BadMessage[];
  readonly creditHolds: readonly string[];
  /** Each quote and each notice once, whatever was repeated. */
  readonly quotes: readonly QuoteContent[];
  readonly notices: readonly NoticeContent[];
};

const fileOf = (name: string): string => fileURLToPath(new URL(`../../samples/${name}`, import.meta.url));

const each = <T>(values: readonly T[], key: (value: T) => string): readonly T[] => [
  ...new Map(values.map((value) => [key(value), value])).values(),
];

export const readSamples = async (): Promise<Samples> => {
  const manifest = JSON.parse(readFileSync(fileOf('manifest.json'), 'utf8')) as Manifest;
  const files = Object.entries(manifest.files).map(
    async ([letter, name]) => [letter, await readContainer(fileOf(name))] as const,
  );
  const containers = new Map(await Promise.all(files));
  const next = new Map<string, number>();
  const messages = Array.from(manifest.order, (letter): Message => {
    const n = next.get(letter) ?? 0;
    next.set(letter, n + 1);
    const sample = containers.get(letter)?.[n];
    if (sample === undefined) throw new RangeError(`the manifest asks for record ${n} of "${letter}"`);
    return { object: letter === 'p' ? 'payment-notice' : 'quote', wire: sample.wire };
  });
  const valuesOf = (...letters: string[]): unknown[] =>
    letters.flatMap((letter) => (containers.get(letter) ?? []).map(({ value }) => value));
  return {
    messages,
    bad: manifest.bad.map(({ file, code }) => ({ file, code, wire: new Uint8Array(readFileSync(fileOf(file))) })),
    creditHolds: manifest.creditHolds,
    quotes: each(valuesOf('1', '2') as QuoteContent[], ({ quoteNumber }) => quoteNumber),
    notices: each(valuesOf('p') as NoticeContent[], ({ paymentNumber }) => paymentNumber),
  };
};
