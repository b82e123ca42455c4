import { fileURLToPath } from 'node:url';
import type { Page, ParkedItem, StatusAnswer } from '@q2c/orchestrator/answers';
import { createStage, type Running } from '@q2c/orchestrator/spec';
import { container, createFiles } from '../avro-file/spec/containers.ts';
import { quoteRecord, quoteSchema } from '../avro-file/spec/quotes.ts';
import { exitCodes } from '../exit-codes.ts';
import { createCommandLine } from '../spec/command-line.ts';

/** The command, the process that takes in, and what stands in its books afterwards. */
const stage = createStage();
const files = createFiles();
const folder = stage.folder();
const q2c = createCommandLine(folder);
let running: Running;
beforeAll(async () => {
  running = await stage.start(folder);
});
afterAll(async () => {
  await stage.end();
  files.end();
});

const accepted = async (): Promise<number> => {
  await running.embedded.untilQuiet();
  return ((await running.ask('GET', '/v1/status')).body as StatusAnswer).accepted;
};
const fixture = (name: string): string => fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url));

test("a partner's file by Python's fastavro is taken in, and again without adding anything", async () => {
  const publish = `publish ${fixture('partner-quotes.zstandard.avro')}`;
  expect(await q2c(publish)).toMatchObject({ code: exitCodes.ok, err: '' });
  expect(await accepted()).toBe(60);
  expect((await q2c('show F-31')).out).toMatch(/^total +124010 JPY$/m);
  expect(await q2c(publish)).toMatchObject({ code: exitCodes.ok, err: '' });
  // The same quotes with the same versions, in another schema and codec.
  expect(await q2c(`publish ${fixture('quotes.v2.avro')}`)).toMatchObject({ code: exitCodes.ok, err: '' });
  expect(await accepted()).toBe(60);
});

test('what the process parks is listed there under the id that was said', async () => {
  const records = [quoteRecord(1), quoteRecord(2, { total: { minor: 7, currency: 'EUR' } }), quoteRecord(3)];
  const path = files.write(container({ schema: quoteSchema(), records, codec: 'snappy' }));
  const { code, out, err } = await q2c(`publish ${path}`);
  expect([code, out]).toEqual([exitCodes.refused, expect.stringMatching(/3 records: 2 [^,]+(, [^,]+)?, 1 parked$/)]);
  const [, parkedId] =
    /record 2: content-invalid: total: the total is the sum of the lines; parked as (\w+)$/.exec(err) ?? [];
  const { items } = (await running.ask('GET', '/v1/parked')).body as Page<ParkedItem>;
  expect(items.map((item) => item.parkedId)).toEqual([parkedId]);
});
