import fc from 'fast-check';
import type { DomainEvent, Input } from '@q2c/domain-events';
import { append, dealStream, paymentStream, quoteInput, succeeded } from '@q2c/testing/spec';
import { quoteToCash } from './process.ts';

const decider = quoteToCash();
const wake: Input = { kind: 'wake', waitKind: 'payment', key: 'acme/Q-1', by: paymentStream };
const delivery: Input = { kind: 'deadline', name: 'delivery', at: '2026-01-10T00:00:00.000Z' };

describe('properties', () => {
  const all: readonly Input[] = [
    quoteInput(),
    succeeded('order'),
    succeeded('invoice'),
    delivery,
    wake,
    succeeded('payment'),
    succeeded('revenue'),
  ];
  /** Delivers every input until none adds anything: what a redelivering world comes to. */
  const runToEnd = (order: readonly Input[]): readonly DomainEvent[] => {
    let history: readonly DomainEvent[] = [];
    for (let before = -1; before !== history.length;) {
      before = history.length;
      for (const input of order) {
        const outcome = append(decider, dealStream, history, input);
        if (!('refused' in outcome)) history = [...history, ...outcome];
      }
    }
    return history;
  };
  const factsIn = (history: readonly DomainEvent[]): string[] =>
    history
      .map((event) => JSON.stringify(event, (_key, value: unknown) => (typeof value === 'bigint' ? `${value}` : value)))
      .sort();

  it('any order and repetition of inputs gives the same events', () => {
    const straight = factsIn(runToEnd(all));
    expect(straight.some((event) => event.includes('TransactionCompleted'))).toBe(true);
    fc.assert(
      fc.property(fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 }), (order) => {
        expect(factsIn(runToEnd(order))).toEqual(straight);
      }),
    );
  });
  it('nothing follows that has been asked for already', () => {
    let history: readonly DomainEvent[] = [];
    for (const input of all) {
      const outcome = append(decider, dealStream, history, input);
      if (!('refused' in outcome)) history = [...history, ...outcome];
      expect(
        decider.next(
          history.reduce((t, event, n) => decider.evolve(t, event, n), decider.initial),
          dealStream,
        ),
      ).toEqual([]);
    }
  });
});
