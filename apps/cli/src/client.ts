import { randomUUID } from 'node:crypto';
import { messageOf } from '@q2c/kernel';
import { readServerFile, type ServerFile } from '@q2c/orchestrator/server-file';
import { createPostMessage, type Posted } from './post-message.ts';

/**
 * Talks to the process that runs on a data folder: address and token lie in its `server.json`, so whoever may read
 * the folder may ask. Every answer is a value; what the process refused keeps its problem document.
 */
export type Problem = { readonly code: string; readonly detail?: string; readonly [member: string]: unknown };

export type Answer<T> =
  | { readonly kind: 'answered'; readonly body: T }
  | { readonly kind: 'refused'; readonly problem: Problem }
  | { readonly kind: 'unreachable'; readonly why: string };

export type Client = {
  get<T>(path: string): Promise<Answer<T>>;
  /** Under a key of its own, so that the process recognises a repetition. */
  post<T>(path: string, body: object): Promise<Answer<T>>;
  /** One Avro message. The address is asked for again only when it was not good for an answer: there may be many. */
  send(path: string, message: Uint8Array): Promise<Answer<Pick<Posted, 'result'>>>;
};

/** Real time, ms. */
const timeoutMs = 30_000;

type Request = {
  readonly method?: 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
};

const noServerFile = { kind: 'unreachable', why: 'there is no server.json' } as const;

const sent = async (posted: Promise<Posted>): Promise<Answer<Pick<Posted, 'result'>>> => {
  try {
    const { status, text, result } = await posted;
    if (status >= 200 && status < 300) return { kind: 'answered', body: { result } };
    return { kind: 'refused', problem: JSON.parse(text) as Problem };
  } catch (error) {
    return { kind: 'unreachable', why: messageOf(error) };
  }
};

const call = async <T>({ url, token }: ServerFile, path: string, request: Request): Promise<Answer<T>> => {
  let response: Response;
  let body: unknown;
  try {
    response = await fetch(new URL(path, url), {
      ...request,
      headers: { ...request.headers, authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(timeoutMs),
    });
    body = await response.json();
  } catch (error) {
    return { kind: 'unreachable', why: messageOf(error) };
  }
  return response.ok ? { kind: 'answered', body: body as T } : { kind: 'refused', problem: body as Problem };
};

export const createClient = (folder: string): Client => {
  const ask = async <T>(path: string, request: Request): Promise<Answer<T>> => {
    const server = await readServerFile(folder);
    if (server === undefined) return noServerFile;
    return call<T>(server, path, request);
  };
  const postMessage = createPostMessage(timeoutMs);
  let known: ServerFile | undefined;
  return {
    get: (path) => ask(path, {}),
    post: (path, body) =>
      ask(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
        body: JSON.stringify(body),
      }),
    async send(path, message) {
      known ??= await readServerFile(folder);
      if (known === undefined) return noServerFile;
      const answer = await sent(postMessage(known, path, message));
      // The process may have been started again since: elsewhere, and with another token.
      if (answer.kind === 'unreachable' || (answer.kind === 'refused' && answer.problem['status'] === 401))
        known = undefined;
      return answer;
    },
  };
};
