/**
 * Answers to signed messages, for as long as their signature holds: the same one again gets the same answer, without
 * being taken in again, also while the first is still on its way. It only saves work: what it forgets, because it is full
 * or the process ended, intake recognises.
 */
export type Replays<Answer> = {
  /** A message that met a fault was not answered, and may come again. */
  once(message: { readonly id: string; readonly untilMs: number }, answer: () => Promise<Answer>): Promise<Answer>;
  size(): number;
};

export const createReplays = <Answer>(options: {
  readonly max: number;
  /** Ms since epoch. */
  readonly now: () => number;
}): Replays<Answer> => {
  const kept = new Map<string, { readonly untilMs: number; readonly answer: Promise<Answer> }>();

  /** From the oldest on, until one still holds and there is room. */
  const makeRoom = (): void => {
    for (const [id, { untilMs }] of kept) {
      if (untilMs >= options.now() && kept.size < options.max) return;
      kept.delete(id);
    }
  };

  return {
    size: () => kept.size,
    once({ id, untilMs }, give) {
      const known = kept.get(id);
      if (known !== undefined) return known.answer;
      makeRoom();
      const answer = give();
      kept.set(id, { untilMs, answer });
      answer.catch(() => {
        if (kept.get(id)?.answer === answer) kept.delete(id);
      });
      return answer;
    },
  };
};
