import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { messageOf } from '@q2c/kernel';
import { failedSeeds, shrink } from '@q2c/testing';
import { runTasks } from './pool.ts';
import { createRepeats } from './repeats.ts';
import { createSummary, type Summary } from './summary.ts';

const usage = `usage: npm run simulate -- [--seeds N] [--from S] [--threads T] [--trace]
  One seed is one world: inputs, people, processes and their faults on one virtual clock.
  --seeds N    how many worlds (default 1000)
  --from S     the first seed (default 1)
  --threads T  worker threads (default: one a processor)
  --trace      of the first world that failed, print all that happened, not only the end
  Seeds that failed once are always run too. From 500 seeds on, a fault that no world met fails the run.
  Exit code: 0 all passed, 1 a world failed or a fault was never met, 2 wrong arguments.`;

/** Fewer worlds than this cannot be expected to meet every fault. */
const judgedFrom = 500;

const read = () => {
  const number = { type: 'string' } as const;
  return parseArgs({
    options: {
      ...{ seeds: number, from: number, threads: number },
      ...{ trace: { type: 'boolean' }, help: { type: 'boolean' } },
    },
  }).values;
};

const whole = (name: string, text: string | undefined, otherwise: number): number => {
  const value = text === undefined ? otherwise : Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 2 ** 31) throw new RangeError(`--${name}: not a number from 1`);
  return value;
};

type Failure = { readonly seed: number; readonly lines: readonly string[] };

/** So many seeds are run twice: the same seed gives the same events, byte for byte, whatever ran beside it. */
const runTwice = 25;

/** Runs all seeds and gives what failed. */
const runAll = async (seeds: readonly number[], threads: number, summary: Summary): Promise<readonly Failure[]> => {
  const failed: Failure[] = [];
  let done = 0;
  const repeats = createRepeats();
  const tasks = [...seeds, ...seeds.slice(0, runTwice)].map((seed) => ({ seed }));
  await runTasks(tasks, threads, ({ task: { seed }, result, error }) => {
    const { repeated, problem } = repeats.hear(seed, result?.hash);
    if (problem !== null) failed.push({ seed, lines: [problem] });
    if (repeated) return;
    done += 1;
    if (result !== undefined) summary.add(result);
    const lines = result?.problems.map(({ checker, problem }) => `${checker}: ${problem}`) ?? [error ?? 'no report'];
    if (lines.length > 0) failed.push({ seed, lines });
    if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${seeds.length} worlds, ${failed.length} failed`);
  });
  if (process.stderr.isTTY) process.stderr.write('\n');
  return failed.sort((a, b) => a.seed - b.seed);
};

const shownFailures = 10;
const shownLines = 200;

const tell = async (failed: readonly Failure[], whole: boolean): Promise<void> => {
  for (const { seed, lines } of failed.slice(0, shownFailures)) {
    console.log(`seed ${seed} failed:`);
    for (const line of lines.slice(0, 5)) console.log(`  ${line}`);
    console.log(`  again: npm run simulate -- --seeds 1 --from ${seed}`);
  }
  const [first] = failed;
  if (first === undefined) return;
  const { failure, without, faults, trace } = await shrink({ seed: first.seed });
  if (failure === null) console.log(`seed ${first.seed} did not fail again when it ran alone`);
  else console.log(`seed ${first.seed}, made smaller: ${failure} without ${without.join(', ') || 'nothing'}`);
  console.log(`faults left: ${faults.join(', ') || 'none'}`);
  console.log(trace.slice(whole ? 0 : -shownLines).join('\n'));
};

const run = async (): Promise<number> => {
  const values = read();
  if (values.help === true) {
    console.log(usage);
    return 0;
  }
  const count = whole('seeds', values.seeds, 1000);
  const from = whole('from', values.from, 1);
  const asked = Array.from({ length: count }, (_, n) => from + n);
  const seeds = count === 1 ? asked : [...new Set([...failedSeeds.map(({ seed }) => seed), ...asked])];

  const startedAt = performance.now();
  const summary = createSummary();
  const failed = await runAll(seeds, whole('threads', values.threads, availableParallelism()), summary);
  console.log(summary.lines().join('\n'));
  await tell(failed, values.trace === true);

  const judged = count >= judgedFrom;
  const gaps = judged ? summary.gaps() : [];
  for (const gap of gaps) console.log(gap);
  if (!judged) console.log(`not judged: whether every fault was met, with fewer than ${judgedFrom} seeds`);
  console.log(
    `${Math.min(seeds.length, runTwice)} seeds were run twice: each gave the same events again, or is named above`,
  );
  console.log(`${seeds.length} worlds in ${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
  console.log(`simulation: ${seeds.length - failed.length} passed, ${failed.length + gaps.length} failed, 0 skipped`);
  return failed.length + gaps.length === 0 ? 0 : 1;
};

try {
  process.exitCode = await run();
} catch (error) {
  console.error(messageOf(error));
  console.error(usage);
  process.exitCode = 2;
}
