import { createVirtualClock } from './virtual-clock.ts';

const setUp = () => {
  const turns: (() => void)[] = [];
  const clock = createVirtualClock({ startMs: 1_000, turn: (wake) => turns.push(wake) });
  const calls: string[] = [];
  const at = (atMs: number, name: string) => clock.at(atMs, () => calls.push(`${name}@${clock.now()}`));
  return { clock, calls, at, turn: () => turns.splice(0).forEach((wake) => wake()) };
};

describe('virtual clock', () => {
  it('stands still until it is told', () => {
    const { clock, calls, at } = setUp();
    at(2_000, 'later');
    expect([clock.now(), clock.nextWakeMs(), calls]).toEqual([1_000, 2_000, []]);
  });

  it('wakes in order of time, then of asking, each at its own time', () => {
    const { clock, calls, at } = setUp();
    for (const [atMs, name] of [
      [30, 'c'],
      [10, 'a'],
      [30, 'd'],
      [20, 'b'],
      [99, 'not yet'],
    ] as const)
      at(2_000 + atMs, name);
    clock.advanceTo(2_050);
    expect(calls).toEqual(['a@2010', 'b@2020', 'c@2030', 'd@2030']);
    expect([clock.now(), clock.nextWakeMs()]).toEqual([2_050, 2_099]);
  });

  it('also wakes what is asked for on the way', () => {
    const { clock, calls, at } = setUp();
    clock.at(2_000, () => {
      at(2_500, 'on the way');
      at(4_000, 'beyond');
    });
    clock.advanceTo(3_000);
    expect(calls).toEqual(['on the way@2500']);
  });

  it('wakes in a later turn what is due already', () => {
    const { calls, at, turn } = setUp();
    at(1_000, 'now');
    at(5, 'past');
    expect(calls).toEqual([]);
    turn();
    expect(calls).toEqual(['past@1000', 'now@1000']);
  });

  it('does not wake what was cancelled, before or on the way', () => {
    const { clock, calls, at } = setUp();
    const cancel = at(2_000, 'cancelled');
    at(1_500, 'kept');
    const late = at(2_000, 'cancelled on the way');
    clock.at(1_900, late);
    cancel();
    cancel();
    clock.advanceTo(3_000);
    late();
    expect(calls).toEqual(['kept@1500']);
    expect(clock.nextWakeMs()).toBeNull();
  });

  it('keeps the order over many wakes and cancellations', () => {
    const { clock, calls, at } = setUp();
    const cancels: (() => void)[] = [];
    const expected: [number, string][] = [];
    for (let n = 0; n < 3_000; n += 1) {
      const atMs = 1_001 + ((n * 7_919) % 1_009);
      const cancel = at(atMs, `w${n}`);
      if (n % 3 === 0) cancels.push(cancel);
      else expected.push([atMs, `w${n}@${atMs}`]);
    }
    for (const cancel of cancels) cancel();
    clock.advanceTo(5_000);
    expect(calls).toEqual(expected.sort(([left], [right]) => left - right).map(([, call]) => call));
  });

  it('never goes back', () => {
    const { clock } = setUp();
    clock.advanceTo(5_000);
    clock.advanceTo(4_000);
    expect(clock.now()).toBe(5_000);
  });
});
