import { parseArgs } from 'node:util';
import { codeOf, messageOf } from '@q2c/kernel';
import { linesOf, type Report } from './report.ts';
import { runDemo } from './run.ts';

const usage = `usage: npm run demo -- [--data FOLDER] [--seed TEXT] [--output text|json]

Sends the quotes and payments in samples/ to an embedded orchestrator, kills it on the way, lets it carry on, and
compares the ERP's own books with what the samples ask for.

  --data FOLDER   where it works (default .q2c/demo); an earlier demonstration there is deleted
  --seed TEXT     when it is killed and what goes wrong at the ERP (default 1)
  --output json   the report as JSON
Exit code: 0 all as asked, 1 something is lost, doubled or otherwise not as asked, 2 wrong arguments.`;

const nextSteps = (data: string, { waiting }: Report): readonly string[] => {
  const held = waiting.find(({ code }) => code === 'credit-hold');
  const on = `Q2C_DATA=${data} npm run q2c --`;
  return [
    `Q2C_DATA=${data} Q2C_CLOCK=virtual npm run q2c -- up`,
    'and, while it runs, in another terminal:',
    `${on} list --state waiting-for-person`,
    ...(held === undefined
      ? []
      : [
          `npm run demo:release -- --data ${data} ${held.customerNumber}`,
          `${on} resume ${held.quoteNumber} --exception order --note "credit limit raised"`,
          `${on} show ${held.quoteNumber}`,
        ]),
    `${on} parked list`,
  ];
};

const run = async (): Promise<number> => {
  const { values } = parseArgs({
    options: {
      data: { type: 'string', default: '.q2c/demo' },
      seed: { type: 'string', default: '1' },
      output: { type: 'string', default: 'text' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  if (!['text', 'json'].includes(values.output) || !/^[\w-]{1,40}$/.test(values.seed)) {
    console.error(usage);
    return 2;
  }
  let shown = '';
  const progress = (line: string): void => {
    if (process.stderr.isTTY) process.stderr.write(`\r${line.padEnd(shown.length)}`);
    else if (!line.includes('commands open, ')) process.stderr.write(`${line}\n`);
    shown = line;
  };
  const report = await runDemo({ data: values.data, seed: values.seed, progress });
  if (process.stderr.isTTY) process.stderr.write(`\r${' '.repeat(shown.length)}\r`);
  console.log(
    values.output === 'json'
      ? JSON.stringify(report, null, 2)
      : linesOf(report, nextSteps(values.data, report)).join('\n'),
  );
  return report.problems.length === 0 ? 0 : 1;
};

// A signal alone would end us without the handlers that end the orchestrator.
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));

try {
  process.exitCode = await run();
} catch (error) {
  const isUsage = codeOf(error)?.startsWith('ERR_PARSE_ARGS') === true;
  console.error(isUsage ? `${messageOf(error)}\n\n${usage}` : `The demonstration failed: ${messageOf(error)}`);
  process.exitCode = isUsage ? 2 : 1;
}
