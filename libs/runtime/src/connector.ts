import type { Language } from '@q2c/domain-events/codec';
import { Fault, messageOf } from '@q2c/kernel';
import type {
  Claims,
  ClaimUpdate,
  Clock,
  Consumer,
  Counterpart,
  CounterpartAnswer,
  CounterpartCommand,
  LookupAnswer,
  MessageBus,
  PersonalData,
  Safety,
  TechnicalAnswer,
} from '@q2c/ports';
import {
  addAttempt,
  noAttempts,
  noteFault,
  readAttempts,
  readOutcome,
  writeNote,
  type AttemptNote,
} from './attempts.ts';
import type { Breaker } from './breaker.ts';
import { readCommand, type DeliveredCommand } from './commands.ts';
import { instantText } from './metadata.ts';
import { outcomeMessage, type CommandOutcome } from './outcomes.ts';
import type { ParkMessage } from './park.ts';
import { backoffMs, within, type Backoff } from './pause.ts';
import { createOpenPersonal } from './personal.ts';
import { commandTopic, connectorGroup } from './topics.ts';

/**
 * Connector: carries commands to one counterpart instance, each with one effect.
 *
 * - Where the operation is `lookup` or `none`, the attempt is claimed durably before the call; who does not get the
 *   claim does not call. A claim comes free only when an earlier call can no longer take effect, so from the second
 *   attempt on a look-up is believed, also when it finds nothing.
 * - A technical fault is retried by leaving the claim to come free later (backoff is a lease): the command is then
 *   published again. After the limit a person decides. A business refusal is an outcome at once.
 * - A batch is acknowledged when every command in it is answered or stands in a claim.
 */
export type RetryPolicy = Backoff & { readonly maxAttempts: number };

export type ConnectorPolicy = {
  readonly retry: RetryPolicy;
  /** How long one call may take before its outcome counts as unknown. */
  readonly callTimeoutMs: number;
  readonly leaseMs: number;
  /** The owner starts no call later than this before its lease ends. */
  readonly leaseMarginMs: number;
};

export type ConnectorOptions = {
  readonly counterpart: Counterpart;
  readonly bus: MessageBus;
  readonly claims: Claims;
  readonly clock: Clock;
  readonly language: Language;
  readonly personalData: PersonalData;
  readonly owner: string;
  readonly policy: ConnectorPolicy;
  readonly breaker: Breaker;
  readonly park: ParkMessage;
  /** A claim was left to come free: somebody should publish its command again then. */
  readonly retryLater: () => void;
};

export const claimPrefix = 'command/';
export const claimKey = (commandId: string): string => claimPrefix + commandId;

/** A command with what is known of its attempts. `claim` is 0 where none is held. */
type Attempt = { readonly command: DeliveredCommand; readonly claim: number; readonly note: AttemptNote };
type Answer = { readonly attempt: Attempt; readonly outcome: CommandOutcome };

const timedOut: TechnicalAnswer = {
  kind: 'technical',
  code: 'timeout',
  detail: 'no answer in time',
  mayHaveTakenEffect: true,
};

const byLane = (commands: readonly DeliveredCommand[]): DeliveredCommand[][] => {
  const lanes = new Map<string, DeliveredCommand[]>();
  for (const command of commands) {
    const lane = lanes.get(command.lane);
    if (lane === undefined) lanes.set(command.lane, [command]);
    else if (!lane.some((other) => other.commandId === command.commandId)) lane.push(command);
  }
  for (const lane of lanes.values())
    // Stable: commands of one date keep their position.
    lane.sort((a, b) =>
      (a.accountingDate ?? '') < (b.accountingDate ?? '')
        ? -1
        : (a.accountingDate ?? '') > (b.accountingDate ?? '')
          ? 1
          : 0,
    );
  return [...lanes.values()];
};

