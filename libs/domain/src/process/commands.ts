import type { DomainEvent, OutcomeInput } from '@q2c/domain-events';
import { streamOfCommand, type CommandId } from '@q2c/kernel';

/**
 * The commands of a process, one line a step: the latest request and what became of it.
 * n+1 is opened only after a known refusal of n; while an outcome is unknown nothing else is requested.
 */
export type CommandStatus = 'open' | 'parked' | 'refused' | 'succeeded';
export type CommandState = {
  readonly commandId: CommandId;
  readonly n: number;
  readonly status: CommandStatus;
  /** Revision of the latest request: after a person's resume the same command is asked for anew, in a new round. */
  readonly round: number;
};
/** By step. */
export type Commands = Readonly<Record<string, CommandState>>;

/** `<stream>/<step>/<object>/<n>` */
export const readCommandId = (commandId: string): { readonly step: string; readonly n: number } => {
  const [step = '', , n = ''] = commandId.slice(streamOfCommand(commandId as CommandId).length + 1).split('/');
  return { step, n: Number.parseInt(n, 10) };
};

const withStatus = (commands: Commands, commandId: string, status: CommandStatus, revision: number): Commands => {
  const { step, n } = readCommandId(commandId);
  const round = status === 'open' ? revision : (commands[step]?.round ?? revision);
  return { ...commands, [step]: { commandId: commandId as CommandId, n, status, round } };
};

export const evolveCommands = (commands: Commands, event: DomainEvent, revision: number): Commands => {
  switch (event.type) {
    case 'CommandRequested':
      return withStatus(commands, event.data.commandId, 'open', revision);
    case 'CommandSettled':
      return withStatus(commands, event.data.commandId, event.data.outcome, revision);
    case 'CommandParked':
      return withStatus(commands, event.data.commandId, 'parked', revision);
    default:
      return commands;
  }
};

/** The command an outcome speaks of, if it still waits for one. An older or settled one has had its answer. */
export const awaiting = (
  commands: Commands,
  commandId: CommandId,
): (CommandState & { readonly step: string }) | undefined => {
  const { step } = readCommandId(commandId);
  const command = commands[step];
  if (command === undefined || command.commandId !== commandId) return undefined;
  return command.status === 'open' || command.status === 'parked' ? { ...command, step } : undefined;
};

export const hasOpenCommand = (commands: Commands): boolean =>
  Object.values(commands).some(({ status }) => status === 'open' || status === 'parked');

export const settled = (input: OutcomeInput, outcome: 'succeeded' | 'refused'): DomainEvent => ({
  type: 'CommandSettled',
  data: {
    commandId: input.commandId,
    outcome,
    code: input.code,
    detail: input.detail,
    effect: input.effect,
    attempts: [...input.attempts],
  },
});

export const parked = (input: OutcomeInput, reason: 'retries-exhausted' | 'outcome-unknown'): DomainEvent => ({
  type: 'CommandParked',
  data: { commandId: input.commandId, reason, attempts: [...input.attempts] },
});
