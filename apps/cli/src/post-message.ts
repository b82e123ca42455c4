import { Agent, request, type IncomingMessage } from 'node:http';
import type { ServerFile } from '@q2c/orchestrator/server-file';

/**
 * Posts one message over connections that stay open. `fetch` does the same for about three times the processor time,
 * which counts where a file has many records and the process that takes them in runs beside us.
 */
/** `result`: what the header of this name says of a message that is taken in: `accepted` or `already-known`. */
export type Posted = { readonly status: number; readonly text: string; readonly result: string | undefined };

const resultHeader = 'q2c-result';

export type PostMessage = (server: ServerFile, path: string, message: Uint8Array) => Promise<Posted>;

const textOf = (response: IncomingMessage): Promise<string> =>
  new Promise((resolve, reject) => {
    let text = '';
    response.setEncoding('utf8');
    response.on('data', (part: string) => void (text += part));
    response.on('end', () => resolve(text));
    response.on('error', reject);
  });

/** `timeoutMs`: real time without a byte, after which it counts as not answered. Rejects when there is no answer. */
export const createPostMessage = (timeoutMs: number): PostMessage => {
  const agent = new Agent({ keepAlive: true });
  return ({ url, token }, path, message) =>
    new Promise((resolve, reject) => {
      const sent = {
        ...{ authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream' },
        'content-length': message.length,
      };
      const posted = request(new URL(path, url), { method: 'POST', agent, headers: sent, timeout: timeoutMs });
      posted.on('timeout', () => posted.destroy(new RangeError(`no answer within ${timeoutMs} ms`)));
      posted.on('error', reject);
      posted.on('response', (response) => {
        const { statusCode: status = 0, headers } = response;
        const result = headers[resultHeader]?.toString();
        textOf(response).then((text) => resolve({ status, text, result }), reject);
      });
      posted.end(message);
    });
};
