import { q2cLanguage } from '@q2c/domain-events/codec';
import { streamName, type EventId } from '@q2c/kernel';
import type { StatusAnswer } from '../operations/answers.ts';
import { createStage, quoteMessage, type Running } from '../spec/index.ts';

/** What goes wrong inside keeps to itself: one input, one stream. */
const stage = createStage();
afterAll(() => stage.end());

const status = async ({ ask }: Running): Promise<StatusAnswer> => (await ask('GET', '/v1/status')).body as StatusAnswer;
const ready = ({ ask }: Running) => ask('GET', '/v1/health/ready', undefined, { authorization: '' });

test('an input that a defect keeps out is answered as parked, and taken in once the defect is gone', async () => {
  const running = await stage.start(stage.folder());
  const { wire } = q2cLanguage;
  const { decode } = wire;
  wire.decode = () => {
    throw new TypeError('undefined is not a function');
  };
  const sent = await running.ask('POST', '/v1/intake/quote', quoteMessage('Q-1'));
  wire.decode = decode;
  expect(sent).toMatchObject({
    status: 409,
    body: { code: 'input-undecidable', detail: 'undefined is not a function', parkedId: expect.any(String) },
  });
  const { href } = sent.body as { readonly href: string };
  expect(await running.ask('GET', href)).toMatchObject({ status: 200, body: { code: 'input-undecidable' } });
  expect(await status(running)).toMatchObject({
    ...{ parked: 1, stopped: [] },
    troubles: [{ where: 'intake', code: 'unknown', message: 'undefined is not a function', times: 1 }],
  });
  expect(await running.ask('POST', `${href}/retry`, { by: 'otto' })).toMatchObject({ status: 200 });
  expect(await status(running)).toMatchObject({ accepted: 1, parked: 0 });
  await running.stop();
});

/** As a later release left it: accepted under a process that this one does not know, with a deadline that is past. */
const appendUnknownProcess = async (running: Running, id: string): Promise<void> => {
  const { store, configuration } = running.embedded;
  const { body } = await running.ask('POST', '/v1/intake/quote', quoteMessage('Q-1'));
  const { transaction } = body as { readonly transaction: string };
  const known = await store.readStream(streamName('transaction', configuration.tenant, transaction));
  const [accepted] = known.kind === 'found' ? known.events : [];
  const data = { ...(JSON.parse(accepted?.data ?? '') as object), processVersion: 99 };
  const deadline = { at: '2026-01-02T00:00:00.000Z', name: 'delivery' };
  const event = (n: number, type: string, content: object, schemaVersion: number) => ({
    ...{ id: `${id}-${n}` as EventId, type, data: JSON.stringify(content) },
    metadata: JSON.stringify({ ...(JSON.parse(accepted?.metadata ?? '') as object), schemaVersion }),
  });
  await store.append(streamName('transaction', configuration.tenant, id), 'no-stream', [
    event(1, 'QuoteAccepted', data, 2),
    event(2, 'DeadlineSet', deadline, 1),
  ]);
};

test('a stream that cannot be brought forward is shown as trouble, and the process stays ready', async () => {
  const running = await stage.start(stage.folder());
  await appendUnknownProcess(running, 'x');
  const stuck = { where: 'scheduler, transaction-acme.x', code: 'process-version-missing' };
  for (let moves = 0; moves < 20 && (await status(running)).troubles.length === 0; moves += 1)
    await running.ask('POST', '/v1/clock/move');
  expect(await status(running)).toMatchObject({ stopped: [], troubles: [stuck] });
  expect(await ready(running)).toMatchObject({ status: 200, body: { status: 'ready', troubles: 1 } });
  await running.stop();
});
