import { HttpException } from '@nestjs/common';
import { STATUS_CODES } from 'node:http';
import type { Refused } from '../operations/answers.ts';

/** RFC 9457. `code` is the stable name of what is wrong; further members say which object it is about. */
export type Problem = {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail?: string;
  readonly [member: string]: unknown;
};

export const problem = (
  status: number,
  code: string,
  detail?: string,
  more: Readonly<Record<string, unknown>> = {},
): Problem => ({
  type: `urn:q2c:problem:${code}`,
  title: STATUS_CODES[status] ?? 'Unknown',
  status,
  code,
  ...(detail === undefined ? {} : { detail }),
  ...more,
});

/** Refusals of what the bytes say; every other refusal is about the state of things, which is a conflict. */
const statuses: Readonly<Record<string, number>> = {
  'transaction-not-found': 404,
  'parked-input-not-found': 404,
  'signature-refused': 401,
  'webhook-not-configured': 404,
  'message-too-large': 413,
  'message-truncated': 422,
  'message-malformed': 422,
  'schema-unknown': 422,
  'too-many-items': 422,
  'content-invalid': 422,
  'record-unexpected': 422,
  'object-unknown': 422,
};

/** The one place where a business no becomes a status. */
export const refusalProblem = ({ code, detail, more }: Refused): Problem =>
  problem(statuses[code] ?? 409, code, detail, more);

/** How a problem travels to the filter that writes it. */
export const problemException = (body: Problem): HttpException => new HttpException(body, body.status);
