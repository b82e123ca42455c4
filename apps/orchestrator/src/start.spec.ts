import { mkdirSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { readServerFile, writeServerFile } from './server-file.ts';
import { createStage } from './spec/index.ts';

const stage = createStage();
afterAll(() => stage.end());

test('a port that is taken is a clear end, the folder is free again, and what a killed process left is gone', async () => {
  const folder = stage.folder();
  mkdirSync(folder);
  await writeServerFile(folder, { url: 'http://127.0.0.1:1', token: 'of a killed process', pid: 1 });
  const other = createServer();
  await new Promise<void>((resolve) => void other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  await expect(stage.start(folder, { Q2C_PORT: String(port) })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  expect(await readServerFile(folder)).toBeUndefined();
  other.close();
  const running = await stage.start(folder, { Q2C_PORT: String(port) });
  expect(running.url).toBe(`http://127.0.0.1:${port}`);
  await running.stop();
});

test('a request that is being answered while it stops still gets its answer', async () => {
  const running = await stage.start(stage.folder());
  const { readStore } = running.embedded;
  const { get } = readStore;
  let stopping: Promise<void> | undefined;
  readStore.get = (...words) => {
    stopping ??= running.stop();
    return get(...words);
  };
  expect(await running.ask('GET', '/v1/status')).toMatchObject({ status: 200, body: { accepted: 0 } });
  expect(stopping).toBeDefined();
  await stopping;
});

test('a request whose rest never comes does not keep it from stopping', async () => {
  const running = await stage.start(stage.folder());
  const { hostname, port } = new URL(running.url);
  const stalled = connect(Number(port), hostname).resume();
  const closed = new Promise((resolve) => stalled.on('error', () => undefined).once('close', resolve));
  stalled.write('POST /v1/intake/quote HTTP/1.1\r\nhost: q2c\r\ncontent-length: 10\r\n\r\nabc');
  // Answered on a connection of its own, so the other one has been taken up before.
  expect(await running.ask('GET', '/v1/health/live')).toMatchObject({ status: 200 });
  await running.stop();
  await closed;
});
