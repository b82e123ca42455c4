import type { EffectData, OperationInput, Refusal } from '@q2c/domain-events';
import { ok, refuse, type CommandId, type Result, type StreamName } from '@q2c/kernel';
import type { Claims, EventStore } from '@q2c/ports';
import { readOutcome, writeNote } from './attempts.ts';
import { claimKey } from './claiming.ts';
import type { DecodedEvent, EventDecoder } from './events.ts';
import type { CommandOutcome } from './outcomes.ts';
import type { Envelope, Transact, Transacted } from './transact.ts';

/**
 * Settling: a person says what became of a command that waits for one. Their word is recorded in the command's claim
 * before it is recorded in the stream, as a connector's refusal is: copies of the command may still be queued, and
 * after this word nothing may send them. While an earlier call may still take effect nobody's word is taken.
 */
export type Settle = (stream: StreamName, envelope: SettleEnvelope) => Promise<Transacted>;
export type SettleEnvelope = Omit<Envelope, 'input'> & {
  readonly input: Extract<OperationInput, { operation: 'settle' }>;
};

export type SettlingOptions = {
  readonly store: EventStore;
  readonly claims: Claims;
  readonly decode: EventDecoder;
  readonly transact: Transact;
  readonly owner: string;
  readonly leaseMs: number;
};

type Fields = Readonly<Record<string, string>>;

const sameEffect = (a: EffectData | null, b: EffectData | null): boolean =>
  a?.number === b?.number && a?.date === b?.date && a?.amount?.minor === b?.amount?.minor;

/** The command that an open exception speaks of, if it waits for a person. */
const parkedCommand = (history: readonly DecodedEvent[], exceptionId: string): CommandId | undefined => {
  let raised = '';
  const parked = new Set<string>();
  for (const { type, data } of history) {
    const { exceptionId: id, commandId = '' } = data as Fields;
    switch (type) {
      case 'ExceptionRaised':
        if (id === exceptionId) raised = commandId;
        break;
      case 'ExceptionResolved':
        if (id === exceptionId) raised = '';
        break;
      case 'CommandParked':
        parked.add(commandId);
        break;
      case 'CommandRequested':
      case 'CommandSettled':
        parked.delete(commandId);
        break;
      default:
    }
  }
  return parked.has(raised) ? (raised as CommandId) : undefined;
};

const wordOf = (commandId: CommandId, { effect, note }: SettleEnvelope['input']): CommandOutcome =>
  effect === null
    ? { commandId, outcome: 'refused', code: 'no-effect', detail: note, effect, attempts: [] }
    : { commandId, outcome: 'succeeded', code: null, detail: null, effect, attempts: [] };

const inProgress = (commandId: CommandId, freeInMs: number): Result<null, Refusal> =>
  refuse({
    code: 'command-in-progress',
    detail: `${commandId} may still take effect; look again in ${Math.ceil(freeInMs / 1000)} s, then settle`,
  });

/** Said before, by the same word, only the stream has not heard of it yet; or something else became known. */
const compareWords = (known: CommandOutcome, word: CommandOutcome): Result<null, Refusal> =>
  known.outcome === word.outcome && sameEffect(known.effect, word.effect)
    ? ok(null)
    : refuse({
        code: 'outcome-known',
        detail: `${word.commandId} was answered meanwhile: ${known.outcome} ${known.effect?.number ?? known.code ?? ''}`,
      });

export const createSettle = ({ store, claims, decode, transact, owner, leaseMs }: SettlingOptions): Settle => {
  /** Writes the person's word into the claim, so that it is the answer to whoever asks from now on. */
  const closeClaim = async (word: CommandOutcome): Promise<Result<null, Refusal>> => {
    const { commandId } = word;
    const key = claimKey(commandId);
    const [answer] = await claims.acquire([{ key, owner, leaseMs, quietMs: 0 }]);
    if (answer?.kind === 'done') return compareWords(readOutcome(answer.note), word);
    if (answer?.kind !== 'granted') return inProgress(commandId, answer?.freeInMs ?? leaseMs);
    const note = writeNote({ kind: 'outcome', outcome: word });
    const [ours] = await claims.update([{ key, owner, attempt: answer.attempt, freeInMs: 0, fate: 'done', note }]);
    return ours === true ? ok(null) : inProgress(commandId, leaseMs);
  };

  return async (stream, envelope) => {
    const read = await store.readStream(stream, { from: 0 });
    const history = read.kind === 'found' ? read.events.map(decode) : [];
    const commandId = parkedCommand(history, envelope.input.exceptionId);
    const closed = commandId === undefined ? ok(null) : await closeClaim(wordOf(commandId, envelope.input));
    return closed.ok ? transact(stream, envelope) : { kind: 'refused', refusal: closed.refusal, state: undefined };
  };
};
