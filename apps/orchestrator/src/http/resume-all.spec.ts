import type { ResumedPage, TransactionDetail } from '../operations/answers.ts';
import { createStage, giveUpOrder, quoteMessage, type Reply, type Running } from '../spec/index.ts';

/** After an outage: what waits for the same reason goes on with one act. */
const stage = createStage();
let running: Running;
// One for all of them: each resumes what it made wait, but for a held customer that the first leaves.
beforeAll(async () => {
  running = await stage.start(stage.folder(), { Q2C_ERP_FAULTS: 'seed=1,unavailable=999' });
});
afterAll(() => stage.end());

const words = { code: 'retries-exhausted', by: 'otto', note: 'the ERP is back' };
const path = '/v1/transactions/resume';
const resume = async (more: object = {}, headers?: Record<string, string>): Promise<ResumedPage> => {
  const { status, body } = await running.ask('POST', path, { ...words, ...more }, headers);
  expect({ status, body }).toMatchObject({ status: 200 });
  return body as ResumedPage;
};
const takeIn = async (number: string, customerNumber = 'C-1'): Promise<string> => {
  const { body } = await running.ask('POST', '/v1/intake/quote', quoteMessage(number, { customerNumber }));
  return (body as { href: string }).href;
};
/** Its order was tried until the limit. */
const exhausted = async (number: string): Promise<string> => {
  const href = await takeIn(number);
  await giveUpOrder(running, number);
  return href;
};
const shown = async (href: string): Promise<TransactionDetail> =>
  (await running.ask('GET', href)).body as TransactionDetail;
const runOut = async (): Promise<void> => {
  for (let moves = 0; moves < 300; moves += 1) {
    const { body } = await running.ask('POST', '/v1/clock/move');
    if ((body as { result: string }).result === 'nothing-due') return;
  }
  throw new Error('something stays due');
};
const ofQuotes = ({ items }: ResumedPage): readonly (readonly [string, string])[] =>
  items.map(({ quoteNumber, result }) => [quoteNumber, result] as const).sort();

test('everything that waits for that reason goes on, and nothing else', async () => {
  const hrefs = [await exhausted('A-1'), await exhausted('A-2')];
  await running.embedded.erpRecords.setCreditHold('C-held', true);
  const held = await takeIn('A-3', 'C-held');
  await runOut();
  const page = await resume();
  expect(page).toMatchObject({ nextAfter: null, others: { 'credit-hold': 1 } });
  expect(ofQuotes(page)).toEqual([
    ['A-1', 'done'],
    ['A-2', 'done'],
  ]);
  expect(page.items[0]).toMatchObject({ exceptionId: 'order', system: 'erp', refusal: null });
  expect(hrefs).toContain(page.items[0]?.href);
  await runOut();
  for (const href of hrefs) {
    const { state, documents, history } = await shown(href);
    expect([state, documents.order]).toEqual(['running', expect.stringMatching(/^SO-/)]);
    expect(history).toContainEqual(
      expect.objectContaining({ type: 'ExceptionResolved', actor: 'person:otto', data: expect.anything() }),
    );
  }
  expect(await shown(held)).toMatchObject({ state: 'waiting-for-person', exceptions: [{ code: 'credit-hold' }] });
  expect(await resume()).toMatchObject({ items: [], others: { 'credit-hold': 1 } });
});

test('a dry run says what would be done, and does nothing', async () => {
  const href = await exhausted('B-1');
  const head = await running.embedded.store.head();
  expect(ofQuotes(await resume({ dryRun: true }))).toEqual([['B-1', 'would-resume']]);
  expect(await running.embedded.store.head()).toBe(head);
  expect(await shown(href)).toMatchObject({ state: 'waiting-for-person' });
  expect(ofQuotes(await resume())).toEqual([['B-1', 'done']]);
});

test('only commands to the system that is named are resumed', async () => {
  await exhausted('C-1');
  expect(await resume({ system: 'billing' })).toMatchObject({ items: [], others: { 'retries-exhausted': 1 } });
  expect(ofQuotes(await resume({ system: 'erp' }))).toEqual([['C-1', 'done']]);
});

test('it goes through any number in pages, each once', async () => {
  const numbers = ['D-1', 'D-2', 'D-3', 'D-4', 'D-5'];
  for (const number of numbers) await exhausted(number);
  const seen: string[] = [];
  let after: string | null | undefined;
  for (let pages = 0; after !== null; pages += 1) {
    expect(pages).toBeLessThan(4);
    const page: ResumedPage = await resume({ limit: 2, ...(after === undefined ? {} : { after }) });
    seen.push(...page.items.map(({ quoteNumber, result }) => `${quoteNumber} ${result}`));
    after = page.nextAfter;
  }
  expect(seen.sort()).toEqual(numbers.map((number) => `${number} done`));
});

test('one that is refused keeps no other from going on, and says why', async () => {
  const href = await exhausted('E-1');
  await exhausted('E-2');
  const { stream } = await shown(href);
  const { orchestrator } = running.embedded as {
    orchestrator: { -readonly [K in 'transact']: Running['embedded']['orchestrator'][K] };
  };
  const { transact } = orchestrator;
  // Somebody else is quicker.
  orchestrator.transact = async (to, envelope) => {
    if (to === stream) await transact(to, { ...envelope, cause: 'operation/of-anna/resume' });
    return transact(to, envelope);
  };
  const page = await resume();
  orchestrator.transact = transact;
  expect(ofQuotes(page)).toEqual([
    ['E-1', 'refused'],
    ['E-2', 'done'],
  ]);
  expect(page.items.find(({ quoteNumber }) => quoteNumber === 'E-1')?.refusal).toMatchObject({
    code: 'exception-not-open',
  });
});

test.each([
  ['may have taken effect unknown to us', 'outcome-unknown'],
  ['may be meant for one of several', 'payment-ambiguous'],
])('what %s is never resumed in bulk', async (_what, code) => {
  const reply: Reply = await running.ask('POST', path, { ...words, code });
  expect(reply).toMatchObject({ status: 409, body: { code } });
});

test.each([
  ['no reason code', { code: undefined }, ['code']],
  ['no note', { note: '' }, ['note']],
  ['a page that is no transaction', { after: 'Q-1', limit: 0 }, ['after', 'limit']],
])('with %s it is refused', async (_name, more, paths) => {
  const { status, body } = await running.ask('POST', path, { ...words, ...more });
  const { problems } = body as { problems: { path: string }[] };
  expect([status, problems.map((each) => each.path).sort()]).toEqual([400, paths]);
});
