import { rmSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { openSqliteErpRecords } from '@q2c/reference-systems';
import { createRandom } from '@q2c/testing';
import { compareBooks, expectedOf, totalsOf, type Expected } from './compare.ts';
import { startFeed } from './feed.ts';
import { readSamples, type Samples } from './messages.ts';
import { interruptedIn, type Interrupted } from './open-commands.ts';
import { ask, askAll, end, startUp, type Running } from './orchestrator.ts';
import { problemsOf, type Report } from './report.ts';

export type DemoOptions = {
  readonly data: string;
  readonly seed: string;
  readonly progress: (line: string) => void;
};

/** Left in the folder, so that a later demonstration may delete it and nothing else. */
const mark = 'written-by-the-demo';

/** Virtual time goes straight to what is due; now and then the ERP is down, slow, or books and does not answer. */
const environmentOf = (seed: string): Record<string, string> => ({
  Q2C_CLOCK: 'virtual',
  Q2C_LOG_LEVEL: 'warn',
  Q2C_ERP_FAULTS: `seed=${seed},unavailable=20,slow=20,lost=40,late=20`,
});

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const freshFolder = (data: string): void => {
  if (existsSync(data)) {
    if (!existsSync(join(data, mark)))
      throw new Error(`${data} was not written by the demo; choose another with --data`);
    rmSync(data, { recursive: true });
  }
  mkdirSync(data, { recursive: true });
  writeFileSync(join(data, mark), '');
};

type Status = {
  readonly quiet: boolean;
  readonly nextWorkMs: number | null;
  readonly openCommands: number;
  readonly milestones: Readonly<Record<string, number>>;
  readonly clock: { readonly now: string };
};
const statusOf = async (running: Running): Promise<Status> => (await ask(running, 'GET', '/v1/status')).body as Status;

const quietLimitMs = 90_000;

/** Until nothing is on its way and no instant brings anything more. */
const untilDone = async (running: Running, progress: DemoOptions['progress']): Promise<Status> => {
  for (const startedAt = performance.now(); performance.now() - startedAt < quietLimitMs;) {
    await pause(100);
    const status = await statusOf(running);
    progress(
      `${status.clock.now.slice(0, 10)}  ${status.openCommands} commands open, ${status.milestones['RevenuePosted'] ?? 0} revenue postings`,
    );
    if (status.quiet && status.nextWorkMs === null) return status;
  }
  throw new Error(`not at rest after ${quietLimitMs / 1000} s`);
};

/** Feeds all messages, and kills the process once on the way, while commands are open. */
const feedThroughKill = async (samples: Samples, { data, seed, progress }: DemoOptions) => {
  const environment = environmentOf(seed);
  let current = startUp(data, environment);
  const feed = startFeed(samples.messages, () => current);
  // What fails there is reported below; here it must not go unheard while the process is being killed.
  feed.done.catch(() => undefined);
  const tooLate = feed.done.then(() => {
    throw new Error('all messages were acknowledged before the process could be killed');
  });
  tooLate.catch(() => undefined);
  const moment = (): Promise<void> => Promise.race([pause(1), tooLate]);
  try {
    const killAfter = createRandom(`demo/${seed}`).int(samples.messages.length / 4, (samples.messages.length * 3) / 4);
    while (feed.acknowledged() < killAfter) await moment();
    while ((await statusOf(await current)).openCommands === 0) await moment();
    const acknowledged = feed.acknowledged();
    await end(await current, 'SIGKILL');
    const interrupted: Interrupted = interruptedIn(data);
    progress(`killed after ${acknowledged} messages, ${interrupted.open} commands open; starting again`);
    current = startUp(data, environment);
    await feed.done;
    return { running: await current, killed: { ...interrupted, acknowledged }, sentAgain: feed.repeated() };
  } catch (error) {
    await end(await current, 'SIGKILL');
    throw error;
  }
};

const waitingIn = (rows: readonly Record<string, unknown>[]): Report['waiting'] =>
  rows
    .flatMap(({ quoteNumber, customerNumber, exceptions }) =>
      (exceptions as readonly { code: string; owner: string; detail: string }[]).map(({ code, owner, detail }) => ({
        ...{ quoteNumber: String(quoteNumber), customerNumber: String(customerNumber), code, owner, detail },
      })),
    )
    .sort((a, b) => (a.quoteNumber < b.quoteNumber ? -1 : 1));

const milestonesOf = (expected: Expected, status: Status): Report['milestones'] =>
  Object.entries(expected.milestones).map(([milestone, asked]) => ({
    milestone,
    reached: status.milestones[milestone] ?? 0,
    asked,
  }));

const booksOf = async (data: string) => {
  const records = openSqliteErpRecords({ file: join(data, 'erp.db'), readOnly: true });
  const kinds = await Promise.all([records.all('order'), records.all('invoice'), records.all('journal')]);
  records.close();
  return kinds.flat();
};

const holdCredit = async (data: string, customers: readonly string[]): Promise<void> => {
  const records = openSqliteErpRecords({ file: join(data, 'erp.db') });
  for (const customer of customers) await records.setCreditHold(customer, true);
  records.close();
};

export const runDemo = async (options: DemoOptions): Promise<Report> => {
  const startedAt = performance.now();
  const data = resolve(options.data);
  freshFolder(data);
  const samples = await readSamples();
  const expected = expectedOf(samples);
  await holdCredit(data, samples.creditHolds);

  const { running, killed, sentAgain } = await feedThroughKill(samples, { ...options, data });
  try {
    for (const { file, wire } of samples.bad) {
      const { status } = await ask(running, 'POST', '/v1/intake/quote', wire);
      if (status < 400 || status >= 500) throw new Error(`samples/${file} was answered with ${status}`);
    }
    const status = await untilDone(running, options.progress);
    const waiting = waitingIn(await askAll(running, '/v1/transactions?state=waiting-for-person'));
    const parked = (await askAll(running, '/v1/parked')) as unknown as Report['parked'];
    await end(running, 'SIGTERM');
    const books = await booksOf(data);
    const found = {
      ...{ waiting, parked, milestones: milestonesOf(expected, status) },
      comparison: compareBooks(expected, books),
    };
    const distinct = samples.quotes.length + samples.notices.length;
    return {
      sent: {
        messages: samples.messages.length,
        repeatedByTheSource: samples.messages.length - distinct,
        sentAgain,
      },
      killed,
      ...found,
      totals: totalsOf(expected, books),
      problems: [
        ...(killed.open === 0 ? ['no command was open when the process was killed'] : []),
        ...problemsOf(
          expected,
          samples.bad.map(({ code }) => code),
          found,
        ),
      ],
      seconds: Number(((performance.now() - startedAt) / 1000).toFixed(1)),
    };
  } finally {
    await end(running, 'SIGKILL');
  }
};
