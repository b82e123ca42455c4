import type { Decider, DomainEvent, Input } from '@q2c/domain-events';
import { Fault, type StreamName } from '@q2c/kernel';
import type { EventStore, NewEvent } from '@q2c/ports';
import { dealStream, facts, failed, quoteInput, settledBy, succeeded } from '@q2c/testing/spec';
import { createStateCache, createTransact, registerDecider, type Envelope } from './index.ts';
import { createStage, decode, language, transactOn, type Stage } from './stage.spec.ts';

const envelope = (input: Input, cause: string = input.kind): Envelope => ({
  input,
  cause,
  actor: 'source:crm',
  source: 'crm',
});
const accept = envelope(quoteInput());
const booked = envelope(succeeded('order'), 'order/1');
const resume = envelope({ kind: 'operation', operation: 'resume', exceptionId: 'order', by: 'kim', note: 'paid' });

/** The store with appends counted, and each append's fate decided first. */
const watched = (
  store: EventStore,
  fate: (n: number) => 'as is' | 'lose the answer' | 'lose the call' = () => 'as is',
) => {
  const appends: { readonly stream: StreamName; readonly ids: readonly string[] }[] = [];
  let running = 0;
  let together = 0;
  const unknown = new Fault('append-outcome-unknown', 'no answer', { retriable: true });
  const append: EventStore['append'] = async (stream, expected, events: readonly NewEvent[]) => {
    const chosen = fate(appends.push({ stream, ids: events.map(({ id }) => id) }));
    if (chosen === 'lose the call') throw unknown;
    together = Math.max(together, (running += 1));
    const answer = await store.append(stream, expected, events).finally(() => (running -= 1));
    if (chosen === 'lose the answer') throw unknown;
    return answer;
  };
  return { store: { ...store, append }, appends, together: () => together };
};

const setUp = (fate?: Parameters<typeof watched>[1]) => {
  const stage = createStage();
  const { store, appends, together } = watched(stage.openProcess().store, fate);
  return { stage, store, appends, together, transact: transactOn(stage, store) };
};

const accepted = ['QuoteAccepted', 'CommandRequested'];
const orderBooked = ['CommandSettled', 'OrderBooked', 'CommandRequested'];

const history = (stage: Stage) =>
  (stage.backend.streamOf(dealStream) ?? []).map((event) => decode(event) as DomainEvent);

