import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { removeServerFile, writeServerFile } from '@q2c/orchestrator/server-file';

/**
 * The intake as its API is described, and nothing behind it: it takes in what comes, knows what came before, and can be
 * told to answer otherwise.
 */
export type Reply =
  { readonly status: number; readonly body: object; readonly headers?: Readonly<Record<string, string>> } | 'hang-up';

export type FakeIntake = {
  /** What a message is answered with; `undefined`: as it should be. `n` counts requests from 1. */
  answer: (n: number, message: Buffer) => Reply | undefined;
  /** What an answer waits for. */
  hold: () => Promise<unknown>;
  readonly seen: {
    requests: number;
    readonly paths: Set<string>;
    /** Messages that were taken in, each once. */
    readonly known: Set<string>;
    atOnce: number;
    mostAtOnce: number;
    readonly connections: Set<unknown>;
  };
  /** Takes a message in, as it does where it is not told otherwise. */
  take(message: Buffer): Reply;
  start(): Promise<void>;
  /** Another token at the same address, as after a quick start on a port that is given. */
  renew(): Promise<void>;
  stop(): Promise<void>;
};

const bodyOf = async (request: IncomingMessage): Promise<Buffer> => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
};

const send = (response: ServerResponse, { status, body, headers = {} }: Exclude<Reply, string>): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
};

export const takenReply = (id: string, headers: Readonly<Record<string, string>> = {}): Reply => ({
  ...{ status: 202, body: { transaction: id, href: `/v1/transactions/${id}` }, headers },
});
export const parkedReply = (code: string, detail: string, parkedId: string): Reply => ({
  status: 422,
  body: { type: `urn:q2c:problem:${code}`, title: 'Unprocessable', status: 422, code, detail, parkedId },
});
export const problemReply = (status: number, code: string): Reply => ({
  status,
  body: { type: `urn:q2c:problem:${code}`, title: code, status, code, detail: `the detail of ${code}` },
});

/** On a folder, as the orchestrator is found; with another token each time it starts. */
export const createFakeIntake = (folder: string): FakeIntake => {
  let starts = 0;
  let token = '';
  let url = '';
  let stopping: (() => Promise<void>) | undefined;
  const seen: FakeIntake['seen'] = {
    ...{ requests: 0, atOnce: 0, mostAtOnce: 0 },
    ...{ paths: new Set(), known: new Set(), connections: new Set() },
  };

  const take: FakeIntake['take'] = (message) => {
    const id = createHash('sha256').update(message).digest('hex').slice(0, 26);
    const result = seen.known.has(id) ? 'already-known' : 'accepted';
    seen.known.add(id);
    return takenReply(id, { 'q2c-result': result });
  };

  const fake: FakeIntake = {
    seen,
    take,
    answer: () => undefined,
    hold: () => Promise.resolve(),
    async start() {
      const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
        if (request.url === '/v1/health/live') {
          send(response, { status: 200, body: { status: 'live' } });
          return;
        }
        seen.atOnce += 1;
        seen.mostAtOnce = Math.max(seen.mostAtOnce, seen.atOnce);
        seen.paths.add(request.url ?? '');
        seen.connections.add(request.socket);
        const message = await bodyOf(request);
        await fake.hold();
        const isKnown = request.headers.authorization === `Bearer ${token}`;
        const reply = isKnown
          ? (fake.answer((seen.requests += 1), message) ?? take(message))
          : (problemReply(401, 'unauthorised') as Exclude<Reply, string>);
        seen.atOnce -= 1;
        if (reply === 'hang-up') request.socket.destroy();
        else send(response, reply);
      };
      const server = createServer((request, response) => void handle(request, response));
      await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo;
      mkdirSync(folder, { recursive: true });
      url = `http://127.0.0.1:${port}`;
      await fake.renew();
      stopping = async () => {
        server.closeAllConnections();
        await new Promise((resolve) => void server.close(resolve));
        await removeServerFile(folder);
      };
    },
    async renew() {
      token = `token-${(starts += 1)}`;
      await writeServerFile(folder, { url, token, pid: process.pid });
    },
    async stop() {
      const stop = stopping;
      stopping = undefined;
      await stop?.();
    },
  };
  return fake;
};
