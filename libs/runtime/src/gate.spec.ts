import { codeOf } from '@q2c/kernel';
import { createGate } from './gate.ts';

const setUp = (room: number) => {
  const gate = createGate(room);
  const seen: string[] = [];
  const enter = (name: string): void => {
    const waiting = gate.enter();
    if (waiting === undefined) seen.push(name);
    else
      void waiting.then(
        () => seen.push(`${name} after waiting`),
        (error: unknown) => seen.push(`${name}: ${codeOf(error) ?? ''}`),
      );
  };
  const rest = () => new Promise((resolve) => setImmediate(resolve));
  return { gate, seen, enter, rest };
};

describe('a gate', () => {
  it('lets in as many as it has room for, without a wait', () => {
    const { seen, enter } = setUp(2);
    for (const name of ['a', 'b', 'c']) enter(name);
    expect(seen).toEqual(['a', 'b']);
  });

  it('gives each place that comes free to whoever waits longest', async () => {
    const { gate, seen, enter, rest } = setUp(1);
    for (const name of ['a', 'b', 'c']) enter(name);
    gate.leave();
    // Who comes now does not overtake who was let in.
    enter('d');
    await rest();
    expect(seen).toEqual(['a', 'b after waiting']);
    gate.leave();
    gate.leave();
    await rest();
    expect(seen).toEqual(['a', 'b after waiting', 'c after waiting', 'd after waiting']);
    gate.leave();
    enter('e');
    expect(seen.at(-1)).toBe('e');
  });

  it('that closes turns away those who wait and those who come', async () => {
    const { gate, seen, enter, rest } = setUp(1);
    for (const name of ['a', 'b']) enter(name);
    gate.close();
    enter('c');
    gate.leave();
    enter('d');
    await rest();
    expect(seen).toEqual(['a', 'b: stopping', 'c: stopping', 'd: stopping']);
  });

  it.each([0, -1, 1.5, Number.NaN])('of %p places is a mistake', (room) =>
    expect(() => createGate(room)).toThrow(/at least one/),
  );
});
