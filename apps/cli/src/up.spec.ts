import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readServerFile, type ServerFile } from '@q2c/orchestrator/server-file';

/** The process as a whole: how it starts, what it says, how it ends. */
const root = mkdtempSync(join(tmpdir(), 'q2c-up-'));
const bin = (name: string): string => fileURLToPath(new URL(`../bin/${name}`, import.meta.url));
const fromSource = ['--conditions=source', bin('source.mjs')];
/** What `npx q2c` runs, under whatever Node there is. */
const asInstalled = [bin('q2c.mjs')];
const children = new Set<ChildProcess>();
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(root, { recursive: true });
});

let folders = 0;
const newFolder = (): string => join(root, String((folders += 1)));

type Ended = { readonly code: number | null; readonly out: string; readonly err: string };

const q2c = (words: readonly string[], environment: Readonly<Record<string, string>> = {}, program = fromSource) => {
  const child = spawn(process.execPath, [...program, ...words], {
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.add(child);
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => void (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => void (err += text));
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code) => {
      children.delete(child);
      resolve({ code, out, err });
    });
  });
  return { child, ended };
};

/** Until it answers, or fails with what it said instead. `before`: what a killed one left there. */
const ready = (folder: string, { ended }: ReturnType<typeof q2c>, before?: ServerFile): Promise<ServerFile> =>
  new Promise((resolve, reject) => {
    void ended.then(({ err }) => reject(new RangeError(`ended before it was ready: ${err}`)));
    const look = (): void => {
      void readServerFile(folder).then((server) => {
        if (server === undefined || server.pid === before?.pid) return;
        watching.close();
        resolve(server);
      });
    };
    // The folder of the folder: that one is made by the process.
    const watching = watch(root, { recursive: true }, look);
    watching.unref();
    look();
  });

const statusOf = ({ url, token }: ServerFile): Promise<Response> =>
  fetch(new URL('/v1/status', url), { headers: { authorization: `Bearer ${token}` } });

test('SIGTERM stops it gracefully: exit code 0, the folder given back, JSON lines all the way', async () => {
  const folder = newFolder();
  const up = q2c(['up', '--data', folder]);
  const server = await ready(folder, up);
  expect((await statusOf(server)).status).toBe(200);
  up.child.kill('SIGTERM');
  const { code, out, err } = await up.ended;
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const lines = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { msg: string });
  expect(lines.map(({ msg }) => msg)).toEqual(['ready', 'stopping', 'stopped']);
  expect(await readServerFile(folder)).toBeUndefined();
  expect((await q2c(['status', '--data', folder]).ended).code).toBe(3);
}, 10_000);

test('a second one on the folder refuses, naming the first, which goes on', async () => {
  const folder = newFolder();
  const first = q2c(['up', '--data', folder]);
  const server = await ready(folder, first);
  const { code, err } = await q2c(['up', '--data', folder]).ended;
  expect(code).toBe(1);
  expect(err).toContain(`is in use by process ${first.child.pid}`);
  expect(await readServerFile(folder)).toEqual(server);
  expect((await q2c(['status', '--data', folder]).ended).code).toBe(0);
  first.child.kill('SIGINT');
  expect((await first.ended).code).toBe(0);
}, 10_000);

test('after SIGKILL the address left behind leads nowhere, and the next one starts on the folder', async () => {
  const folder = newFolder();
  const first = q2c(['up', '--data', folder]);
  const left = await ready(folder, first);
  first.child.kill('SIGKILL');
  await first.ended;
  expect(await readServerFile(folder)).toEqual(left);
  expect((await q2c(['status', '--data', folder]).ended).code).toBe(3);
  const second = q2c(['up', '--data', folder]);
  expect((await ready(folder, second, left)).token).not.toBe(left.token);
  second.child.kill('SIGTERM');
  expect((await second.ended).code).toBe(0);
}, 10_000);

test('a wrong configuration is refused with every problem, exit code 2, and nothing is made', async () => {
  const folder = newFolder();
  const wrong = { Q2C_PORT: 'http', Q2C_TENANT: '!', Q2C_DATA_FOLDER: folder };
  const { code, err } = await q2c(['up', '--data', folder, '--clock', 'sundial'], wrong).ended;
  expect(code).toBe(2);
  for (const name of ['Q2C_PORT', 'Q2C_TENANT', 'Q2C_DATA_FOLDER', 'Q2C_CLOCK'])
    expect(err).toMatch(new RegExp(`^ {2}${name}: `, 'm'));
  expect(await readServerFile(folder)).toBeUndefined();
}, 10_000);

test('as it is installed, it passes signals and exit codes on', async () => {
  const folder = newFolder();
  const up = q2c(['up', '--data', folder], {}, asInstalled);
  const { pid } = await ready(folder, up);
  expect(pid).not.toBe(up.child.pid);
  up.child.kill('SIGTERM');
  expect((await up.ended).code).toBe(0);
  expect((await q2c(['show', 'Q-1', '--data', folder], {}, asInstalled).ended).code).toBe(3);
}, 10_000);
