import { q2cLanguage } from '@q2c/domain-events/codec';
import { streamName, type EventId } from '@q2c/kernel';
import type { StatusAnswer, TransactionDetail } from '../operations/answers.ts';
import { createStage, quoteMessage, until, type Running } from '../spec/index.ts';

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

test('a batch that is rejected is shown as trouble, and goes through when the cause is gone', async () => {
  const running = await stage.start(stage.folder());
  const { store } = running.embedded;
  const { append } = store;
  store.append = (stream, expected, events) =>
    stream.startsWith('parked-') || expected !== 'no-stream'
      ? Promise.reject(new TypeError('no disk at all'))
      : append(stream, expected, events);
  const { body } = await running.ask('POST', '/v1/intake/quote', quoteMessage('Q-1'));
  const found = await until(
    () => status(running),
    ({ troubles }) => troubles.length > 0,
  );
  expect(found).toMatchObject({
    stopped: [],
    troubles: [{ where: 'q2c.orchestrator, q2c.outcomes.erp.v1', code: 'unknown', message: 'no disk at all' }],
  });
  expect(await ready(running)).toMatchObject({ status: 200, body: { troubles: 1 } });
  store.append = append;
  const ordered = async () => {
    await running.ask('POST', '/v1/clock/move');
    return (await running.ask('GET', (body as { readonly href: string }).href)).body as TransactionDetail;
  };
  expect(await until(ordered, ({ documents }) => documents.order !== undefined)).toMatchObject({
    documents: { order: 'SO-0000001' },
  });
  await running.stop();
});
