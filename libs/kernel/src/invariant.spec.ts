import { assertInvariant, codeOf, isRetriable, messageOf, unreachable } from './index.ts';

const thrown = (act: () => unknown): unknown => {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
};

it('a broken invariant is a fault that must not be tried again', () => {
  const fault = thrown(() => assertInvariant(1 + 1 === 3, 'sum-wrong', '1 and 1 is not 3'));
  expect([codeOf(fault), messageOf(fault), isRetriable(fault)]).toEqual(['sum-wrong', '1 and 1 is not 3', false]);
  expect(thrown(() => assertInvariant(1 + 1 === 2, 'sum-wrong', ''))).toBeUndefined();
});

describe('what no case was written for', () => {
  const cyclic: { self?: unknown } = {};
  cyclic.self = cyclic;
  it.each([
    [{ kind: 'new' }, '{"kind":"new"}'],
    ['new', '"new"'],
    [5n, '5n'],
    [{ minor: 5n }, '{"minor":"5n"}'],
    [undefined, 'undefined'],
    [Symbol('new'), 'Symbol(new)'],
    [cyclic, '[object Object]'],
  ])('is a fault that shows it: %p', (value, shown) => {
    const fault = thrown(() => unreachable(value as never));
    expect([codeOf(fault), messageOf(fault)]).toEqual(['unreachable', `unexpected value: ${shown}`]);
  });
});
