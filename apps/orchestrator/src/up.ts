import process from 'node:process';
import { codeOf, messageOf } from '@q2c/kernel';
import { pino } from 'pino';
import { readConfiguration } from './configuration.ts';
import { start, type Started } from './start.ts';

/** Exit codes of `up`; the command line shares them. */
export const exitCodes = { ok: 0, refused: 1, usage: 2 } as const;

const signals = ['SIGTERM', 'SIGINT'] as const;

/** The first signal stops gracefully; a second one means now. */
const untilSignal = (): Promise<string> =>
  new Promise((resolve) => {
    for (const signal of signals)
      process.once(signal, () => {
        resolve(signal);
        for (const again of signals) {
          process.removeAllListeners(again);
          process.once(again, () => process.exit(exitCodes.refused));
        }
      });
  });

/**
 * Runs the embedded shape until it is told to stop. A wrong configuration is refused with every problem named.
 * Resolves with the exit code.
 */
export const up = async (environment: Readonly<Record<string, string | undefined>>): Promise<number> => {
  const configured = readConfiguration(environment);
  if (!configured.ok) {
    const problems = configured.refusal.map((each) => `  ${each}\n`).join('');
    process.stderr.write(`The configuration is wrong:\n${problems}`);
    return exitCodes.usage;
  }
  const log = pino({ level: configured.value.logLevel });
  const told = untilSignal();
  let started: Started;
  try {
    started = await start(configured.value, log);
  } catch (error) {
    log.fatal({ err: error, code: codeOf(error) }, 'cannot start');
    process.stderr.write(`Cannot start: ${messageOf(error)}\n`);
    return exitCodes.refused;
  }
  log.info({ signal: await told }, 'stopping');
  await started.stop();
  log.info('stopped');
  return exitCodes.ok;
};
