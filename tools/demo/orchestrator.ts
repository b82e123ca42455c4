import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The embedded orchestrator as a process of its own, and its HTTP API. */
const command = fileURLToPath(new URL('../../apps/cli/dist/main.js', import.meta.url));

export type Server = { readonly url: string; readonly token: string; readonly pid: number };
export type Running = { readonly child: ChildProcess; readonly server: Server };

const startLimitMs = 30_000;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Starts `up` on the folder and waits until it serves. */
export const startUp = async (data: string, environment: Readonly<Record<string, string>>): Promise<Running> => {
  mkdirSync(data, { recursive: true });
  const log = openSync(join(data, 'demo.log'), 'a');
  const child = spawn(process.execPath, ['--max-semi-space-size=64', command, 'up'], {
    env: { ...process.env, Q2C_DATA: data, ...environment },
    stdio: ['ignore', log, log],
  });
  // However the demonstration ends, the process it started ends with it.
  const endWithUs = (): boolean => child.kill('SIGKILL');
  process.once('exit', endWithUs);
  child.once('exit', () => process.off('exit', endWithUs));
  const file = join(data, 'server.json');
  for (const startedAt = performance.now(); performance.now() - startedAt < startLimitMs;) {
    await pause(20);
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`the orchestrator ended while starting; see ${join(data, 'demo.log')}`);
    if (!existsSync(file)) continue;
    const server = JSON.parse(readFileSync(file, 'utf8')) as Server;
    if (server.pid === child.pid) return { child, server };
  }
  child.kill('SIGKILL');
  throw new Error(`the orchestrator did not start within ${startLimitMs / 1000} s; see ${join(data, 'demo.log')}`);
};

/** Ends the process and waits until it is gone. */
export const end = async ({ child }: Running, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
};

export type Answer = { readonly status: number; readonly body: unknown };

export const ask = async (
  { server }: Running,
  method: 'GET' | 'POST',
  path: string,
  body?: Uint8Array,
): Promise<Answer> => {
  const response = await fetch(`${server.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/octet-stream' },
    ...(body === undefined ? {} : { body: Buffer.from(body) }),
  });
  return { status: response.status, body: await response.json() };
};

/** All items of a list, page by page. */
export const askAll = async (running: Running, path: string): Promise<readonly Record<string, unknown>[]> => {
  const items: Record<string, unknown>[] = [];
  let next: string | null = `${path}${path.includes('?') ? '&' : '?'}limit=200`;
  while (next !== null) {
    const { status, body } = await ask(running, 'GET', next);
    if (status !== 200) throw new Error(`GET ${next}: ${status} ${JSON.stringify(body)}`);
    const page = body as { items: Record<string, unknown>[]; next: string | null };
    items.push(...page.items);
    next = page.next;
  }
  return items;
};