export const createConnector = (options: ConnectorOptions) => {
  const { counterpart, bus, claims, clock, language, personalData, owner, policy, breaker } = options;
  const { system } = counterpart;
  const openPersonal = createOpenPersonal(language, personalData);

  const safetyOf = (command: DeliveredCommand): Safety => {
    const safety = counterpart.operations[command.command];
    if (safety === undefined)
      throw new Fault('operation-unknown', `${system} has no operation ${command.command}`, { retriable: false });
    return safety;
  };

  const outcomeOf = (
    { command, note }: Attempt,
    outcome: CommandOutcome['outcome'],
    answer: { readonly code?: string; readonly detail?: string; readonly effect?: CommandOutcome['effect'] },
  ): CommandOutcome => ({
    commandId: command.commandId,
    outcome,
    code: answer.code ?? null,
    detail: answer.detail ?? null,
    effect: answer.effect ?? null,
    attempts: note.attempts,
  });

  /** Claims what must be claimed. Answers what is already known; leaves out what somebody else holds. */
  const claim = async (commands: readonly DeliveredCommand[]): Promise<{ attempts: Attempt[]; known: Answer[] }> => {
    const attempts: Attempt[] = [];
    const known: Answer[] = [];
    const claimed = commands.filter((command) => {
      if (safetyOf(command).kind !== 'native') return true;
      attempts.push({ command, claim: 0, note: noAttempts(command.round) });
      return false;
    });
    if (claimed.length === 0) return { attempts, known };
    const answers = await claims.acquire(
      claimed.map((command) => {
        const safety = safetyOf(command);
        const quietMs = safety.kind === 'native' ? 0 : safety.latestEffectMs;
        return { key: claimKey(command.commandId), owner, leaseMs: policy.leaseMs, quietMs };
      }),
    );
    claimed.forEach((command, n) => {
      const answer = answers[n];
      if (answer?.kind === 'granted')
        attempts.push({ command, claim: answer.attempt, note: readAttempts(answer.note, command.round) });
      else if (answer?.kind === 'done')
        known.push({
          attempt: { command, claim: 0, note: noAttempts(command.round) },
          outcome: readOutcome(answer.note),
        });
    });
    return { attempts, known };
  };

  /** One external call for all, under the time limit and the breaker; a throw is a technical fault of unknown effect. */
  const call = async <A extends { readonly kind: string }>(
    attempts: readonly Attempt[],
    send: (commands: readonly CounterpartCommand[]) => Promise<readonly A[]>,
  ): Promise<readonly { attempt: Attempt; answer: A | TechnicalAnswer }[]> => {
    const startedAt = clock.now();
    const commands = attempts.map(({ command }) => command);
    const sending = openPersonal(commands).then((payloads) =>
      send(
        commands.map(({ commandId, command, lane, accountingDate, payload }, n) => ({
          commandId,
          command,
          lane,
          accountingDate,
          payload: payloads[n] ?? payload,
        })),
      ),
    );
    const answers = await within(clock, policy.callTimeoutMs, sending, undefined).catch(
      (error: unknown): readonly TechnicalAnswer[] =>
        commands.map(() => ({
          kind: 'technical',
          code: 'connector-failed',
          detail: messageOf(error),
          mayHaveTakenEffect: true,
        })),
    );
    const durationMs = clock.now() - startedAt;
    return attempts.map((attempt, n) => {
      const answer = answers === undefined ? timedOut : (answers[n] ?? timedOut);
      const result = answer.kind === 'technical' ? (answer as TechnicalAnswer).code : answer.kind;
      const data = { attempt: attempt.note.attempts.length + 1, at: instantText(startedAt), durationMs, result };
      return { attempt: { ...attempt, note: addAttempt(attempt.note, data) }, answer };
    });
  };

  /** From the second attempt on: ask before sending. Gives what is still to be sent. */
  const lookUp = async (
    attempts: readonly Attempt[],
    settle: (answer: Answer) => void,
    fault: (attempt: Attempt, answer: TechnicalAnswer) => void,
  ): Promise<Attempt[]> => {
    const toSend: Attempt[] = [];
    const toAsk: Attempt[] = [];
    for (const attempt of attempts) {
      const safety = safetyOf(attempt.command);
      const earlier = attempt.claim > 1;
      const uncertain = attempt.note.mayHaveTakenEffect || attempt.claim - 1 > attempt.note.reported;
      if (safety.kind === 'lookup' && earlier) toAsk.push(attempt);
      else if (safety.kind === 'none' && earlier && uncertain)
        settle({
          attempt,
          outcome: outcomeOf(attempt, 'unknown', {
            code: 'outcome-unknown',
            detail: `${system} can neither deduplicate nor be asked`,
          }),
        });
      else toSend.push(attempt);
    }
    if (toAsk.length === 0) return toSend;
    for (const { attempt, answer } of await call<LookupAnswer>(toAsk, (commands) => counterpart.lookup(commands)))
      if (answer.kind === 'found')
        settle({ attempt, outcome: outcomeOf(attempt, 'succeeded', { effect: answer.effect }) });
      else if (answer.kind === 'not-found') toSend.push(attempt);
      else fault(attempt, { ...answer, mayHaveTakenEffect: false });
    return toSend;
  };

  /** What follows from a technical fault: a later attempt, or a person. */
  const updateAfterFault = async (
    attempt: Attempt,
    answer: TechnicalAnswer,
    settle: (answer: Answer) => void,
  ): Promise<void> => {
    const { command } = attempt;
    const safety = safetyOf(command);
    let { claim: held, note } = attempt;
    if (held === 0) {
      // Native: nothing was claimed before the call; the claim now only carries the backoff.
      const [answered] = await claims.acquire([
        { key: claimKey(command.commandId), owner, leaseMs: policy.leaseMs, quietMs: 0 },
      ]);
      if (answered?.kind !== 'granted') return;
      held = answered.attempt;
      const before = readAttempts(answered.note, command.round);
      note = { ...before, attempts: addAttempt(before, note.attempts.at(-1) ?? noTrace).attempts };
    }
    note = noteFault(note, answer, held);
    const quietMs = safety.kind !== 'native' && answer.mayHaveTakenEffect ? safety.latestEffectMs : 0;
    const uncertain = safety.kind === 'none' && note.mayHaveTakenEffect;
    const exhausted = note.used >= policy.retry.maxAttempts;
    const backoff = backoffMs(policy.retry, note.used, command.commandId);
    const stops = uncertain || exhausted;
    await claims.update([
      {
        key: claimKey(command.commandId),
        owner,
        attempt: held,
        freeInMs: stops ? quietMs : Math.max(quietMs, backoff),
        fate: stops ? 'dormant' : 'retry',
        note: writeNote(note),
      },
    ]);
    if (!stops) options.retryLater();
    else
      settle({
        attempt: { command, claim: 0, note },
        outcome: outcomeOf({ command, claim: 0, note }, uncertain ? 'unknown' : 'exhausted', {
          code: answer.code,
          detail: answer.detail,
        }),
      });
  };

  const workLane = async (lane: readonly DeliveredCommand[]): Promise<void> => {
    await breaker.admit();
    const startedAt = clock.now();
    const { attempts, known } = await claim(lane);
    const settled: Answer[] = [...known];
    const faults: { attempt: Attempt; answer: TechnicalAnswer }[] = [];
    const settle = (answer: Answer): void => void settled.push(answer);
    const fault = (attempt: Attempt, answer: TechnicalAnswer): void => void faults.push({ attempt, answer });

    const toSend = await lookUp(attempts, settle, fault);
    const inTime = clock.now() < startedAt + policy.leaseMs - policy.leaseMarginMs;
    if (toSend.length > 0 && inTime)
      for (const { attempt, answer } of await call<CounterpartAnswer>(toSend, (commands) =>
        counterpart.execute(commands),
      ))
        if (answer.kind === 'succeeded')
          settle({ attempt, outcome: outcomeOf(attempt, 'succeeded', { effect: answer.effect }) });
        else if (answer.kind === 'refused') settle({ attempt, outcome: outcomeOf(attempt, 'refused', answer) });
        else fault(attempt, answer);

    const firstFault = faults[0];
    if (attempts.length === 0) breaker.unused();
    else if (firstFault === undefined) breaker.succeeded();
    else breaker.failed(firstFault.answer.code);

    await Promise.all(faults.map(({ attempt, answer }) => updateAfterFault(attempt, answer, settle)));
    if (settled.length === 0) return;
    await bus.publish(
      settled.map(({ attempt, outcome }) => outcomeMessage(language, system, attempt.command, outcome)),
    );
    // Only now, since "done" makes everybody else answer from the note.
    const done = settled.flatMap(({ attempt, outcome }): ClaimUpdate[] =>
      attempt.claim === 0
        ? []
        : [
            {
              key: claimKey(attempt.command.commandId),
              owner,
              attempt: attempt.claim,
              freeInMs: 0,
              fate: outcome.outcome === 'succeeded' || outcome.outcome === 'refused' ? 'done' : 'dormant',
              note: writeNote({ kind: 'outcome', outcome }),
            },
          ],
    );
    if (done.length > 0) await claims.update(done);
  };

  return {
    system,
    start: (): Promise<Consumer> =>
      bus.consume({ topics: [commandTopic(system)], group: connectorGroup(system) }, async (messages) => {
        const commands: DeliveredCommand[] = [];
        for (const message of messages) {
          const read = readCommand(language, message);
          if (read.ok && counterpart.operations[read.value.command] !== undefined) commands.push(read.value);
          else
            await options.park(
              message,
              read.ok
                ? { code: 'operation-unknown', detail: `${system} has no operation ${read.value.command}` }
                : read.refusal,
            );
        }
        // All lanes run to their end before a failure is reported: a redelivery must not overlap with them.
        const lanes = await Promise.allSettled(byLane(commands).map(workLane));
        for (const lane of lanes) if (lane.status === 'rejected') throw lane.reason as Error;
      }),
  };
};

const noTrace = { attempt: 1, at: '1970-01-01T00:00:00.000Z', durationMs: 0, result: 'untraced' };

export type Connector = ReturnType<typeof createConnector>;
