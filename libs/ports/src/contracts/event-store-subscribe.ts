import { isFault } from '@q2c/kernel';
import type { RecordedEvent } from '../index.ts';
import type { EventStoreHarness } from './event-store.ts';
import { collect, createGate, idsOf, newEvent, within } from './support.ts';

const inOrder = (events: readonly RecordedEvent[]): boolean =>
  events.every((event, index) => index === 0 || (events[index - 1]?.position ?? '') < event.position);

/** History, then live: total order, filters, progress, restart and back-pressure. */
export const subscribeContract = (harness: () => EventStoreHarness): void => {
  const fill = async (id: string, count: number, group: number): Promise<void> => {
    const { store, name } = harness();
    for (let n = 0; n < count; n += 1)
      await store().append(name(id), n === 0 ? 'no-stream' : n - 1, [newEvent(group, n)]);
  };

  describe('subscribe', () => {
    it('gives history, then live events, in one total order', async () => {
      const { store, name, prefix } = harness();
      await fill('one', 3, 20);
      const seen = collect(store(), { prefixes: [prefix()], after: null });
      await seen.until(() => seen.events().length === 3, 'history');
      await store().append(name('two'), 'no-stream', [newEvent(21, 0)]);
      await store().append(name('one'), 2, [newEvent(20, 3)]);
      await seen.until(() => seen.events().length === 5, 'live');
      expect(idsOf(seen.events())).toEqual(
        idsOf([0, 1, 2].map((n) => newEvent(20, n)).concat([newEvent(21, 0), newEvent(20, 3)])),
      );
      expect(inOrder(seen.events())).toBe(true);
      await seen.subscription.stop();
    });

    it('goes from catch-up to live without gap or double while others append', async () => {
      const { store, name, prefix } = harness();
      const write = async (writer: number): Promise<void> => {
        for (let n = 0; n < 60; n += 1)
          await store().append(name(`w${writer}`), n === 0 ? 'no-stream' : n - 1, [newEvent(30 + writer, n)]);
      };
      const writers = Array.from({ length: 20 }, (_, writer) => write(writer));
      await writers[0];
      const seen = [1, 7, 512].map((maxBatch) => collect(store(), { prefixes: [prefix()], after: null, maxBatch }));
      await Promise.all(writers);
      const expected = 20 * 60;
      for (const each of seen) await each.until(() => each.events().length >= expected, 'all events');
      const [first] = seen;
      for (const each of seen) {
        expect(each.events()).toHaveLength(expected);
        expect(inOrder(each.events())).toBe(true);
        expect(idsOf(each.events())).toEqual(idsOf(first?.events() ?? []));
        for (let writer = 0; writer < 20; writer += 1) {
          const own = each.events().filter(({ stream }) => stream === name(`w${writer}`));
          expect(own.map(({ revision }) => revision)).toEqual(Array.from({ length: 60 }, (_, n) => n));
        }
        await each.subscription.stop();
      }
    });

    it('goes on after a position, and the position of any event or batch will do', async () => {
      const { store, prefix } = harness();
      await fill('resume', 10, 50);
      const all = collect(store(), { prefixes: [prefix()], after: null, maxBatch: 4 });
      await all.until(() => all.events().length === 10, 'all');
      await all.subscription.stop();
      for (const [from, after] of [
        [4, all.events()[3]?.position ?? null],
        [all.batches[0]?.events.length ?? 0, all.batches[0]?.through ?? null],
      ] as const) {
        const rest = collect(store(), { prefixes: [prefix()], after });
        await rest.until(() => rest.events().length === 10 - from, 'the rest');
        expect(idsOf(rest.events())).toEqual(idsOf(all.events().slice(from)));
        await rest.subscription.stop();
      }
    });

    it('never hands over more than the batch it was asked for', async () => {
      const { store, prefix } = harness();
      await fill('bounded', 9, 60);
      const seen = collect(store(), { prefixes: [prefix()], after: null, maxBatch: 2 });
      await seen.until(() => seen.events().length === 9, 'all');
      expect(Math.max(...seen.batches.map(({ events }) => events.length))).toBeLessThanOrEqual(2);
      await seen.subscription.stop();
    });

    it('gives only streams with the prefixes, and never a system stream', async () => {
      const { store, name, prefix } = harness();
      await store().append(name('a1'), 'no-stream', [newEvent(70)]);
      await store().append(name('b1'), 'no-stream', [newEvent(71)]);
      await store().append(name('c1'), 'no-stream', [newEvent(72)]);
      const seen = collect(store(), { prefixes: [`${prefix()}a`, `${prefix()}c`], after: null });
      await seen.until(() => seen.events().length === 2, 'both');
      await store().append(name('b2'), 'no-stream', [newEvent(73)]);
      await store().append(name('a2'), 'no-stream', [newEvent(74)]);
      await seen.until(() => seen.events().length === 3, 'live');
      expect(idsOf(seen.events())).toEqual(idsOf([newEvent(70), newEvent(72), newEvent(74)]));
      await seen.subscription.stop();

      const unfiltered = collect(store(), { after: null });
      await unfiltered.until(() => unfiltered.events().some(({ stream }) => stream === name('a2')), 'the last one');
      expect(unfiltered.events().filter(({ stream }) => stream.startsWith('$'))).toEqual([]);
      await unfiltered.subscription.stop();
    });

    it('moves `through` on where nothing matches, so that a checkpoint saves the way', async () => {
      const { store, name, prefix } = harness();
      await store().append(name('wanted'), 'no-stream', [newEvent(80)]);
      const seen = collect(store(), { prefixes: [`${prefix()}wanted`], after: null });
      await seen.until(() => seen.events().length === 1, 'the match');
      const matched = seen.events()[0]?.position ?? '';
      // A server may tell progress only now and then: so many events pass that every one does.
      for (let round = 0; round < 40; round += 1)
        await Promise.all(
          Array.from({ length: 100 }, (_, n) =>
            store().append(name(`other${round}-${n}`), 'no-stream', [newEvent(81, n)]),
          ),
        );
      await seen.until(() => (seen.through() ?? '') > matched, 'progress');
      expect(seen.events()).toHaveLength(1);
      const resumed = collect(store(), { prefixes: [`${prefix()}wanted`], after: seen.through() });
      await store().append(name('wanted'), 0, [newEvent(80, 1)]);
      await resumed.until(() => resumed.events().length === 1, 'the next match');
      await seen.until(() => seen.events().length === 2, 'the next match');
      expect(idsOf(resumed.events())).toEqual([newEvent(80, 1).id]);
      for (const { subscription } of [seen, resumed]) await subscription.stop();
    });

    it('does not let a slow subscriber hold up appends or other subscribers', async () => {
      const { store, name, prefix } = harness();
      const gate = createGate();
      const slow = collect(store(), { prefixes: [prefix()], after: null, maxBatch: 10 }, () => gate.opened);
      const quick = collect(store(), { prefixes: [prefix()], after: null });
      const count = 1_000;
      for (let round = 0; round < 10; round += 1)
        await within(
          Promise.all(
            Array.from({ length: count / 10 }, (_, n) =>
              store().append(name(`s${round}-${n}`), 'no-stream', [newEvent(90, n)]),
            ),
          ),
          'appends while one subscriber stands still',
        );
      await quick.until(() => quick.events().length === count, 'the quick one');
      expect(slow.batches.length).toBeLessThanOrEqual(1);
      gate.open();
      await slow.until(() => slow.events().length === count, 'the slow one');
      expect(idsOf(slow.events())).toEqual(idsOf(quick.events()));
      for (const { subscription } of [slow, quick]) await subscription.stop();
    });

    it('waits for the handler before the next batch, and stop waits for the handler', async () => {
      const { store, prefix } = harness();
      await fill('pressure', 6, 100);
      let running = 0;
      let most = 0;
      const gate = createGate();
      const seen = collect(store(), { prefixes: [prefix()], after: null, maxBatch: 1 }, async (batch) => {
        running += 1;
        most = Math.max(most, running);
        if (batch.events[0]?.revision === 2) await gate.opened;
        running -= 1;
      });
      await seen.until(() => seen.events().length === 3, 'the third');
      const stopped = seen.subscription.stop();
      expect(running).toBe(1);
      gate.open();
      await within(stopped, 'stop');
      await within(seen.subscription.ended, 'the end');
      expect(running).toBe(0);
      expect(most).toBe(1);
      expect(seen.events()).toHaveLength(3);
    });

    it('ends with the handler’s fault', async () => {
      const { store, prefix } = harness();
      await fill('fault', 1, 110);
      const broken = Object.assign(new Error('projection is broken'), { code: 'broken' });
      const seen = collect(store(), { prefixes: [prefix()], after: null }, () => Promise.reject(broken));
      const reason: unknown = await within(
        seen.subscription.ended.then(
          () => undefined,
          (fault: unknown) => fault,
        ),
        'the end',
      );
      expect(isFault(reason, 'broken')).toBe(true);
      expect(seen.batches).toHaveLength(1);
    });
  });

  describe('restart', () => {
    it('keeps events, revisions and positions, and goes on where a reader stood', async () => {
      const { store, name, prefix, restart } = harness();
      await fill('kept', 5, 120);
      const before = collect(store(), { prefixes: [prefix()], after: null });
      await before.until(() => before.events().length === 5, 'all');
      await before.subscription.stop();
      const last = before.events()[4]?.position ?? '';
      // Not equal: a server writes events of its own.
      const headReaches = async (): Promise<boolean> => ((await store().head()) ?? '') >= last;
      expect(await headReaches()).toBe(true);
      await restart();
      expect(await headReaches()).toBe(true);
      expect(await store().append(name('kept'), 3, [newEvent(120, 4)])).toEqual({ kind: 'appended', revision: 4 });
      const after = collect(store(), { prefixes: [prefix()], after: before.events()[2]?.position ?? null });
      await after.until(() => after.events().length === 2, 'history');
      expect(await store().append(name('kept'), 4, [newEvent(120, 5)])).toEqual({ kind: 'appended', revision: 5 });
      await after.until(() => after.events().length === 3, 'live');
      expect(after.events().slice(0, 2)).toEqual(before.events().slice(3));
      expect(inOrder([...before.events().slice(0, 3), ...after.events()])).toBe(true);
      await after.subscription.stop();
    });
  });
};
