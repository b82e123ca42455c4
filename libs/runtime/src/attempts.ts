import type { AttemptData } from '@q2c/domain-events';
import type { TechnicalAnswer } from '@q2c/ports';
import type { CommandOutcome } from './outcomes.ts';

/**
 * The note on a claim: what the attempts so far were, carried from owner to owner. Once the outcome is known, the note
 * is that outcome, given to whoever asks again.
 */
export type AttemptNote = {
  readonly kind: 'attempts';
  /** Which request of the command these attempts belong to. */
  readonly round: number;
  readonly attempts: readonly AttemptData[];
  /** Attempts used up in this round. */
  readonly used: number;
  /** How many attempts were acquired, reported ones: a gap to the claim's number means that an owner vanished. */
  readonly reported: number;
  /** Whether a call of an earlier attempt may have taken effect. */
  readonly mayHaveTakenEffect: boolean;
};

export type OutcomeNote = { readonly kind: 'outcome'; readonly outcome: CommandOutcome };

/** Attempts kept in an outcome: the first and the latest ones; a claim's note stays small. */
const keptFirst = 5;
const keptLast = 15;

export const noAttempts = (round: number): AttemptNote => ({
  kind: 'attempts',
  round,
  attempts: [],
  used: 0,
  reported: 0,
  mayHaveTakenEffect: false,
});

const bounded = (attempts: readonly AttemptData[]): readonly AttemptData[] =>
  attempts.length <= keptFirst + keptLast ? attempts : [...attempts.slice(0, keptFirst), ...attempts.slice(-keptLast)];

export const addAttempt = (note: AttemptNote, attempt: AttemptData): AttemptNote => ({
  ...note,
  attempts: bounded([...note.attempts, attempt]),
});

/** After a technical fault. Only a technical answer fits here: a business refusal cannot be handed to the retry path. */
export const noteFault = (note: AttemptNote, fault: TechnicalAnswer, claimAttempt: number): AttemptNote => ({
  ...note,
  used: note.used + 1,
  reported: claimAttempt,
  mayHaveTakenEffect: note.mayHaveTakenEffect || fault.mayHaveTakenEffect,
});

/** The one number in a note that is a bigint. Told by its place: a counterpart's texts may look like anything. */
const bigintText = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);
const textBigint = (key: string, value: unknown): unknown =>
  key === 'minor' && typeof value === 'string' ? BigInt(value) : value;

export const writeNote = (note: AttemptNote | OutcomeNote): string => JSON.stringify(note, bigintText);

/** The note of an attempt: of this round, or of none yet. A new round starts its own count of attempts. */
export const readAttempts = (text: string, round: number): AttemptNote => {
  if (text === '') return noAttempts(round);
  const note = JSON.parse(text, textBigint) as AttemptNote | OutcomeNote;
  if (note.kind === 'outcome') return noAttempts(round);
  return note.round >= round ? note : { ...note, round, used: 0 };
};

export const readOutcome = (text: string): CommandOutcome => (JSON.parse(text, textBigint) as OutcomeNote).outcome;
