import { codeOf, Fault, isRetriable, messageOf } from '@q2c/kernel';
import { isSqliteError, sqliteFault } from './sqlite-fault.ts';

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

/** Faults pass as they are, errors of SQLite get their meaning, the rest is a defect. */
export const answerOfError = (error: unknown, file: string): Answer => {
  const fault = isSqliteError(error) ? sqliteFault(error, file) : error;
  return { ok: false, code: codeOf(fault) ?? 'store-failed', message: messageOf(fault), retriable: isRetriable(fault) };
};

export const faultOf = (answer: Extract<Answer, { ok: false }>): Fault =>
  new Fault(answer.code, answer.message, { retriable: answer.retriable });
