import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { readConfiguration, type Configuration } from '../configuration.ts';
import { start, type Started } from '../start.ts';

/** Orchestrators of one spec file, each on a folder of its own below one that goes away in the end. */
export type Variables = Readonly<Record<string, string>>;

export const silent = pino({ level: 'silent' });

export const configure = (variables: Variables): Configuration => {
  const read = readConfiguration(variables);
  if (!read.ok) throw new RangeError(read.refusal.join('\n'));
  return read.value;
};

export type Running = Started & {
  /** Sends JSON, or bytes as an Avro message; the token goes along unless other headers say otherwise. */
  ask(method: 'GET' | 'POST', path: string, body?: object, headers?: Variables): Promise<Reply>;
};

export type Reply = { readonly status: number; readonly body: unknown; readonly headers: Headers };

const asker =
  ({ url, token }: Started): Running['ask'] =>
  async (method, path, body, headers = {}) => {
    const bytes = body instanceof Uint8Array;
    const response = await fetch(new URL(path, url), {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': bytes ? 'application/octet-stream' : 'application/json' }),
        ...headers,
      },
      body: body === undefined ? null : bytes ? Buffer.from(body) : JSON.stringify(body),
    });
    return { status: response.status, body: await response.json(), headers: response.headers };
  };

export const createStage = () => {
  const root = mkdtempSync(join(tmpdir(), 'q2c-orchestrator-'));
  const running = new Set<Started>();
  let folders = 0;
  return {
    folder: (): string => join(root, String((folders += 1))),
    /** With a clock that moves when told, unless said otherwise. */
    async start(folder: string, variables: Variables = {}): Promise<Running> {
      const started = await start(configure({ Q2C_DATA: folder, Q2C_CLOCK: 'manual', ...variables }), silent);
      running.add(started);
      const stop = async (): Promise<void> => {
        running.delete(started);
        await started.stop();
      };
      return { ...started, stop, ask: asker(started) };
    },
    async end(): Promise<void> {
      for (const started of running) await started.stop();
      rmSync(root, { recursive: true });
    },
  };
};
