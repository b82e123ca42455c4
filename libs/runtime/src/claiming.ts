import { Fault } from '@q2c/kernel';
import type { Claims, Clock, Safety, TechnicalAnswer } from '@q2c/ports';
import {
  addAttempt,
  noAttempts,
  noteFault,
  readAttempts,
  readOutcome,
  writeNote,
  type AttemptNote,
} from './attempts.ts';
import type { DeliveredCommand } from './commands.ts';
import type { ConnectorPolicy } from './connector.ts';
import type { CommandOutcome } from './outcomes.ts';
import { backoffMs } from './pause.ts';

/** The claims of one connector: who may call, what is already known, and what follows from a technical fault. */
export const claimPrefix = 'command/';
export const claimKey = (commandId: string): string => claimPrefix + commandId;

/** A command with what is known of its attempts. `claim` is the claim's attempt number, 0 where none is held. */
export type Attempt = { readonly command: DeliveredCommand; readonly claim: number; readonly note: AttemptNote };
export type Answer = { readonly attempt: Attempt; readonly outcome: CommandOutcome };

type Reason = { readonly code?: string; readonly detail?: string; readonly effect?: CommandOutcome['effect'] };

export const outcomeOf = (
  { command, note }: Attempt,
  outcome: CommandOutcome['outcome'],
  { code, detail, effect }: Reason,
): CommandOutcome => ({
  commandId: command.commandId,
  outcome,
  code: code ?? null,
  detail: detail ?? null,
  effect: effect ?? null,
  attempts: note.attempts,
});

export type ClaimingOptions = {
  readonly claims: Claims;
  readonly clock: Clock;
  readonly owner: string;
  readonly operations: Readonly<Record<string, Safety>>;
  readonly policy: ConnectorPolicy;
  readonly retryLater: () => void;
};

type Sorted = { readonly toSend: Attempt[]; readonly toAsk: Attempt[]; readonly unknown: Attempt[] };

export const createClaiming = ({ claims, clock, owner, operations, policy, retryLater }: ClaimingOptions) => {
  const { leaseMs, retry } = policy;
  const safetyOf = ({ command }: DeliveredCommand): Safety => {
    const safety = operations[command];
    if (safety === undefined) throw new Fault('operation-unknown', `no operation ${command}`, { retriable: false });
    return safety;
  };
  const quietMs = (safety: Safety): number => (safety.kind === 'native' ? 0 : safety.latestEffectMs);
  const unclaimed = (command: DeliveredCommand): Attempt => ({ command, claim: 0, note: noAttempts(command.round) });

  /** Claims what must be claimed. Answers what is already known; leaves out what somebody else holds. */
  const acquire = async (
    commands: readonly DeliveredCommand[],
  ): Promise<{ readonly attempts: Attempt[]; readonly known: Answer[] }> => {
    const isFree = (command: DeliveredCommand): boolean => safetyOf(command).kind === 'native' && !command.redelivered;
    const attempts = commands.filter(isFree).map(unclaimed);
    const known: Answer[] = [];
    const claimed = commands.filter((command) => !isFree(command));
    if (claimed.length === 0) return { attempts, known };
    const answers = await claims.acquire(
      claimed.map((command) => ({
        key: claimKey(command.commandId),
        owner,
        leaseMs,
        quietMs: quietMs(safetyOf(command)),
      })),
    );
    claimed.forEach((command, n) => {
      const answer = answers[n];
      if (answer?.kind === 'granted')
        attempts.push({ command, claim: answer.attempt, note: readAttempts(answer.note, command.round) });
      else if (answer?.kind === 'done') known.push({ attempt: unclaimed(command), outcome: readOutcome(answer.note) });
    });
    return { attempts, known };
  };

  /** What may be sent, what must be asked for first, and what neither can be. */
  const sort = (attempts: readonly Attempt[]): Sorted => {
    const sorted: Sorted = { toSend: [], toAsk: [], unknown: [] };
    for (const attempt of attempts) {
      const safety = safetyOf(attempt.command);
      const { kind } = safety;
      const vanished = attempt.claim - 1 > attempt.note.reported;
      // Beyond its retention the counterpart no longer knows our key: sent again, the command could act twice.
      if (safety.kind === 'native' && attempt.command.requestedAtMs + safety.retentionMs <= clock.now())
        sorted.unknown.push(attempt);
      else if (kind === 'native' || attempt.claim <= 1) sorted.toSend.push(attempt);
      else if (kind === 'lookup') sorted.toAsk.push(attempt);
      else if (attempt.note.mayHaveTakenEffect || vanished) sorted.unknown.push(attempt);
      else sorted.toSend.push(attempt);
    }
    return sorted;
  };

  /** A native operation claims nothing before its call; after a fault its claim carries the backoff. */
  const claimBackoff = async ({ command, note }: Attempt): Promise<Attempt | undefined> => {
    const [answer] = await claims.acquire([{ key: claimKey(command.commandId), owner, leaseMs, quietMs: 0 }]);
    if (answer?.kind !== 'granted') return undefined;
    const before = readAttempts(answer.note, command.round);
    return { command, claim: answer.attempt, note: note.attempts.reduce(addAttempt, before) };
  };

  /** What follows from a technical fault: a later attempt, or an answer that calls a person. */
  const afterFault = async (faulted: Attempt, answer: TechnicalAnswer): Promise<Answer | undefined> => {
    const attempt = faulted.claim === 0 ? await claimBackoff(faulted) : faulted;
    if (attempt === undefined) return undefined;
    const { command, claim } = attempt;
    const safety = safetyOf(command);
    const note = noteFault(attempt.note, answer, claim);
    const quiet = answer.mayHaveTakenEffect ? quietMs(safety) : 0;
    const uncertain = safety.kind === 'none' && note.mayHaveTakenEffect;
    const stops = uncertain || note.used >= retry.maxAttempts;
    const [ours] = await claims.update([
      {
        key: claimKey(command.commandId),
        owner,
        attempt: claim,
        freeInMs: stops ? quiet : Math.max(quiet, backoffMs(retry, note.used, command.commandId)),
        fate: stops ? 'dormant' : 'retry',
        note: writeNote(note),
      },
    ]);
    // Not ours any more: its new owner goes on with the command.
    if (ours !== true) return undefined;
    if (!stops) {
      retryLater();
      return undefined;
    }
    const given = { command, claim: 0, note };
    return { attempt: given, outcome: outcomeOf(given, uncertain ? 'unknown' : 'exhausted', answer) };
  };

  return { acquire, sort, afterFault };
};
