import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Configuration } from '../configuration.ts';
import { readTransactionCounts, readTransactionRow } from '@q2c/views';
import { configure, paymentMessage, quoteMessage, silent, type Variables } from '../spec/index.ts';
import { openEmbedded, type Embedded } from './open.ts';

const folder = mkdtempSync(join(tmpdir(), 'q2c-embedded-'));
afterAll(() => rmSync(folder, { recursive: true }));

let folders = 0;
const configureNext = (variables: Variables = {}): Configuration =>
  configure({ Q2C_DATA: join(folder, String((folders += 1))), Q2C_CLOCK: 'manual', ...variables });

const take = async (embedded: Embedded, object: 'quote' | 'payment-notice', bytes: Uint8Array) => {
  const { configuration, orchestrator, clock } = embedded;
  const [taken] = await orchestrator.intake.take([
    {
      tenant: configuration.tenant,
      source: configuration.sources[object],
      object,
      bytes,
      origin: { kind: 'http', name: `/v1/intake/${object}`, partition: null, offset: null },
      takenAtMs: clock.now(),
    },
  ]);
  return taken!;
};

/** Moves the clock until nothing is due any more; a bound, since a defect could keep something due for ever. */
const runOut = async ({ mover }: Embedded): Promise<number> => {
  for (let moves = 0; moves < 500; moves += 1) if ((await mover!.move()).kind === 'nothing-due') return moves;
  throw new Error('something stays due');
};

const rowOf = async ({ readStore }: Embedded, stream: string) => {
  const [value] = await readStore.get('transactions', [stream]);
  return value === undefined ? undefined : readTransactionRow(value);
};

test('a quote and its payment reach all five milestones, each document once', async () => {
  const embedded = await openEmbedded(configureNext(), silent);
  const taken = await take(embedded, 'quote', quoteMessage('Q-1'));
  expect(taken.kind).toBe('accepted');
  await take(embedded, 'payment-notice', paymentMessage('P-1', 'Q-1'));
  await runOut(embedded);
  expect(await rowOf(embedded, taken.stream)).toMatchObject({
    state: 'completed',
    documents: { order: 'SO-0000001', invoice: 'INV-0000001', payment: 'P-1', journal: 'JE-0000001' },
  });
  for (const kind of ['order', 'invoice', 'journal'] as const)
    expect(await embedded.erpRecords.all(kind)).toHaveLength(1);
  expect(embedded.health.stopped()).toEqual([]);
  await embedded.close();
});

test('under lost, late and slow answers every document is still there once', async () => {
  const faults = 'seed=3,unavailable=150,slow=100,lost=250,late=200';
  const embedded = await openEmbedded(configureNext({ Q2C_ERP_FAULTS: faults }), silent);
  const numbers = Array.from({ length: 30 }, (_, n) => `Q-${n}`);
  for (const number of numbers) {
    await take(embedded, 'payment-notice', paymentMessage(`P-${number}`, number));
    await take(embedded, 'quote', quoteMessage(number));
  }
  await runOut(embedded);
  const [counts] = await embedded.readStore.get('transaction-counts', ['all']);
  expect(readTransactionCounts(counts)).toMatchObject({ accepted: 30, states: { completed: 30 } });
  for (const kind of ['order', 'invoice', 'journal'] as const)
    expect(await embedded.erpRecords.all(kind)).toHaveLength(30);
  await embedded.close();
});

test('a folder that was closed is opened again where it stood, its clock included', async () => {
  const configuration = configureNext();
  const first = await openEmbedded(configuration, silent);
  const taken = await take(first, 'quote', quoteMessage('Q-1'));
  await runOut(first);
  const stood = first.clock.now();
  expect(stood).toBeGreaterThan(Date.parse('2026-02-01'));
  await first.close();
  const again = await openEmbedded(configuration, silent);
  expect(again.clock.now()).toBe(stood);
  await take(again, 'payment-notice', paymentMessage('P-1', 'Q-1'));
  await runOut(again);
  expect(await rowOf(again, taken.stream)).toMatchObject({ state: 'completed' });
  await again.close();
});

test('a folder in use is refused with the holder named', async () => {
  const configuration = configureNext();
  const first = await openEmbedded(configuration, silent);
  await expect(openEmbedded(configuration, silent)).rejects.toMatchObject({
    code: 'data-folder-in-use',
    message: expect.stringContaining(`process ${process.pid}`),
  });
  await first.close();
});
