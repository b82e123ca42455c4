import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { decoded } from './spec/quotes.ts';
import { messagesOf, readAll } from './spec/read-all.ts';
import { openIntakeFile } from './index.ts';

/** Files written by Python's fastavro: see `apps/cli/fixtures`. */
const fixture = (name: string): string => fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url));

type Money = { readonly minor: number; readonly currency: string };
type Written = {
  readonly sourceVersion: string;
  readonly total: Money;
  readonly lines: readonly { readonly amount: Money }[];
};
const money = ({ minor, currency }: Money) => ({ minor: BigInt(minor), currency });
const written = (JSON.parse(readFileSync(fixture('values.jcs'), 'utf8')) as readonly Written[]).map((value) => ({
  ...value,
  sourceVersion: BigInt(value.sourceVersion),
  total: money(value.total),
  lines: value.lines.map((line) => ({ ...line, amount: money(line.amount) })),
}));

test.each(['null', 'deflate', 'snappy', 'zstandard'])(
  "a partner's export by fastavro, %s, is read to the last value",
  async (codec) => {
    const path = fixture(`partner-quotes.${codec}.avro`);
    const opened = await openIntakeFile(path);
    expect(opened).toMatchObject({ ok: true, value: { object: 'quote', codec, version: 1 } });
    if (opened.ok) await opened.value.close();
    const read = await readAll(path);
    expect(read.fault).toBeUndefined();
    expect(read.records.at(-1)?.block).toBeGreaterThan(5);
    expect(messagesOf(read).map(decoded)).toEqual(written);
  },
);

test('a file by fastavro with our released schema is read as that version', async () => {
  const opened = await openIntakeFile(fixture('quotes.v2.avro'));
  expect(opened).toMatchObject({ ok: true, value: { codec: 'deflate', version: 2, schemaId: 102 } });
  if (opened.ok) await opened.value.close();
  expect(messagesOf(await readAll(fixture('quotes.v2.avro'))).map(decoded)).toEqual(written);
});
