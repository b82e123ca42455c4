import type { Ports } from '@q2c/composition';
import { money } from '@q2c/kernel';
import type { ErpDocument } from '@q2c/reference-systems';
import type { Evidence } from '../checkers/index.ts';
import { cells } from '../world/faults.ts';
import { createLife } from '../world/life.ts';
import { faultyCall } from '../world/ports/faulty-call.ts';
import { failureOf, shrink } from './shrink.ts';
import { verdictOf } from './verdict.ts';

/** A store that notes down something of the machine: the second run finds it changed. */
const nondeterministic = () => {
  let calls = 0;
  const marked = (metadata: string): string => metadata.replace(/\}$/, `,"machine":"${(calls += 1)}"}`);
  return {
    ports: (ports: Ports): Ports => ({
      ...ports,
      eventStore: {
        ...ports.eventStore,
        append: (stream, expected, events) =>
          ports.eventStore.append(
            stream,
            expected,
            events.map((event) => ({ ...event, metadata: marked(event.metadata) })),
          ),
      },
    }),
  };
};

describe('determinism', () => {
  it('is seen to hold for a world, and seen to be lost where a port brings in something of its own', async () => {
    expect(await failureOf({ seed: 1 })).toBeNull();
    expect(await failureOf({ seed: 1, bug: nondeterministic() })).toBe('deterministic');
  }, 60_000);

  it('leaves a world that is still worth reading when its loss is made smaller', async () => {
    const { failure, trace } = await shrink({ seed: 1, bug: nondeterministic() });
    expect(failure).toBe('deterministic');
    expect(trace.some((line) => line.includes('QuoteAccepted'))).toBe(true);
  }, 120_000);

  it('leaves nothing out of a world that does not fail', async () => {
    expect(await shrink({ seed: 1 })).toMatchObject({ failure: null, without: [] });
  }, 60_000);
});

describe('a process that crashes', () => {
  const run = (kind: 'crash-before' | 'crash-after') => {
    const life = createLife('A1');
    const seen: string[] = [];
    life.onCrash(() => void seen.push('crash'));
    const around = { life, faults: { choose: () => kind } } as unknown as Parameters<typeof faultyCall>[0];
    const perform = async (): Promise<void> => void seen.push('effect');
    void faultyCall(around, { boundary: 'append', perform, unavailable: 'u' }).then(() => seen.push('answer'));
    return { life, seen };
  };

  it('after a call has had its effect, and hears no answer', async () => {
    const { life, seen } = run('crash-after');
    await new Promise((resolve) => void setImmediate(resolve));
    expect({ seen, alive: life.alive() }).toEqual({ seen: ['effect', 'crash'], alive: false });
  });

  it('before a call has had none', async () => {
    const { life, seen } = run('crash-before');
    await new Promise((resolve) => void setImmediate(resolve));
    expect({ seen, alive: life.alive() }).toEqual({ seen: ['crash'], alive: false });
  });

  it('can do so at every call that it makes', () => {
    const without = Object.entries(cells).filter(
      ([boundary, kinds]) => boundary !== 'instance' && !kinds.some((kind) => kind.startsWith('crash')),
    );
    expect(without).toEqual([]);
  });
});

describe('the verdict on a world whose ERP broke its promise', () => {
  const order = (number: string, stream: string): ErpDocument => ({
    ...{ kind: 'order', number, reference: `${stream}/order/order/1`, basis: 'Q', date: '2026-01-05' },
    ...{ legalEntity: 'DE01', customerNumber: 'C', lines: [], billTo: '', amount: money(1n, 'EUR') },
  });
  const documents = [order('SO-1', 'transaction-acme.a'), order('SO-2', 'transaction-acme.a')];
  const evidence = (of: readonly ErpDocument[] = documents): Evidence =>
    ({ world: { setting: { breaksPromise: true } }, events: [], documents: of }) as unknown as Evidence;
  const found = (problem: string) => ({ checker: 'one-effect-each', problem });
  const ofDouble = [
    found('doubled: order transaction-acme.a/order/order/1 stands 2 times in the books'),
    found('unknown-to-us: order SO-2 for transaction-acme.a/order/order/1'),
    found('2 documents: order of transaction-acme.a'),
  ];

  it('allows what tells of a double, and counts it', () => {
    const { problems, shownBreaks } = verdictOf(evidence(), ofDouble);
    expect({ problems, shown: shownBreaks > 0 }).toEqual({ problems: [], shown: true });
  });

  it.each([
    ['an effect lost beside it', found('lost: transaction-acme.b: order SO-3 is not in the books')],
    ['an effect lost of the same transaction', found('lost: transaction-acme.a: order SO-3 is not in the books')],
    ['a document of another amount', found('differs: transaction-acme.a: order SO-1 is 2 EUR of 2026-01-05')],
    ['a document of a transaction without a double', found('unknown-to-us: order SO-4 for transaction-acme.c/order')],
    ['anything else', { checker: 'terminal-states', problem: 'transaction-acme.a' }],
  ])('does not allow %s', (_what, finding) =>
    expect(verdictOf(evidence(), [...ofDouble, finding]).problems).toEqual([finding]),
  );

  it('allows nothing where there is no double', () => {
    const [single] = documents;
    const finding = found('unknown-to-us: order SO-1 for transaction-acme.a/order/order/1');
    expect(verdictOf(evidence(single === undefined ? [] : [single]), [finding]).problems).toEqual([finding]);
  });
});
