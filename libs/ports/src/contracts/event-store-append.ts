import type { EventStoreHarness } from './event-store.ts';
import { eventId, idsOf, newEvent, readAll } from './support.ts';

/** Appending at "no stream" and exact revisions: what EventStoreDB answers to repeated, changed and late calls. */
export const appendContract = (harness: () => EventStoreHarness): void => {
  describe('append', () => {
    it('writes events in order, from revision 0, and answers the last revision', async () => {
      const { store, name } = harness();
      const stream = name('first');
      expect(await store().append(stream, 'no-stream', [newEvent(1, 0), newEvent(1, 1)])).toEqual({
        kind: 'appended',
        revision: 1,
      });
      expect(await store().append(stream, 1, [newEvent(1, 2)])).toEqual({ kind: 'appended', revision: 2 });
      const events = await readAll(store(), stream);
      expect(events.map(({ revision }) => revision)).toEqual([0, 1, 2]);
      expect(events.map(({ stream: of }) => of)).toEqual([stream, stream, stream]);
      expect(events.map(({ id, type, data, metadata }) => ({ id, type, data, metadata }))).toEqual([
        newEvent(1, 0),
        newEvent(1, 1),
        newEvent(1, 2),
      ]);
    });

    it('keeps text beyond ASCII as it was written', async () => {
      const { store, name } = harness();
      const data = '{"text":"Zürich 株式会社 😀 \\u0000"}';
      await store().append(name('text'), 'no-stream', [newEvent(2, 0, data)]);
      expect((await readAll(store(), name('text')))[0]?.data).toBe(data);
    });

    it('answers a conflict with the actual revision where the expectation is wrong', async () => {
      const { store, name } = harness();
      const stream = name('wrong');
      expect(await store().append(stream, 0, [newEvent(3)])).toEqual({ kind: 'conflict', actual: 'no-stream' });
      await store().append(stream, 'no-stream', [newEvent(3, 0), newEvent(3, 1)]);
      expect(await store().append(stream, 'no-stream', [newEvent(3, 9)])).toEqual({ kind: 'conflict', actual: 1 });
      expect(await store().append(stream, 0, [newEvent(3, 9)])).toEqual({ kind: 'conflict', actual: 1 });
      expect(await store().append(stream, 7, [newEvent(3, 9)])).toEqual({ kind: 'conflict', actual: 1 });
      expect(await readAll(store(), stream)).toHaveLength(2);
    });

    it('gives the first answer again to the same ids at the same revision', async () => {
      const { store, name } = harness();
      const stream = name('again');
      const events = [newEvent(4, 0), newEvent(4, 1)];
      const first = await store().append(stream, 'no-stream', events);
      expect(await store().append(stream, 'no-stream', events)).toEqual(first);
      expect(await readAll(store(), stream)).toHaveLength(2);
    });

    it('gives the first answer again even if the stream went on', async () => {
      const { store, name } = harness();
      const stream = name('went-on');
      await store().append(stream, 'no-stream', [newEvent(5, 0)]);
      const first = await store().append(stream, 0, [newEvent(5, 1), newEvent(5, 2)]);
      await store().append(stream, 2, [newEvent(5, 3)]);
      expect(await store().append(stream, 0, [newEvent(5, 1), newEvent(5, 2)])).toEqual(first);
      expect(await readAll(store(), stream)).toHaveLength(4);
    });

    it('does not compare content: the same ids with other content get the first answer, and the first content stays', async () => {
      const { store, name } = harness();
      const stream = name('content');
      const first = await store().append(stream, 'no-stream', [newEvent(6, 0, '{"a":1}')]);
      expect(await store().append(stream, 'no-stream', [newEvent(6, 0, '{"a":2}')])).toEqual(first);
      expect((await readAll(store(), stream)).map(({ data }) => data)).toEqual(['{"a":1}']);
    });

    it('appends at the last revision even though the ids stand in the stream', async () => {
      const { store, name } = harness();
      const stream = name('later');
      await store().append(stream, 'no-stream', [newEvent(7, 0), newEvent(7, 1)]);
      expect(await store().append(stream, 1, [newEvent(7, 0), newEvent(7, 1)])).toEqual({
        kind: 'appended',
        revision: 3,
      });
      expect(idsOf(await readAll(store(), stream))).toEqual([7, 7, 7, 7].map((group, n) => eventId(group, n % 2)));
    });

    it('answers a conflict where only a part of the ids stands at the revision', async () => {
      const { store, name } = harness();
      const stream = name('partly');
      await store().append(stream, 'no-stream', [newEvent(8, 0), newEvent(8, 1)]);
      const conflict = { kind: 'conflict', actual: 1 };
      expect(await store().append(stream, 'no-stream', [newEvent(8, 0), newEvent(8, 9)])).toEqual(conflict);
      expect(await store().append(stream, 'no-stream', [newEvent(8, 0), newEvent(8, 1), newEvent(8, 2)])).toEqual(
        conflict,
      );
      expect(await store().append(stream, 0, [newEvent(8, 0)])).toEqual(conflict);
      expect(await readAll(store(), stream)).toHaveLength(2);
    });

    it('lets the same ids stand in two streams', async () => {
      const { store, name } = harness();
      for (const stream of [name('one'), name('two')])
        expect(await store().append(stream, 'no-stream', [newEvent(9)])).toEqual({ kind: 'appended', revision: 0 });
    });

    it('lets exactly one of 100 writers win each revision, and the others win the next ones', async () => {
      const { store, name } = harness();
      const stream = name('race');
      let conflicts = 0;
      const write = async (writer: number): Promise<number> => {
        let expected: 'no-stream' | number = 'no-stream';
        for (;;) {
          const answer = await store().append(stream, expected, [newEvent(10, writer)]);
          if (answer.kind === 'appended') return answer.revision;
          conflicts += 1;
          expected = answer.actual;
        }
      };
      const won = await Promise.all(Array.from({ length: 100 }, (_, writer) => write(writer)));
      expect([...won].sort((left, right) => left - right)).toEqual(Array.from({ length: 100 }, (_, n) => n));
      expect(conflicts).toBeGreaterThan(0);
      const events = await readAll(store(), stream);
      expect(idsOf(events)).toEqual(won.map((_, n) => eventId(10, won.indexOf(n))));
    });

    it('writes all events of a call or none', async () => {
      const { store, name } = harness();
      const stream = name('atomic');
      await store().append(stream, 'no-stream', [newEvent(11, 0)]);
      await store().append(stream, 'no-stream', [newEvent(11, 1), newEvent(11, 2)]);
      expect(idsOf(await readAll(store(), stream))).toEqual([eventId(11, 0)]);
    });
  });

  describe('read', () => {
    it('tells a stream that does not exist', async () => {
      const { store, name } = harness();
      expect(await store().readStream(name('missing'))).toEqual({ kind: 'no-stream' });
    });

    it('reads from a revision, at most a number of events', async () => {
      const { store, name } = harness();
      const stream = name('read');
      await store().append(
        stream,
        'no-stream',
        Array.from({ length: 10 }, (_, n) => newEvent(12, n)),
      );
      const read = async (from: number, limit?: number): Promise<readonly number[]> => {
        const found = await store().readStream(stream, { from, ...(limit === undefined ? {} : { limit }) });
        return found.kind === 'found' ? found.events.map(({ revision }) => revision) : [];
      };
      expect(await read(4, 2)).toEqual([4, 5]);
      expect(await read(8)).toEqual([8, 9]);
      expect(await store().readStream(stream, { from: 10 })).toEqual({ kind: 'found', events: [] });
    });
  });
};
