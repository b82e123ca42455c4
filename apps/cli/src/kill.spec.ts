import { join } from 'node:path';
import { paymentMessage, quoteMessage } from '@q2c/orchestrator/spec';
import type { StatusAnswer } from '@q2c/orchestrator/answers';
import type { ServerFile } from '@q2c/orchestrator/server-file';
import { openSqliteErpRecords, type ErpKind } from '@q2c/reference-systems';
import { createProcessStage } from './spec/process.ts';

/**
 * SIGKILL while inputs come in and commands are open, with an ERP that loses answers and books late: what was
 * answered is there, the rest is sent again, and every document stands in the ERP's own books exactly once.
 */
const stage = createProcessStage();
afterAll(() => stage.end());

const deals = 40;
const environment = {
  Q2C_CLOCK: 'virtual',
  Q2C_LOG_LEVEL: 'warn',
  Q2C_ERP_FAULTS: 'seed=11,unavailable=50,slow=50,lost=150,late=100',
};
const messages = Array.from({ length: deals }, (_, n) => [
  { object: 'quote', bytes: quoteMessage(`Q-${n}`) },
  { object: 'payment-notice', bytes: paymentMessage(`P-${n}`, `Q-${n}`) },
]).flat();
type Message = (typeof messages)[number];

const headers = ({ token }: ServerFile) => ({ authorization: `Bearer ${token}` });
/** Whether the message was answered as durable; not, when the process went away. */
const post = async (server: ServerFile, { object, bytes }: Message): Promise<boolean> => {
  const request = {
    method: 'POST',
    headers: { ...headers(server), 'content-type': 'application/octet-stream' },
    body: Buffer.from(bytes),
  };
  return fetch(new URL(`/v1/intake/${object}`, server.url), request).then(
    ({ status }) => status === 202,
    () => false,
  );
};
const statusOf = async (server: ServerFile): Promise<StatusAnswer> =>
  (await (await fetch(new URL('/v1/status', server.url), { headers: headers(server) })).json()) as StatusAnswer;

const booked = async (folder: string, kind: ErpKind): Promise<readonly string[]> => {
  const records = openSqliteErpRecords({ file: join(folder, 'erp.db'), readOnly: true });
  try {
    return (await records.all(kind)).map(({ reference }) => reference);
  } finally {
    records.close();
  }
};

test('killed in the middle, it carries on by itself and nothing is lost or doubled', async () => {
  const folder = stage.folder();
  const first = stage.run(['up', '--data', folder], { environment });
  const before = await stage.ready(folder, first);
  let answered = 0;
  const taken = await Promise.all(
    messages.map(async (message) => {
      const durable = await post(before, message);
      if (durable && (answered += 1) === deals) first.child.kill('SIGKILL');
      return durable;
    }),
  );
  expect((await first.ended).code).toBeNull();
  const quotes = taken.filter((durable, n) => durable && messages[n]?.object === 'quote').length;

  const second = stage.run(['up', '--data', folder], { environment });
  const server = await stage.ready(folder, second, before);
  // Before anything is sent again. Some may be there whose answer was lost with the process.
  expect((await statusOf(server)).accepted).toBeGreaterThanOrEqual(quotes);
  for (const message of messages) expect(await post(server, message)).toBe(true);

  const end = Date.now() + 15_000;
  let status = await statusOf(server);
  while (status.states.completed < deals && Date.now() < end) status = await statusOf(server);
  expect(status).toMatchObject({
    accepted: deals,
    milestones: { QuoteAccepted: deals, OrderBooked: deals, InvoicePosted: deals, PaymentSettled: deals },
    states: { completed: deals },
    parked: 0,
    stopped: [],
  });
  second.child.kill('SIGTERM');
  expect(await second.ended).toMatchObject({ code: 0, err: '' });
  for (const kind of ['order', 'invoice', 'journal'] as const) {
    const references = await booked(folder, kind);
    expect(references).toHaveLength(deals);
    expect(new Set(references).size).toBe(deals);
  }
}, 30_000);
