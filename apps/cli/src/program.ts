import { Command, InvalidArgumentError, Option, type CommanderError } from 'commander';
import { createClient } from './client.ts';
import { discardParked, listParked, retryParked } from './commands/parked.ts';
import { listPayments } from './commands/payments.ts';
import { resumeAll } from './commands/resume-all.ts';
import { status } from './commands/status.ts';
import { actOnTransaction, listTransactions, showTransaction } from './commands/transactions.ts';
import { effectOf, type EffectWords } from './effect.ts';
import { exitCodeHelp, exitCodes, type ExitCode } from './exit-codes.ts';
import type { PageWords } from './pages.ts';
import { publishHelp } from './publish/help.ts';
import type { Terminal } from './publish/progress.ts';
import type { PublishWords } from './publish/publish.ts';
import { whatToResume, type ResumeWords } from './resume-words.ts';
import type { Session } from './session.ts';

/** What the command line is run with; a spec hands in its own. */
export type Surroundings = {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly user: string;
  readonly print: (text: string) => void;
  readonly complain: (text: string) => void;
  /** Where progress is shown, if anybody looks. */
  readonly terminal?: Terminal | undefined;
  /** Runs the orchestrator in this process until it is told to stop; resolves with the exit code. */
  readonly up: (environment: Readonly<Record<string, string | undefined>>) => Promise<number>;
};

type Global = { readonly data?: string; readonly output: 'json' | 'table' };
type By = { readonly by: string; readonly note: string };

const defaultFolder = '.q2c/data';

const examples = (...lines: readonly string[]): string =>
  `\n${lines.length === 1 ? 'Example' : 'Examples'}:\n${lines.map((line) => `  $ q2c ${line}`).join('\n')}`;

const limit = (text: string): string => {
  if (!/^\d{1,3}$/.test(text) || Number(text) < 1 || Number(text) > 500)
    throw new InvalidArgumentError('Expected 1 to 500.');
  return text;
};

const withPages = (command: Command): Command =>
  command
    .option('--limit <n>', 'at most so many, 1 to 500 (default: 50)', limit)
    .option('--after <id>', 'the page after this one');

