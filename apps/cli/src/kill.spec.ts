import { join } from 'node:path';
import { atRest, paymentMessage, quoteMessage, until } from '@q2c/orchestrator/spec';
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

const deals = 30;
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
/** Where the transaction is, once its events are durable; `undefined` when the process went away before it said so. */
const post = async (server: ServerFile, { object, bytes }: Message): Promise<{ href: string | null } | undefined> => {
  const request = {
    method: 'POST',
    headers: { ...headers(server), 'content-type': 'application/octet-stream' },
    body: Buffer.from(bytes),
  };
  const url = new URL(`/v1/intake/${object}`, server.url);
  return fetch(url, request).then(
    async (response) => (response.status === 202 ? ((await response.json()) as { href: string | null }) : undefined),
    () => undefined,
  );
};
const get = (server: ServerFile, path: string): Promise<Response> =>
  fetch(new URL(path, server.url), { headers: headers(server) });
const statusOf = async (server: ServerFile): Promise<StatusAnswer> =>
  (await (await get(server, '/v1/status')).json()) as StatusAnswer;

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
  const answered: string[] = [];
  await Promise.all(
    messages.map(async (message) => {
      const taken = await post(before, message);
      if (typeof taken?.href === 'string' && answered.push(taken.href) === deals / 2) first.child.kill('SIGKILL');
    }),
  );
  expect((await first.ended).code).toBeNull();

  const second = stage.run(['up', '--data', folder], { environment });
  const server = await stage.ready(folder, second, before);
  // What was answered as durable is there, before anything is sent again.
  for (const href of answered) expect((await get(server, href)).status).toBe(200);
  for (const message of messages) expect(await post(server, message)).toBeDefined();

  const status = await until(() => statusOf(server), atRest);
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
});
