/**
 * The third error channel: something technical went wrong.
 * Faults are recognised by `code`, never by `instanceof`, since errors cross realms (workers, test VMs).
 */
export class Fault extends Error {
  readonly code: string;
  /** Whether the same call may succeed later without anybody changing anything. */
  readonly retriable: boolean;

  constructor(code: string, message: string, options: { retriable: boolean; cause?: unknown }) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'Fault';
    this.code = code;
    this.retriable = options.retriable;
  }
}

export const codeOf = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;

export const isFault = (error: unknown, code: string): boolean => codeOf(error) === code;

/** Retriable only when the fault says so: an unknown error is a defect and must not be retried for ever. */
export const isRetriable = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'retriable' in error && error.retriable === true;

export const messageOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
