import { createMemoryReadStore } from '@q2c/adapter-memory';
import { emptyTimetable, evolveTimetable, type Timetable } from '@q2c/domain';
import type { Decider, DomainEvent, Input } from '@q2c/domain-events';
import { messageOf, ok, streamName, type StreamName } from '@q2c/kernel';
import {
  createReader,
  createScheduler,
  createTransact,
  indexReader,
  instantText,
  registerDecider,
  type Scheduler,
  type Transact,
} from './index.ts';
import { acme, createStage, decode, language, startMs, type Stage } from './stage.spec.ts';

/**
 * The stage of the scheduler: streams that do nothing but set deadlines, wait and announce, each when told by a
 * person's note, and the index reader and scheduler wired as in the composition.
 */
export const noted = (n: number | string): StreamName => streamName('timetable', acme, `t${n}`);
export const inMs = (ms: number): string => instantText(startMs + ms);

export const tell = {
  due: (ms: number, name = 'delivery') => `due ${name} ${inMs(ms)}`,
  clear: (ms: number, name = 'delivery') => `clear ${name} ${inMs(ms)}`,
  wait: (key: string) => `wait ${key}`,
  leave: (key: string) => `leave ${key}`,
  announce: (key: string) => `announce ${key}`,
};

const act = (note: string): DomainEvent => {
  const [what, first = '', at = ''] = note.split(' ');
  if (what === 'due') return { type: 'DeadlineSet', data: { name: first, at } };
  if (what === 'clear') return { type: 'DeadlineCleared', data: { name: first, at } };
  if (what === 'wait') return { type: 'WaitingFor', data: { kind: 'payment', key: first } };
  if (what === 'leave') return { type: 'WaitEnded', data: { kind: 'payment', key: first, by: noted('nobody') } };
  return { type: 'PaymentOverdue', data: { invoiceNumber: first, dueDate: '2026-01-05' } };
};

const decider: Decider<Timetable, DomainEvent> = {
  category: 'timetable',
  initial: emptyTimetable,
  evolve: evolveTimetable,
  decide(input, { deadlines, waits }) {
    if (input.kind === 'operation') return ok(input.note.split(', ').map(act));
    if (input.kind === 'deadline') {
      const { name, at } = input;
      return ok(deadlines[name] === at ? [{ type: 'DeadlineCleared', data: { name, at } }] : []);
    }
    if (input.kind !== 'wake' || waits[input.waitKind] !== input.key) return ok([]);
    return ok([{ type: 'WaitEnded', data: { kind: input.waitKind, key: input.key, by: input.by } }]);
  },
  next: () => [],
};

export const announcing: ReadonlySet<string> = new Set(['PaymentOverdue']);
export const announces = (_: StreamName, event: { readonly type: string; readonly data: object }) =>
  event.type === 'PaymentOverdue'
    ? [{ kind: 'payment', key: (event as DomainEvent & { type: 'PaymentOverdue' }).data.invoiceNumber }]
    : [];

export type Delivered = { readonly stream: StreamName; readonly atMs: number; readonly input: Input };

export type Alterations = {
  readonly leaseMs?: number;
  /** What the scheduler transacts with. */
  readonly transact?: (transact: Transact) => Transact;
};

/** One process of it. `delivered`: what the scheduler has brought, whether anything followed or not. */
export const openTimetable = (stage: Stage = createStage(), { leaseMs = 10_000, ...alter }: Alterations = {}) => {
  const process = stage.openProcess();
  const transact = createTransact({
    ...{ store: process.store, language, clock: stage.clock, decode, cacheBytes: 1_000_000 },
    deciders: [registerDecider(decider)],
  });
  const delivered: Delivered[] = [];
  const bring = alter.transact?.(transact) ?? transact;
  const stuck: string[] = [];
  const ranges: { readonly collection: string; readonly limit: number }[] = [];
  const readStore = createMemoryReadStore({ clock: stage.clock, rows: stage.rows });
  const scheduler: Scheduler = createScheduler({
    readStore: {
      ...readStore,
      range(collection, options) {
        ranges.push({ collection, limit: options.limit });
        return readStore.range(collection, options);
      },
    },
    transact(stream, envelope) {
      delivered.push({ stream, atMs: stage.clock.now() - startMs, input: envelope.input });
      return bring(stream, envelope);
    },
    clock: stage.clock,
    onFault: stage.onFault,
    onStuck: (where, error) => void stuck.push(`${where}: ${messageOf(error)}`),
  });
  const changed = { timetable: () => scheduler.signal(), open: () => undefined };
  const indexes = createReader(
    { ...indexReader(decode, announcing, announces, changed), leading: (now) => scheduler.lead(now) },
    { ...process, clock: stage.clock, owner: stage.ids.next(), leaseMs, onFault: stage.onFault },
  );
  /** A person's note, taken in by another process. */
  const say = async (stream: StreamName, ...notes: readonly string[]): Promise<void> => {
    await transact(stream, {
      input: { kind: 'operation', operation: 'cancel', by: 'kim', note: notes.join(', ') },
      ...{ cause: `note/${notes.join()}`, actor: 'person:kim', source: 'operations' },
    });
    await stage.rest();
  };
  /** The same to `count` streams at once. */
  const sayToAll = async (count: number, noteOf: (n: number) => readonly string[]): Promise<void> => {
    for (let n = 0; n < count; n += 1)
      void transact(noted(n), {
        input: { kind: 'operation', operation: 'cancel', by: 'kim', note: noteOf(n).join(', ') },
        ...{ cause: `note/${n}`, actor: 'person:kim', source: 'operations' },
      });
    await stage.rest();
  };
  const stop = async (): Promise<void> => {
    await scheduler.stop();
    await indexes.stop();
  };
  return { stage, process, transact, scheduler, indexes, delivered, stuck, ranges, say, sayToAll, stop };
};

export const startTimetable = (...options: Parameters<typeof openTimetable>) => {
  const opened = openTimetable(...options);
  opened.indexes.start();
  return opened;
};

/** The rows of a read store, as one value. */
export const rowsOf = ({ collections }: Stage['rows'], names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, [...(collections.get(name)?.values ?? [])].sort()]));

if (expect.getState().testPath?.endsWith('timetable-stage.spec.ts') === true)
  it('a note becomes events, and their rows', async () => {
    const { stage, say } = startTimetable();
    await say(noted(1), tell.due(5_000), tell.wait('Q-1'));
    expect(stage.typesOf(noted(1))).toEqual(['DeadlineSet', 'WaitingFor']);
    await stage.rest();
    expect(rowsOf(stage.rows, ['due', 'waiting'])).toEqual({
      due: [[`${inMs(5_000)}\u0001${noted(1)}\u0001delivery`, '']],
      waiting: [[`payment\u0001Q-1\u0001${noted(1)}`, '']],
    });
  });
