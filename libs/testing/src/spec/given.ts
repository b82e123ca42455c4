import type { Decider, Input } from '@q2c/domain-events';
import type { StreamName } from '@q2c/kernel';

/**
 * given / when / then over a decider, as the runtime runs it: facts, then what follows from them, in one append.
 *
 *   given(decider, stream).after(event, …).when(input).then(event, …)
 *   given(decider, stream).after(event, …).when(input).refused('code')
 */
export type Given<Event> = {
  after(...events: readonly Event[]): Given<Event>;
  when(input: Input): When<Event>;
};
export type When<Event> = {
  /** Exactly these events: a missing one and an extra one both fail. Gives the history they make. */
  then(...events: readonly Event[]): Given<Event>;
  thenNothing(): void;
  refused(code: string): void;
};

export const append = <State, Event>(
  decider: Decider<State, Event>,
  stream: StreamName,
  history: readonly Event[],
  input: Input,
): readonly Event[] | { readonly refused: string; readonly detail: string } => {
  const fold = (events: readonly Event[], from: State, revision: number): State =>
    events.reduce((folded, event, n) => decider.evolve(folded, event, revision + n), from);
  const state = fold(history, decider.initial, 0);
  const decision = decider.decide(input, state, stream);
  if (!decision.ok) return { refused: decision.refusal.code, detail: decision.refusal.detail };
  if (decision.value.length === 0) return [];
  const reached = fold(decision.value, state, history.length);
  return [...decision.value, ...decider.next(reached, stream)];
};

export const given = <State, Event>(
  decider: Decider<State, Event>,
  stream: StreamName,
  history: readonly Event[] = [],
): Given<Event> => ({
  after: (...events) => given(decider, stream, [...history, ...events]),
  when(input) {
    const outcome = append(decider, stream, history, input);
    return {
      then(...events) {
        expect(outcome).toEqual(events);
        return given(decider, stream, [...history, ...events]);
      },
      thenNothing: () => expect(outcome).toEqual([]),
      refused: (code) => expect(outcome).toMatchObject({ refused: code }),
    };
  },
});
