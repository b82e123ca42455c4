import type { AttemptData } from '@q2c/domain-events';
import type { CommandId } from '@q2c/kernel';
import type { CounterpartAnswer, RefusedAnswer, TechnicalAnswer } from '@q2c/ports';
import {
  addAttempt,
  noAttempts,
  noteFault,
  readAttempts,
  readOutcome,
  writeNote,
  type createClaiming,
} from './index.ts';

const fault: TechnicalAnswer = { kind: 'technical', code: 'timeout', detail: '', mayHaveTakenEffect: false };
const refusal: RefusedAnswer = { kind: 'refused', code: 'credit-hold', detail: 'held' };
const trace = (attempt: number): AttemptData => ({
  ...{ attempt, at: '2026-01-05T08:00:00.000Z', durationMs: 1, result: 'timeout' },
});

describe('a business refusal', () => {
  /** The type check of the workspace proves these; they are never called. */
  const wrongs = {
    counted: () => {
      // @ts-expect-error a business refusal is not noted as a fault
      noteFault(noAttempts(1), refusal, 1);
    },
    retried: (
      afterFault: ReturnType<typeof createClaiming>['afterFault'],
      attempt: Parameters<typeof afterFault>[0],
    ) => {
      // @ts-expect-error a business refusal does not wait for another attempt
      void afterFault(attempt, refusal);
    },
    unsorted: (answer: CounterpartAnswer) => {
      // @ts-expect-error an answer is told apart first
      noteFault(noAttempts(1), answer, 1);
    },
    dressedUp: () => {
      // @ts-expect-error no technical answer without saying whether it may have taken effect
      const dressed: TechnicalAnswer = { ...refusal, kind: 'technical' };
      return dressed;
    },
  };

  it('cannot be handed to the retry path, nor be dressed up as a fault', () => {
    expect(Object.keys(wrongs)).toEqual(['counted', 'retried', 'unsorted', 'dressedUp']);
    expect(noteFault(noAttempts(1), fault, 1)).toMatchObject({ used: 1 });
  });
});

describe('the note of a claim', () => {
  it('remembers that one of the attempts may have taken effect', () => {
    const uncertain = noteFault(noAttempts(1), { ...fault, mayHaveTakenEffect: true }, 1);
    expect(noteFault(uncertain, fault, 2)).toMatchObject({ used: 2, reported: 2, mayHaveTakenEffect: true });
  });

  it('keeps the first five attempts and the last fifteen', () => {
    let note = noAttempts(1);
    for (let n = 1; n <= 1_000; n += 1) note = addAttempt(note, trace(n));
    const kept = note.attempts.map(({ attempt }) => attempt);
    expect(kept).toEqual([1, 2, 3, 4, 5, ...Array.from({ length: 15 }, (_, n) => 986 + n)]);
    // The port allows 16 KiB.
    expect(writeNote(note).length).toBeLessThan(16_384);
  });

  it('gives a new round a full measure, and knows still what may have happened', () => {
    const before = noteFault(addAttempt(noAttempts(1), trace(1)), { ...fault, mayHaveTakenEffect: true }, 1);
    expect(readAttempts(writeNote(before), 1)).toEqual(before);
    expect(readAttempts(writeNote(before), 5)).toEqual({ ...before, round: 5, used: 0 });
  });

  it('does not count a request of an earlier round against its limit again', () => {
    const later = noteFault(noAttempts(5), fault, 3);
    expect(readAttempts(writeNote(later), 1)).toEqual(later);
  });

  it('holds an outcome as it was, amounts to the last digit', () => {
    const outcome = {
      ...({ commandId: 'transaction-acme.q1/order/order/1' as CommandId, outcome: 'succeeded', code: null } as const),
      ...{ detail: '12n', attempts: [trace(1)] },
      effect: { number: '12n', date: '2026-01-05', amount: { minor: 9_007_199_254_740_993n, currency: 'JPY' } },
    };
    expect(readOutcome(writeNote({ kind: 'outcome', outcome }))).toEqual(outcome);
    expect(readAttempts(writeNote({ kind: 'outcome', outcome }), 3)).toEqual(noAttempts(3));
  });
});
