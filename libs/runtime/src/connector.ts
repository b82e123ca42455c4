import type { Language } from '@q2c/domain-events/codec';
import { isFault, messageOf } from '@q2c/kernel';
import type {
  Claims,
  Clock,
  Consumer,
  Counterpart,
  CounterpartAnswer,
  LookupAnswer,
  MessageBus,
  OutgoingMessage,
  PersonalData,
  ReceivedMessage,
  TechnicalAnswer,
} from '@q2c/ports';
import { writeNote } from './attempts.ts';
import type { Breaker } from './breaker.ts';
import { createCall, type Made } from './call.ts';
import { claimKey, createClaiming, outcomeOf, type Answer, type Attempt } from './claiming.ts';
import { readCommand, type DeliveredCommand } from './commands.ts';
import { createGate, type Gate } from './gate.ts';
import { byLane } from './lanes.ts';
import { outcomeMessage } from './outcomes.ts';
import type { ParkMessage } from './park.ts';
import type { Backoff } from './pause.ts';
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
 * - A refusal is recorded in the claim before anybody hears of it, and answered from there for ever.
 * - A batch is acknowledged when every command in it is answered or stands in a claim.
 * - No more calls run at once than the policy allows. The rest waits on the bus, unclaimed; a stop leaves it there.
 */
export type RetryPolicy = Backoff & { readonly maxAttempts: number };

