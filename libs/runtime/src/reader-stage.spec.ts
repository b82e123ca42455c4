import { createMemoryReadStore } from '@q2c/adapter-memory';
import { streamName, type EventId } from '@q2c/kernel';
import type { Claims, Commit, EventStore, Position, ReadStore } from '@q2c/ports';
import { createReader, type ReaderDefinition, type ReaderOptions } from './index.ts';
import { acme, createStage, type Stage } from './stage.spec.ts';

/** The stage of ordered readers: plain events, and a reader that counts them in a row, so that a double or a gap shows. */
export const leaseMs = 10_000;
export const notes = streamName('note', acme, 'n');

export const createNotary = (stage: Stage, store: EventStore) => {
  let last = -1;
  return async (count: number): Promise<void> => {
    const events = Array.from({ length: count }, (_, n) => ({
      id: `00000000-0000-5000-8000-${String(last + 1 + n).padStart(12, '0')}` as EventId,
      ...{ type: 'Noted', data: '{}', metadata: '{}' },
    }));
    const answer = await stage.done(store.append(notes, last < 0 ? 'no-stream' : last, events));
    if (answer.kind !== 'appended') throw new RangeError('somebody else writes notes');
    last = answer.revision;
  };
};

export const headOf = ({ backend }: Stage): Position => backend.events().at(-1)?.position as Position;

/** Counts events in the row `n`; `order` gets every revision as this instance applies it. */
export const counting = (order: number[] = []): ReaderDefinition => ({
  name: 'counting',
  collections: ['count'],
  async apply({ events }, rows) {
    const [before] = await rows.get('count', ['n']);
    for (const { revision } of events) order.push(revision);
    rows.put('count', 'n', String(Number(before ?? '0') + events.length));
  },
});

export const counted = async (stage: Stage): Promise<string | undefined> =>
  (await stage.done(createMemoryReadStore({ clock: stage.clock, rows: stage.rows }).get('count', ['n'])))[0];

export type Parts = { readonly store: EventStore; readonly claims: Claims; readonly readStore: ReadStore };

export const readerOn = (
  stage: Stage,
  { store, claims, readStore }: Parts,
  definition: ReaderDefinition,
  options: Partial<ReaderOptions> = {},
) =>
  createReader(definition, {
    ...{ store, claims, readStore, clock: stage.clock, owner: 'one', leaseMs },
    onFault: (reader, error) =>
      stage.onFault(options.owner === undefined ? reader : `${reader} of ${options.owner}`, error),
    ...options,
  });

/** The read store with every commit told beforehand. */
export const telling = (
  readStore: ReadStore,
  before: (commit: Commit, n: number) => Promise<void> | void,
): ReadStore => {
  let n = 0;
  return {
    ...readStore,
    async commit(commit) {
      await before(commit, (n += 1));
      return readStore.commit(commit);
    },
  };
};

export const openReading = async (count = 3) => {
  const stage = createStage();
  const process = stage.openProcess();
  const note = createNotary(stage, stage.openProcess().store);
  await note(count);
  return { stage, process, note };
};

if (expect.getState().testPath?.endsWith('reader-stage.spec.ts') === true)
  it('the counting reader counts what is there and what comes', async () => {
    const { stage, process, note } = await openReading(3);
    const order: number[] = [];
    readerOn(stage, process, counting(order)).start();
    await stage.rest();
    expect(await counted(stage)).toBe('3');
    await note(2);
    await stage.rest();
    expect([await counted(stage), order]).toEqual(['5', [0, 1, 2, 3, 4]]);
  });
