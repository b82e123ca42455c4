import { codeOf, Fault, isRetriable, messageOf } from '@q2c/kernel';
import { sqliteFault } from './sqlite-fault.ts';

/** What goes between the threads. Answers come in the order of the questions. */
export type Answer =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly code: string; readonly message: string; readonly retriable: boolean };

/** What a thread does; `question` came through structured clone. */
export type Service = {
  readonly answer: (question: unknown) => unknown;
  readonly close: () => void;
};

export type Role = 'event-writer' | 'event-reader' | 'rows' | 'keys';
export type ThreadData = { readonly role: Role; readonly file: string };

export const closing = 'close';

/** Faults pass as they are, the rest is read as an error of the database. */
export const answerOfError = (error: unknown): Answer => {
  const code = codeOf(error);
  const fault = code === undefined || code.startsWith('ERR_') ? sqliteFault(error) : error;
  return { ok: false, code: codeOf(fault) ?? 'store-failed', message: messageOf(fault), retriable: isRetriable(fault) };
};

export const faultOf = (answer: Extract<Answer, { ok: false }>): Fault =>
  new Fault(answer.code, answer.message, { retriable: answer.retriable });