export type ConnectorPolicy = {
  readonly retry: RetryPolicy;
  /** How long one call may take before its outcome counts as unknown. */
  readonly callTimeoutMs: number;
  readonly leaseMs: number;
  /** The owner starts no call later than this before its lease ends. */
  readonly leaseMarginMs: number;
  /** Calls to the counterpart that run at once, over all partitions of this process; one that timed out is over. */
  readonly maxConcurrentCalls: number;
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

export type Connector = { readonly system: string; start(): Promise<Consumer> };

/** What a lane's commands came to: answers, and technical faults that leave the outcome open. */
type LaneResult = {
  readonly settled: Answer[];
  readonly faults: { attempt: Attempt; answer: TechnicalAnswer }[];
  /** What the calls that were made say of the counterpart; a fault of our own before them says nothing. */
  counterpart: 'not-called' | 'answered' | { readonly failure: string };
};

export const createConnector = (options: ConnectorOptions): Connector => {
  const { counterpart, bus, clock, language, policy, breaker, claims, owner } = options;
  const { system, operations } = counterpart;
  const call = createCall(clock, policy.callTimeoutMs, createOpenPersonal(language, options.personalData));
  const claiming = createClaiming({ claims, clock, owner, operations, policy, retryLater: options.retryLater });

  const hear = (result: LaneResult, { sent, answers }: Made<CounterpartAnswer | LookupAnswer>): void => {
    if (!sent || typeof result.counterpart === 'object') return;
    result.counterpart = 'answered';
    for (const { answer } of answers)
      if (answer.kind === 'technical') {
        result.counterpart = { failure: answer.code };
        return;
      }
  };

  /** From the second attempt on: ask before sending. Gives what is still to be sent. */
  const lookUp = async (attempts: readonly Attempt[], result: LaneResult, untilMs: number): Promise<Attempt[]> => {
    const { toSend, toAsk, unknown } = claiming.sort(attempts);
    for (const attempt of unknown)
      result.settled.push({
        attempt,
        outcome: outcomeOf(attempt, 'unknown', {
          code: 'outcome-unknown',
          detail: `${system} can neither be asked nor still knows our key`,
        }),
      });
    if (toAsk.length === 0) return toSend;
    const asked = await call<LookupAnswer>(toAsk, (commands) => counterpart.lookup(commands), untilMs);
    hear(result, asked);
    for (const { attempt, answer } of asked.answers)
      if (answer.kind === 'found')
        result.settled.push({ attempt, outcome: outcomeOf(attempt, 'succeeded', { effect: answer.effect }) });
      else if (answer.kind === 'not-found') toSend.push(attempt);
      else result.faults.push({ attempt, answer: { ...answer, mayHaveTakenEffect: false } });
    return toSend;
  };

  const send = async (attempts: readonly Attempt[], result: LaneResult, untilMs: number): Promise<void> => {
    const { settled, faults } = result;
    const called = await call<CounterpartAnswer>(attempts, (batch) => counterpart.execute(batch), untilMs);
    hear(result, called);
    for (const { attempt, answer } of called.answers)
      if (answer.kind === 'succeeded')
        settled.push({ attempt, outcome: outcomeOf(attempt, 'succeeded', { effect: answer.effect }) });
      else if (answer.kind === 'refused') settled.push({ attempt, outcome: outcomeOf(attempt, 'refused', answer) });
      else faults.push({ attempt, answer });
  };

  const reportToBreaker = (said: LaneResult['counterpart']): void => {
    if (said === 'not-called') breaker.unused();
    else if (said === 'answered') breaker.succeeded();
    else breaker.failed(said.failure);
  };

  /** An effect that our records cannot hold did happen: a person has to look at it, and nobody may send it again. */
  const malformed = ({ attempt, outcome }: Answer, why: string): Answer => {
    const last = outcome.attempts.at(-1);
    const code = 'answer-malformed';
    const attempts = [
      ...outcome.attempts.slice(0, -1),
      ...(last === undefined ? [] : [{ ...last, result: `${code}: ${why}`.slice(0, 500) }]),
    ];
    return { attempt, outcome: { ...outcome, outcome: 'unknown', code, detail: why, effect: null, attempts } };
  };

  const said = (answer: Answer): { readonly answer: Answer; readonly message: OutgoingMessage } => {
    if (answer.outcome.outcome === 'succeeded' && answer.outcome.effect === null)
      return said(malformed(answer, 'succeeded without saying what it made'));
    try {
      return { answer, message: outcomeMessage(language, system, answer.attempt.command, answer.outcome) };
    } catch (error) {
      if (!isFault(error, 'value-malformed') || answer.outcome.effect === null) throw error;
      return said(malformed(answer, messageOf(error).slice(0, 480)));
    }
  };

  /** Leaves what is known in the claims; tells which of them were still ours. */
  const record = async (answers: readonly Answer[]): Promise<readonly boolean[]> => {
    if (answers.length === 0) return [];
    return claims.update(
      answers.map(({ attempt, outcome }) => ({
        key: claimKey(attempt.command.commandId),
        owner,
        attempt: attempt.claim,
        freeInMs: 0,
        fate: outcome.outcome === 'succeeded' || outcome.outcome === 'refused' ? 'done' : 'dormant',
        note: writeNote({ kind: 'outcome', outcome }),
      })),
    );
  };

  /**
   * A refusal is recorded before it is told: once told, a person may have the command asked for anew, and this one must
   * not be sent again. Where the claim was lost meanwhile, its new owner answers. An effect is told first: it is there
   * and every later owner finds it.
   */
  const report = async (settled: readonly Answer[]): Promise<void> => {
    if (settled.length === 0) return;
    const all = settled.map(said);
    const isRefused = ({ answer }: (typeof all)[number]): boolean =>
      answer.attempt.claim > 0 && answer.outcome.outcome === 'refused';
    const refused = all.filter(isRefused);
    const ours = await record(refused.map(({ answer }) => answer));
    const lost = new Set(refused.filter((_, n) => ours[n] !== true));
    const told = all.filter((each) => !lost.has(each));
    if (told.length > 0) await bus.publish(told.map(({ message }) => message));
    await record(told.filter((each) => each.answer.attempt.claim > 0 && !isRefused(each)).map(({ answer }) => answer));
  };

  /** Everything that a call needs and gives, up to the breaker's report. */
  const callFor = async (lane: readonly DeliveredCommand[]): Promise<LaneResult> => {
    const startedAt = clock.now();
    const { attempts, known } = await claiming.acquire(lane);
    const result: LaneResult = { settled: [...known], faults: [], counterpart: 'not-called' };
    const untilMs = startedAt + policy.leaseMs - policy.leaseMarginMs;
    const toSend = await lookUp(attempts, result, untilMs);
    // In the lane's order, whatever had to be asked first.
    const place = new Map(lane.map(({ commandId }, n) => [commandId, n]));
    const placeOf = ({ command }: Attempt): number => place.get(command.commandId) ?? lane.length;
    toSend.sort((a, b) => placeOf(a) - placeOf(b));
    if (toSend.length > 0 && clock.now() < untilMs) await send(toSend, result, untilMs);
    reportToBreaker(result.counterpart);
    return result;
  };

  const workLane = async (lane: readonly DeliveredCommand[], gate: Gate): Promise<void> => {
    // Before anything is claimed: no lease runs while a call waits for its turn.
    const full = gate.enter();
    if (full !== undefined) await full;
    let result: LaneResult;
    try {
      await breaker.admit();
      result = await callFor(lane).catch((error: unknown) => {
        breaker.unused();
        throw error;
      });
    } finally {
      gate.leave();
    }
    const { settled, faults } = result;
    const given = await Promise.all(faults.map(({ attempt, answer }) => claiming.afterFault(attempt, answer)));
    await report([...settled, ...given.filter((answer) => answer !== undefined)]);
  };

  const workBatch = async (messages: readonly ReceivedMessage[], gate: Gate): Promise<void> => {
    const commands: DeliveredCommand[] = [];
    for (const message of messages) {
      const read = readCommand(language, message);
      if (!read.ok) await options.park(message, read.refusal);
      else if (operations[read.value.command] !== undefined) commands.push(read.value);
      else {
        const detail = `${system} has no operation ${read.value.command}`;
        await options.park(message, { code: 'operation-unknown', detail });
      }
    }
    // All lanes run to their end before a failure is reported: a redelivery must not overlap with them.
    const lanes = await Promise.allSettled(byLane(commands).map((lane) => workLane(lane, gate)));
    for (const lane of lanes) if (lane.status === 'rejected') throw lane.reason;
  };

  return {
    system,
    async start() {
      const gate = createGate(policy.maxConcurrentCalls);
      const consumer = await bus.consume(
        { topics: [commandTopic(system)], group: connectorGroup(system) },
        (messages) => workBatch(messages, gate),
      );
      return {
        stop() {
          gate.close();
          return consumer.stop();
        },
      };
    },
  };
};