/** Builds the program; `ended` takes the exit code of the command that ran. */
export const createProgram = (around: Surroundings, ended: (code: number) => void): Command => {
  const { environment, print, complain } = around;
  const program = new Command('q2c')
    .description('Quote to cash: runs the orchestrator on a data folder, and talks to the one that runs.')
    .option('--data <folder>', `the data folder (default: $Q2C_DATA, else ${defaultFolder})`)
    .addOption(new Option('--output <form>', 'how answers are printed').choices(['table', 'json']).default('table'))
    .showHelpAfterError('(q2c --help says more)')
    .configureOutput({ writeOut: (text) => print(text.trimEnd()), writeErr: (text) => complain(text.trimEnd()) })
    .exitOverride()
    .addHelpText(
      'after',
      exitCodeHelp + '\n' + examples('up', 'status --output json', 'show Q-1001', 'parked list', 'resume --help'),
    );

  const session = (): Session => {
    const { data, output } = program.opts<Global>();
    const folder = data ?? environment['Q2C_DATA'] ?? defaultFolder;
    return { client: createClient(folder), folder, output, print, complain, terminal: around.terminal };
  };
  /** A command that asks the running process. */
  const runs =
    <Words extends unknown[]>(act: (session: Session, ...words: Words) => Promise<ExitCode>) =>
    async (...words: Words): Promise<void> =>
      ended(await act(session(), ...words));
  const withBy = (command: Command): Command => command.option('--by <person>', 'who does it', around.user);
  const withReason = (command: Command): Command =>
    withBy(command).requiredOption('--note <text>', 'why, for the record; no personal data');

  program
    .command('up')
    .description('run the orchestrator on the data folder until SIGTERM or SIGINT; logs are JSON lines')
    .option('--port <n>', 'port on the loopback address; 0 takes a free one (default: $Q2C_PORT, else 0)')
    .option('--clock <kind>', 'system, virtual or manual (default: $Q2C_CLOCK, else system)')
    .addHelpText('after', examples('up', '--data /var/lib/q2c up --port 8080', 'up --clock virtual'))
    .action(async ({ port, clock }: { readonly port?: string; readonly clock?: string }) => {
      const { data } = program.opts<Global>();
      const given = { Q2C_DATA: data, Q2C_PORT: port, Q2C_CLOCK: clock };
      const said = Object.entries(given).filter(([, value]) => value !== undefined);
      ended(await around.up({ ...environment, ...Object.fromEntries(said) }));
    });

  program
    .command('publish <file...>')
    .description('take Avro object container files in, of any size, through the running process')
    .option('--object <object>', 'what the records are, where their name does not say so: quote, payment-notice')
    .option('--dry-run', 'read and check every record, and send nothing; needs no running process')
    .addHelpText(
      'after',
      publishHelp +
        examples(
          'publish samples/quotes.v1.avro samples/quotes.v2.avro',
          'publish partner.avro --dry-run',
          'publish export.avro --object payment-notice --output json',
        ),
    )
    .action(async (files: readonly string[], words: PublishWords): Promise<void> => {
      // What reads files is loaded only for this: the other commands start without it.
      const { intakeObjectNames, publish } = await import('./publish/index.ts');
      if (words.object !== undefined && !intakeObjectNames.includes(words.object))
        return program.error(`error: --object ${words.object}: expected ${intakeObjectNames.join(' or ')}`);
      ended(await publish(session(), files, words));
    });

  program
    .command('status')
    .description('how far the transactions have come, what is open, what is parked, what is not applied')
    .addHelpText('after', examples('status', 'status --output json'))
    .action(runs((asked) => status(asked)));

  withPages(program.command('list'))
    .description('transactions, one a line')
    .addOption(
      new Option('--state <state>', 'only those in it').choices([
        'running',
        'waiting-for-person',
        'completed',
        'cancelled',
      ]),
    )
    .addHelpText('after', examples('list', 'list --state waiting-for-person'))
    .action(runs((asked, words: PageWords) => listTransactions(asked, words)));

  program
    .command('show <transaction>')
    .description('one transaction with its history; by id or by the number of its quote')
    .addHelpText('after', examples('show Q-1001', 'show h2i6gyk4nq5r3lwqdb7vtx2mza --output json'))
    .action(runs((asked, transaction: string) => showTransaction(asked, transaction)));

  withPages(program.command('payments'))
    .description('payments, one a line, with what the payer gave and who has got them')
    .addOption(new Option('--state <state>', 'unapplied: nobody has got it').choices(['unapplied', 'applied']))
    .addHelpText('after', examples('payments --state unapplied', 'payments --output json'))
    .action(runs((asked, words: PageWords) => listPayments(asked, words)));

  withReason(program.command('resume [transaction]'))
    .description('go on at a step that waits for a person, after its cause was put right')
    .option('--exception <id>', 'what is open, as `show` names it: order, invoice, …')
    .option('--all', 'everything that waits for the reason --code, as after an outage')
    .option('--code <code>', 'with --all: the reason, as `list` names it: retries-exhausted, credit-hold, …')
    .option('--system <system>', 'with --all: only where the command was for this system, e.g. erp')
    .option('--dry-run', 'with --all: list what would be resumed, and do nothing')
    .addHelpText(
      'after',
      examples(
        'resume Q-1001 --exception order --note "credit limit raised"',
        'resume --all --code retries-exhausted --system erp --note "the ERP is back" --dry-run',
        'resume --all --code retries-exhausted --system erp --note "the ERP is back"',
      ),
    )
    .action(async (transaction: string | undefined, words: By & ResumeWords): Promise<void> => {
      const what = whatToResume(transaction, words);
      if (!what.ok) return program.error(`error: ${what.refusal}`);
      const { by, note } = words;
      ended(
        await ('code' in what.value
          ? resumeAll(session(), { ...what.value, by, note })
          : actOnTransaction(session(), what.value.transaction, 'resume', {
              ...{ exceptionId: what.value.exception, by, note },
            })),
      );
    });

  withReason(program.command('cancel <transaction>'))
    .description('end a transaction of which nothing has taken effect yet')
    .addHelpText('after', examples('cancel Q-1001 --note "withdrawn by the customer"'))
    .action(
      runs((asked, transaction: string, { by, note }: By) =>
        actOnTransaction(asked, transaction, 'cancel', { by, note }),
      ),
    );

  withReason(program.command('settle <transaction>'))
    .description('say what became of a command whose outcome nobody knows, after looking at the counterpart')
    .requiredOption('--exception <id>', 'what is open, as `show` names it')
    .option('--no-effect', 'it had none there')
    .option('--number <number>', 'of the document that stands there; goes with --date and --amount')
    .option('--date <date>', 'of that document, e.g. 2026-02-01')
    .option('--amount <amount>', 'of that document as it stands there, e.g. "1200.00 EUR", whatever was asked for')
    .addHelpText(
      'after',
      examples(
        'settle Q-1001 --exception order --number SO-0000042 --date 2026-02-01 --amount "1200.00 EUR" --note "seen in the ERP"',
        'settle Q-1001 --exception order --no-effect --note "not in the ERP"',
      ),
    )
    .action(
      async (transaction: string, { exception, by, note, effect: none, ...words }: By & SettleWords): Promise<void> => {
        const effect = effectOf({ ...words, noEffect: !none });
        if (!effect.ok) return program.error(`error: ${effect.refusal}`);
        const body = { exceptionId: exception, by, note, effect: effect.value };
        ended(await actOnTransaction(session(), transaction, 'settle', body));
      },
    );

  const parked = program
    .command('parked')
    .description('inputs that could not be taken in')
    .addHelpText('after', examples('parked list', 'parked retry ID', 'parked discard ID --note "sent by mistake"'));
  withPages(parked.command('list'))
    .description('them with their reasons')
    .addHelpText('after', examples('parked list', 'parked list --output json'))
    .action(runs((asked, words: PageWords) => listParked(asked, words)));
  withBy(parked.command('retry <parked-id>'))
    .description('take one in again, e.g. after its schema became known')
    .addHelpText('after', examples('parked retry 4goahzphd4ds752qyfkrixlx5d'))
    .action(runs((asked, id: string, { by }: By) => retryParked(asked, id, by)));
  withReason(parked.command('discard <parked-id>'))
    .description('give one up; its event and the reason stay')
    .addHelpText('after', examples('parked discard 4goahzphd4ds752qyfkrixlx5d --note "a test of the sender"'))
    .action(runs((asked, id: string, { by, note }: By) => discardParked(asked, id, { by, note })));
  return program;
};

type SettleWords = Omit<EffectWords, 'noEffect'> & {
  readonly exception: string;
  /** `--no-effect` turns it off. */
  readonly effect: boolean;
};

/** Runs one command line, without the program's own name. Resolves with the exit code. */
export const run = async (words: readonly string[], around: Surroundings): Promise<number> => {
  let code: number = exitCodes.ok;
  const program = createProgram(around, (ended) => {
    code = ended;
  });
  try {
    await program.parseAsync(words, { from: 'user' });
  } catch (error) {
    // Recognised by its code, which the parser gives to what it has already said: help, or what was wrong.
    if (!isCommanderError(error)) throw error;
    return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  }
  return code;
};

const isCommanderError = (error: unknown): error is CommanderError =>
  typeof error === 'object' &&
  error !== null &&
  'code' in error &&
  typeof error.code === 'string' &&
  error.code.startsWith('commander.');
