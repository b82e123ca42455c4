import { userInfo } from 'node:os';
import process from 'node:process';
import { run } from './program.ts';

process.exitCode = await run(process.argv.slice(2), {
  environment: process.env,
  user: userInfo().username,
  print: (text) => void process.stdout.write(`${text}\n`),
  complain: (text) => void process.stderr.write(`${text}\n`),
  terminal: process.stderr.isTTY ? process.stderr : undefined,
  // The rest of the command line starts without the server and what it brings.
  up: async (environment) => (await import('@q2c/orchestrator')).up(environment),
});
