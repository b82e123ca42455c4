import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { AbstractHttpAdapter } from '@nestjs/core';
import { codeOf, isRetriable, messageOf } from '@q2c/kernel';
import type { Logger } from 'pino';
import { problem, type Problem } from './problem.ts';

type MaybeHttp = {
  readonly getStatus?: () => number;
  readonly getResponse?: () => unknown;
  readonly statusCode?: unknown;
};

const isProblem = (body: unknown): body is Problem =>
  typeof body === 'object' && body !== null && 'type' in body && 'status' in body && 'code' in body;

/** `FST_ERR_CTP_BODY_TOO_LARGE` and the like are the framework's names, not ours. */
const names: Readonly<Record<number, string>> = {
  400: 'request-malformed',
  401: 'unauthorised',
  404: 'not-found',
  405: 'method-not-allowed',
  413: 'message-too-large',
  415: 'media-type-unsupported',
};

/** What the way that was tried asks for. */
const schemeOf = ({ code }: Problem): string => (code === 'signature-refused' ? 'Q2C-Signature' : 'Bearer');

/**
 * Every answer that is no success is a problem document. What nobody foresaw is logged with its stack and answered
 * without; a fault that may pass says so.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly adapter: AbstractHttpAdapter,
    private readonly log: Logger,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const answer = this.problemOf(error);
    const response: unknown = host.switchToHttp().getResponse();
    this.adapter.setHeader(response, 'content-type', 'application/problem+json; charset=utf-8');
    if (answer.status === 401) this.adapter.setHeader(response, 'www-authenticate', schemeOf(answer));
    if (answer.status === 503) this.adapter.setHeader(response, 'retry-after', '1');
    this.adapter.reply(response, answer, answer.status);
  }

  private problemOf(error: unknown): Problem {
    const http = error as MaybeHttp;
    const body = http.getResponse?.();
    if (isProblem(body)) return body;
    const status = http.getStatus?.() ?? http.statusCode;
    if (typeof status === 'number' && status >= 400 && status < 500)
      return problem(status, names[status] ?? 'request-refused', messageOf(error));
    const code = codeOf(error) ?? 'unknown';
    if (isRetriable(error)) {
      this.log.warn({ code, reason: messageOf(error) }, 'a request met a fault that may pass');
      return problem(503, code, `${messageOf(error)}; nothing is lost by asking again`);
    }
    this.log.error({ err: error, code }, 'a request met a fault');
    return problem(500, code, 'the fault stands in the log of this process');
  }
}
