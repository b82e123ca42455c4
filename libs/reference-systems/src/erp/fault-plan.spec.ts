import type { CounterpartCommand } from '@q2c/ports';
import type { CommandId } from '@q2c/kernel';
import { createSeededFaults, type SeededFaults } from './fault-plan.ts';

const command = (n: number): CounterpartCommand => ({
  commandId: `transaction-acme.t${n}/order/order/1` as CommandId,
  command: 'BookOrder',
  lane: `transaction-acme.t${n}`,
  accountingDate: null,
  payload: {},
});
const options: SeededFaults = {
  seed: '7',
  perThousand: { unavailable: 100, slow: 50, lostAnswer: 150, late: 100 },
  slowMs: 1_000,
  lateMs: 5_000,
  faultyCalls: 2,
};
const run = (call: 'execute' | 'lookup', of: SeededFaults, n: number): string[] => {
  const plan = createSeededFaults(of);
  return Array.from({ length: n }, (_, index) => plan(call, [command(index)]).kind);
};

test('the same seed gives the same faults, another seed others', () => {
  expect(run('execute', options, 500)).toEqual(run('execute', options, 500));
  expect(run('execute', options, 500)).not.toEqual(run('execute', { ...options, seed: '8' }, 500));
});

test('each fault comes about as often as it was asked for', () => {
  const kinds = run('execute', options, 10_000);
  const share = (kind: string): number => kinds.filter((each) => each === kind).length / 10;
  for (const [kind, wanted] of [
    ['unavailable', 100],
    ['slow', 50],
    ['lost-answer', 150],
    ['late', 100],
    ['none', 600],
  ] as const)
    expect(Math.abs(share(kind) - wanted)).toBeLessThan(30);
});

test('a look-up may be slow or unavailable, but has no effect to lose', () => {
  expect(new Set(run('lookup', options, 2_000))).toEqual(new Set(['none', 'slow', 'unavailable']));
});

test('a command is spared after so many calls', () => {
  const always = { unavailable: 1_000, slow: 0, lostAnswer: 0, late: 0 };
  const plan = createSeededFaults({ ...options, perThousand: always });
  const kinds = Array.from({ length: 4 }, () => plan('execute', [command(1)]).kind);
  expect(kinds).toEqual(['unavailable', 'unavailable', 'none', 'none']);
});
