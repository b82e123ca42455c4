import { readServerFile, type ServerFile } from '@q2c/orchestrator/server-file';
import { createProcessStage } from './spec/process.ts';

/** The process as a whole: how it starts, what it says, how it ends. */
/** A start takes about a second; the bound is for a machine with other things to do. */
const boundMs = 60_000;
const stage = createProcessStage();
const { run: q2c, ready, folder: newFolder } = stage;
afterAll(() => stage.end());

const statusOf = ({ url, token }: ServerFile): Promise<Response> =>
  fetch(new URL('/v1/status', url), { headers: { authorization: `Bearer ${token}` } });

test(
  'SIGTERM stops it gracefully: exit code 0, the folder given back, JSON lines all the way',
  async () => {
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
  },
  boundMs,
);

test(
  'a second one on the folder refuses, naming the first, which goes on',
  async () => {
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
  },
  boundMs,
);

test(
  'after SIGKILL the address left behind leads nowhere, and the next one starts on the folder',
  async () => {
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
  },
  boundMs,
);

test(
  'a wrong configuration is refused with every problem, exit code 2, and nothing is made',
  async () => {
    const folder = newFolder();
    const wrong = { Q2C_PORT: 'http', Q2C_TENANT: '!', Q2C_DATA_FOLDER: folder };
    const { code, err } = await q2c(['up', '--data', folder, '--clock', 'sundial'], { environment: wrong }).ended;
    expect(code).toBe(2);
    for (const name of ['Q2C_PORT', 'Q2C_TENANT', 'Q2C_DATA_FOLDER', 'Q2C_CLOCK'])
      expect(err).toMatch(new RegExp(`^ {2}${name}: `, 'm'));
    expect(await readServerFile(folder)).toBeUndefined();
  },
  boundMs,
);

test(
  'as it is installed, it passes signals and exit codes on',
  async () => {
    const folder = newFolder();
    const up = q2c(['up', '--data', folder], { program: 'asInstalled' });
    const { pid } = await ready(folder, up);
    expect(pid).not.toBe(up.child.pid);
    up.child.kill('SIGTERM');
    expect((await up.ended).code).toBe(0);
    expect((await q2c(['show', 'Q-1', '--data', folder], { program: 'asInstalled' }).ended).code).toBe(3);
  },
  boundMs,
);
