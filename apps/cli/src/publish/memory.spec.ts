import { runInNewContext } from 'node:vm';
import { setFlagsFromString } from 'node:v8';
import { container } from '../avro-file/spec/containers.ts';
import { lineRecord, quoteRecord, quoteSchema } from '../avro-file/spec/quotes.ts';
import { exitCodes } from '../exit-codes.ts';
import { takenReply } from './spec/fake-intake.ts';
import { createPublishStage } from './spec/stage.ts';

/** What is alive does not grow with the file: looked at after a full collection, on the way through it. */
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const alive = (): number => {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

const stage = createPublishStage();
afterAll(() => stage.end());

test('20,000 records of 30 MB go through while no more than a few of them are held', async () => {
  const { intake, q2c } = await stage.begin();
  const lines = [lineRecord({ description: 'x'.repeat(500) }), lineRecord({ description: 'y'.repeat(500) })];
  const some = Array.from({ length: 2_000 }, (_, n) => quoteRecord(n, { lines }));
  const piece = container({ schema: quoteSchema(), records: some, perBlock: 50 });
  const head = container({ schema: quoteSchema(), records: [] }).length;
  // The same blocks ten times: an intake that forgets does not notice.
  const path = stage.write(Buffer.concat([piece, ...Array.from({ length: 9 }, () => piece.subarray(head))]));
  const seen: number[] = [];
  intake.answer = (n) => {
    if (n % 4_000 === 1_000) seen.push(alive());
    return takenReply('x', { 'q2c-result': 'accepted' });
  };
  const { code, out } = await q2c(`publish ${path}`);
  await intake.stop();
  expect([code, out]).toEqual([exitCodes.ok, `${path}: quote (Quote.v2, null), 20,000 records: 20,000 accepted`]);
  expect(seen).toHaveLength(5);
  expect(Math.max(...seen) - seen[0]!).toBeLessThan(4_000_000);
});
