import { createStage, giveUpOrder, quoteMessage, type Running } from '@q2c/orchestrator/spec';
import { exitCodes } from './exit-codes.ts';
import { createCommandLine } from './spec/command-line.ts';

/** After an outage of the ERP: more transactions wait than one page holds, all for the same reason. */
const stage = createStage();
const folder = stage.folder();
const q2c = createCommandLine(folder);
let running: Running;
beforeAll(async () => {
  running = await stage.start(folder, { Q2C_ERP_FAULTS: 'seed=1,unavailable=999' });
});
afterAll(() => stage.end());

const exhausted = async (...numbers: readonly string[]): Promise<void> => {
  for (const number of numbers) await running.ask('POST', '/v1/intake/quote', quoteMessage(number));
  for (const number of numbers) await giveUpOrder(running, number);
};
const many = (name: string, count: number): string[] => Array.from({ length: count }, (_, n) => `${name}-${n + 1}`);
const all = 'resume --all --code retries-exhausted --note "the ERP is back"';
const lines = (text: string): string[] => text.split('\n').sort();

test('a dry run lists what it would do, and nothing has changed after it', async () => {
  await exhausted('D-1', 'D-2');
  const said = await q2c(`${all} --dry-run`);
  expect(said).toMatchObject({ code: exitCodes.ok, err: '' });
  expect(lines(said.out)).toEqual([
    '2 would be resumed',
    'would resume: D-1 order (erp)',
    'would resume: D-2 order (erp)',
  ]);
  expect(await q2c(`${all} --dry-run`)).toEqual(said);
  expect((await q2c(`${all} --system billing`)).out).toBe(
    'nothing waits for retries-exhausted at billing; left as they are: 2 retries-exhausted',
  );
  const done = await q2c(`${all} --system erp`);
  expect(done).toMatchObject({ code: exitCodes.ok, err: '' });
  expect(lines(done.out)).toEqual(['2 resumed', 'resumed: D-1 order (erp)', 'resumed: D-2 order (erp)']);
  expect(await q2c(all)).toEqual({ code: exitCodes.ok, err: '', out: 'nothing waits for retries-exhausted' });
});

test('more than a page holds is resumed, each once, and one that is refused is told apart', async () => {
  const numbers = many('M', 120);
  await exhausted(...numbers);
  const orchestrator = running.embedded.orchestrator as {
    -readonly [K in keyof Running['embedded']['orchestrator']]: Running['embedded']['orchestrator'][K];
  };
  const { transact } = orchestrator;
  const [first] = (
    JSON.parse((await q2c('list --state waiting-for-person --limit 1 --output json')).out) as {
      items: { stream: string; quoteNumber: string }[];
    }
  ).items;
  // Somebody else is quicker with the first of them.
  orchestrator.transact = async (to, envelope) => {
    if (to === first?.stream) await transact(to, { ...envelope, cause: 'operation/of-bert/resume' });
    return transact(to, envelope);
  };
  const { code, out, err } = await q2c(all);
  orchestrator.transact = transact;
  expect(code).toBe(exitCodes.refused);
  expect(err).toMatch(new RegExp(`^refused: ${first?.quoteNumber} order \\(erp\\): exception-not-open: [^\\n]+$`));
  const told = out.split('\n');
  expect(told.at(-1)).toBe('119 resumed, 1 refused');
  const others = numbers.filter((number) => number !== first?.quoteNumber);
  expect(told.slice(0, -1).sort()).toEqual(others.map((number) => `resumed: ${number} order (erp)`).sort());
}, 60_000);

test('as JSON it is one document with counts', async () => {
  await exhausted('J-1');
  const { code, out } = await q2c(`${all} --output json`);
  expect(code).toBe(exitCodes.ok);
  expect(JSON.parse(out)).toMatchObject({
    dryRun: false,
    counts: { 'would-resume': 0, done: 1, 'already-so': 0, refused: 0 },
    others: {},
    items: [{ quoteNumber: 'J-1', exceptionId: 'order', system: 'erp', result: 'done', refusal: null }],
  });
});

test('outcomes that nobody knows are not resumed in bulk', async () => {
  const { code, err } = await q2c('resume --all --code outcome-unknown --note n');
  expect(code).toBe(exitCodes.refused);
  expect(err).toMatch(/^refused: outcome-unknown: .*settle/);
});

test.each([
  ['everything and one', 'resume Q-1 --all --code c --note n'],
  ['everything whatever the reason', 'resume --all --note n'],
  ['everything of one exception', 'resume --all --code c --exception order --note n'],
  ['nothing', 'resume --note n'],
  ['one without its exception', 'resume Q-1 --note n'],
  ['one by its reason code', 'resume Q-1 --exception order --code c --note n'],
  ['one of a system', 'resume Q-1 --exception order --system erp --note n'],
  ['one for a try', 'resume Q-1 --exception order --dry-run --note n'],
  ['everything without saying why', 'resume --all --code c'],
])('to resume %s is wrong usage', async (_name, words) => {
  const { code, out, err } = await q2c(words);
  expect([code, out]).toEqual([exitCodes.usage, '']);
  expect(err).toMatch(/^error: /);
});

test('where no orchestrator runs, exit code 3', async () =>
  expect(await q2c(all, stage.folder())).toMatchObject({ code: exitCodes.unreachable, out: '' }));
