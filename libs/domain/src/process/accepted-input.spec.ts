import type { DomainEvent, IntakeInput } from '@q2c/domain-events';
import { decideRepetition, evolveAcceptedInput, staleKept, type AcceptedInput } from './accepted-input.ts';

const print = (content: string): string => content.repeat(64);
const accepted: AcceptedInput = { object: 'quote', sourceVersion: 50n, fingerprint: print('a'), stale: [] };
const input = (sourceVersion: bigint, content: string): IntakeInput => ({
  ...{ kind: 'intake', object: 'quote', source: 'crm', number: 'Q-1', content: {} },
  ...{ sourceVersion, fingerprint: print(content) },
});

/** Tells one after the other; each answer is the code of a refusal, or how many events follow. */
const told = (...inputs: readonly IntakeInput[]): readonly (string | number)[] => {
  let state = accepted;
  return inputs.map((each) => {
    const decision = decideRepetition(state, each, 'quote-revised');
    if (!decision.ok) return decision.refusal.code;
    state = decision.value.reduce((reached, event: DomainEvent) => evolveAcceptedInput(reached, event), state);
    return decision.value.length;
  });
};

describe('a version of what was accepted', () => {
  it('that is the same again adds nothing', () => expect(told(input(50n, 'a'))).toEqual([0]));

  it('with other content is refused', () => expect(told(input(50n, 'b'))).toEqual(['input-contradicts']));

  it('that is newer is for the process to decide', () => expect(told(input(51n, 'b'))).toEqual(['quote-revised']));

  it('that is newer by its number alone adds nothing', () =>
    expect(told(input(51n, 'a'), input(99n, 'a'), input(51n, 'a'))).toEqual([0, 0, 0]));

  it('that is older is recorded as stale, once', () =>
    expect(told(input(3n, 'a'), input(3n, 'a'), input(4n, 'b'), input(4n, 'b'))).toEqual([1, 0, 1, 0]));

  it('that is older and comes with other content than it was recorded with is refused with both fingerprints', () => {
    expect(told(input(3n, 'b'), input(3n, 'c'), input(3n, 'b'))).toEqual([1, 'input-contradicts', 0]);
    const stale = [{ sourceVersion: 3n, fingerprint: print('b') }];
    expect(decideRepetition({ ...accepted, stale }, input(3n, 'c'), 'quote-revised')).toMatchObject({
      refusal: { detail: expect.stringMatching(/version 3 .*recorded b{64}, refused c{64}/) as string },
    });
  });

  it('that is older is remembered while it is among the latest of them', () => {
    const others = Array.from({ length: staleKept }, (_, n) => input(BigInt(n + 10), 'b'));
    const kept = told(input(3n, 'b'), ...others.slice(1), input(3n, 'c'));
    expect(kept.at(-1)).toBe('input-contradicts');
    // One more, and it is news again: recorded once more, never refused for what nobody remembers.
    expect(told(input(3n, 'b'), ...others, input(3n, 'c')).at(-1)).toBe(1);
  });
});
