import type { DomainEvent, OperationInput, OutcomeInput, Refusal } from '@q2c/domain-events';
import { ok, refuse, type Result } from '@q2c/kernel';
import { hasOpenCommand } from '../process/commands.ts';
import { resolve } from '../process/exceptions.ts';
import { decideKnown, type Step } from './decide-outcome.ts';
import type { Transaction } from './state.ts';

type Decision = Result<readonly DomainEvent[], Refusal>;

const notOpen = (t: Transaction, exceptionId: string): Decision => {
  const open = Object.keys(t.exceptions);
  return refuse({
    code: 'exception-not-open',
    detail: `no open exception "${exceptionId}"; open: ${open.length === 0 ? 'none' : open.join(', ')}`,
  });
};

/** Goes on at the failed step: after a refusal with a new command, after exhausted retries with the same one. */
const resume = (
  { exceptionId, by, note }: Extract<OperationInput, { operation: 'resume' }>,
  t: Transaction,
): Decision => {
  const exception = t.exceptions[exceptionId];
  if (exception === undefined) return notOpen(t, exceptionId);
  if (exception.code === 'outcome-unknown')
    return refuse({
      code: 'outcome-unknown',
      detail: `${exceptionId}: sending again could double the effect; look at the counterpart and settle`,
    });
  return ok([resolve(exceptionId, 'resumed', by, note)]);
};

/** Only while nothing has taken effect and nothing is on its way; later stages need an unwind. */
const cancel = ({ by, note }: Extract<OperationInput, { operation: 'cancel' }>, t: Transaction): Decision => {
  if (t.end === 'cancelled') return ok([]);
  if (t.quote.kind === 'none') return refuse({ code: 'transaction-not-found', detail: 'no quote was accepted here' });
  if (t.order.kind !== 'none' || hasOpenCommand(t.commands))
    return refuse({ code: 'cancel-too-late', detail: 'an order is booked or on its way; this needs an unwind' });
  return ok([
    ...Object.keys(t.exceptions).map((id) => resolve(id, 'cancelled', by, note)),
    { type: 'TransactionCancelled', data: { reason: note, by } },
  ]);
};

/** A person looked at the counterpart and says what became of a command whose outcome nobody knows. */
const settle = (input: Extract<OperationInput, { operation: 'settle' }>, t: Transaction): Decision => {
  const { exceptionId, by, note, effect } = input;
  const exception = t.exceptions[exceptionId];
  const command = t.commands[exceptionId];
  if (exception === undefined || command === undefined) return notOpen(t, exceptionId);
  if (command.status !== 'parked')
    return refuse({ code: 'outcome-known', detail: `${exceptionId}: the outcome of ${command.commandId} is known` });
  const outcome: OutcomeInput = {
    kind: 'outcome',
    commandId: command.commandId,
    outcome: effect === null ? 'refused' : 'succeeded',
    code: effect === null ? 'no-effect' : null,
    detail: effect === null ? note : null,
    effect,
    attempts: [],
    round: command.round,
  };
  return ok(decideKnown(exceptionId as Step, t, outcome, by, note));
};

export const decideOperation = (input: OperationInput, t: Transaction): Decision => {
  switch (input.operation) {
    case 'resume':
      return resume(input, t);
    case 'cancel':
      return cancel(input, t);
    case 'settle':
      return settle(input, t);
  }
};