describe('transact', () => {
  it('records a fact and the command that follows from it in one append', async () => {
    const { stage, transact, appends } = setUp();
    const result = await transact(dealStream, accept);
    expect(result).toMatchObject({ kind: 'appended', revision: 1 });
    expect(stage.typesOf(dealStream)).toEqual(accepted);
    expect(appends).toHaveLength(1);
  });

  it('does a person’s act once, also when what it acted on has come up anew since', async () => {
    const { stage, transact } = setUp();
    const refuse = (n: number) => envelope(failed('order', 'refused', 'credit-hold', n), `order/${n}`);
    await transact(dealStream, accept);
    await transact(dealStream, refuse(1));
    expect((await transact(dealStream, resume)).kind).toBe('appended');
    await transact(dealStream, refuse(2));
    const before = stage.typesOf(dealStream);
    expect((await transact(dealStream, resume)).kind).toBe('already-so');
    expect(stage.typesOf(dealStream)).toEqual(before);
    expect((await transact(dealStream, { ...resume, cause: 'another act' })).kind).toBe('appended');
  });

  it('goes on from the cached state without reading the stream', async () => {
    const { stage, store, transact } = setUp();
    let reads = 0;
    const counting = {
      ...store,
      readStream: (...of: Parameters<EventStore['readStream']>) => {
        reads += 1;
        return store.readStream(...of);
      },
    };
    const other = transactOn(stage, counting);
    await other(dealStream, accept);
    await other(dealStream, booked);
    expect([reads, stage.typesOf(dealStream)]).toEqual([0, [...accepted, ...orderBooked]]);
    await transact(dealStream, booked);
    expect(reads).toBe(0);
  });

  it('decides again on what another writer appended meanwhile', async () => {
    const { stage, store, transact } = setUp();
    const other = transactOn(stage, store);
    await transact(dealStream, accept);
    await other(dealStream, envelope(failed('order', 'refused', 'credit-hold'), 'order/1'));
    const byLee = envelope(
      { kind: 'operation', operation: 'resume', exceptionId: 'order', by: 'lee', note: '' },
      'lee',
    );
    const results = await Promise.all([transact(dealStream, resume), other(dealStream, byLee)]);
    // Both decided on what stood before; one append won, and the other person is told that nothing is open any more.
    expect(results.map(({ kind }) => kind).sort()).toEqual(['appended', 'refused']);
    expect(stage.typesOf(dealStream).filter((type) => type === 'ExceptionResolved')).toHaveLength(1);
    expect(stage.typesOf(dealStream).at(-1)).toBe('CommandRequested');
  });

  it('takes an empty decision on a stale cache again on fresh state', async () => {
    const { stage, store, transact } = setUp();
    const other = transactOn(stage, store);
    await transact(dealStream, accept);
    await other(dealStream, booked);
    await other(dealStream, envelope(failed('invoice', 'refused', 'period-closed'), 'invoice/1'));
    // To this one's cache the invoice was never asked for, so its outcome would be nothing new.
    const resumed = envelope({ kind: 'operation', operation: 'resume', exceptionId: 'invoice', by: 'kim', note: '' });
    await other(dealStream, resumed);
    expect((await transact(dealStream, envelope(succeeded('invoice', 2), 'invoice/2'))).kind).toBe('appended');
    expect(stage.typesOf(dealStream)).toContain('InvoicePosted');
  });

  it('takes a refusal on a stale cache again on fresh state', async () => {
    const { store, stage, transact } = setUp();
    const other = transactOn(stage, store);
    await transact(dealStream, accept);
    await other(dealStream, envelope(failed('order', 'refused', 'credit-hold'), 'order/1'));
    expect((await transact(dealStream, resume)).kind).toBe('appended');
  });

  it('refuses on fresh state, and appends nothing', async () => {
    const { transact, appends } = setUp();
    await transact(dealStream, accept);
    expect(await transact(dealStream, resume)).toMatchObject({
      kind: 'refused',
      refusal: { code: 'exception-not-open' },
    });
    expect(appends).toHaveLength(1);
  });

  it('answers a repeated input with "already so"', async () => {
    const { stage, transact } = setUp();
    await transact(dealStream, accept);
    expect((await transact(dealStream, accept)).kind).toBe('already-so');
    expect(history(stage)).toHaveLength(2);
  });

  it.each(['lose the answer', 'lose the call'] as const)(
    'repeats an append of unknown outcome with the same ids, which adds nothing twice (%s)',
    async (loss) => {
      const { stage, transact, appends } = setUp((n) => (n <= 2 ? loss : 'as is'));
      expect(await stage.done(transact(dealStream, accept))).toMatchObject({ kind: 'appended', revision: 1 });
      expect(appends).toHaveLength(3);
      expect(new Set(appends.map(({ ids }) => ids.join(' '))).size).toBe(1);
      expect(stage.typesOf(dealStream)).toEqual(accepted);
    },
  );

  it('goes on rightly where the lost append was followed by another writer', async () => {
    const { stage, store, transact } = setUp((n) => (n === 1 ? 'lose the answer' : 'as is'));
    const second = transactOn(stage, store);
    const first = transact(dealStream, accept);
    await stage.rest();
    await second(dealStream, booked);
    await stage.done(first);
    expect((await transact(dealStream, envelope(succeeded('invoice'), 'invoice/1'))).kind).toBe('appended');
    expect(history(stage).slice(2, 4)).toEqual([settledBy(succeeded('order')), facts.orderBooked]);
    expect(stage.typesOf(dealStream)).toContain('InvoicePosted');
  });

  it('gives up after a bound, with the fault of the store, and finds the truth at the next input', async () => {
    let broken = true;
    const { stage, transact, appends } = setUp(() => (broken ? 'lose the answer' : 'as is'));
    await expect(stage.done(transact(dealStream, accept))).rejects.toMatchObject({ code: 'append-outcome-unknown' });
    expect(appends).toHaveLength(9);
    broken = false;
    await stage.done(transact(dealStream, booked));
    expect(stage.typesOf(dealStream)).toEqual([...accepted, ...orderBooked]);
  });

  it('lets inputs to one stream queue, and those to others go side by side', async () => {
    const { stage, transact, appends, together } = setUp();
    const results = await Promise.all(Array.from({ length: 20 }, () => transact(dealStream, accept)));
    expect(results.filter(({ kind }) => kind === 'appended')).toHaveLength(1);
    // Nobody met a conflict: one append, and nothing else was tried.
    expect([appends.length, together()]).toEqual([1, 1]);
    await Promise.all(
      Array.from({ length: 20 }, (_, n) => transact(`transaction-acme.other${n}` as StreamName, accept)),
    );
    expect(together()).toBe(20);
    expect(stage.backend.events()).toHaveLength(42);
  });

  it('lets the queue of a stream go on after a fault', async () => {
    const { stage, transact } = setUp();
    const broken = transact(dealStream, { ...accept, input: { ...quoteInput(), content: {} } as Input });
    const good = transact(dealStream, accept);
    await expect(broken).rejects.toMatchObject({ code: 'event-malformed' });
    expect((await good).kind).toBe('appended');
    expect(stage.typesOf(dealStream)).toEqual(accepted);
  });

  it('knows no stream without a decider', async () => {
    const { transact } = setUp();
    await expect(transact('unheard-acme.x' as StreamName, accept)).rejects.toMatchObject({ code: 'decider-missing' });
  });

  it('gives up after a hundred conflicts in a row, to be tried again', async () => {
    const { stage, store } = setUp();
    const lost: EventStore = { ...store, append: () => Promise.resolve({ kind: 'conflict', actual: 7 }) };
    await expect(transactOn(stage, lost)(dealStream, accept)).rejects.toMatchObject({
      code: 'append-contended',
      retriable: true,
    });
  });

  it('keeps no more states than its bytes allow, and reads what it dropped', async () => {
    const { stage, store } = setUp();
    const reads: string[] = [];
    const counting: EventStore = {
      ...store,
      readStream: (stream, of) => {
        reads.push(stream);
        return store.readStream(stream, of);
      },
    };
    const notes: Decider<number, DomainEvent> = {
      category: 'note',
      initial: 0,
      evolve: (n) => n + 1,
      decide: () => ({ ok: true, value: [facts.completed] }),
      next: () => [],
    };
    const transact = createTransact({
      store: counting,
      language,
      clock: stage.clock,
      deciders: [registerDecider(notes)],
      // An entry counts its event's 30 bytes and 512 for itself: three fit.
      cacheBytes: 1_700,
    });
    const stream = (n: number) => `note-acme.n${n}` as StreamName;
    for (let n = 0; n < 5; n += 1) await transact(stream(n), accept);
    await transact(stream(4), booked);
    expect(reads).toEqual([]);
    await transact(stream(0), booked);
    expect(reads).toEqual([stream(0)]);
  });
});

describe('the cache of states', () => {
  const folded = (bytes: number) => ({ state: bytes, revision: 0, bytes });
  const stream = (n: number) => `note-acme.n${n}` as StreamName;

  it('never holds more bytes than it may, and drops what was used longest ago', () => {
    const cache = createStateCache(5_000);
    for (let n = 0; n < 100; n += 1) {
      cache.set(stream(n), folded(700));
      cache.get(stream(0));
      expect(cache.bytes()).toBeLessThanOrEqual(5_000);
    }
    expect([0, 96, 97, 98, 99].map((n) => cache.get(stream(n)) !== undefined)).toEqual([true, false, true, true, true]);
  });

  it('holds no state that alone is larger', () => {
    const cache = createStateCache(5_000);
    cache.set(stream(1), folded(10));
    cache.set(stream(2), folded(5_001));
    expect([cache.get(stream(2)), cache.bytes()]).toEqual([undefined, 0]);
  });

  it('counts a state that was replaced once', () => {
    const cache = createStateCache(5_000);
    for (let n = 0; n < 20; n += 1) cache.set(stream(1), folded(100 * n));
    cache.delete(stream(1));
    expect(cache.bytes()).toBe(0);
  });
});
