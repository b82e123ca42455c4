import type { DomainEvent } from '@q2c/domain-events';
import type { CommandId } from '@q2c/kernel';

/**
 * Business exceptions: what waits for a person. One can be open per step; its id is the step's name.
 */
export type OpenException = { readonly code: string; readonly owner: string; readonly commandId: string | null };
/** Open ones by exception id. */
export type Exceptions = Readonly<Record<string, OpenException>>;

/** The role in whose work queue a reason code stands; codes that are not named go to finance operations. */
const owners: Readonly<Record<string, string>> = {
  'credit-hold': 'credit-control',
  'payment-differs': 'receivables',
  'payment-ambiguous': 'receivables',
  'payment-allocated-elsewhere': 'receivables',
  'retries-exhausted': 'operations',
  'outcome-unknown': 'operations',
};

export const ownerOf = (code: string): string => owners[code] ?? 'finance-operations';

export const evolveExceptions = (exceptions: Exceptions, event: DomainEvent): Exceptions => {
  switch (event.type) {
    case 'ExceptionRaised': {
      const { exceptionId, code, owner, commandId } = event.data;
      return { ...exceptions, [exceptionId]: { code, owner, commandId } };
    }
    case 'ExceptionResolved': {
      const { [event.data.exceptionId]: _resolved, ...open } = exceptions;
      return open;
    }
    default:
      return exceptions;
  }
};

export const raise = (exceptionId: string, code: string, detail: string, commandId: CommandId | null): DomainEvent => ({
  type: 'ExceptionRaised',
  data: { exceptionId, code, owner: ownerOf(code), detail, commandId },
});

export const resolve = (
  exceptionId: string,
  resolution: 'resumed' | 'cancelled' | 'settled',
  by: string,
  note: string,
): DomainEvent => ({ type: 'ExceptionResolved', data: { exceptionId, resolution, by, note } });
