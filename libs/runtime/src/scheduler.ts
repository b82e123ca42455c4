import { isRetriable, type StreamName } from '@q2c/kernel';
import type { Clock, ReadStore } from '@q2c/ports';
import { createAlarmLoop, type AlarmLoop } from './alarm-loop.ts';
import { beyond, readAnnouncers, readDueKey, readWaitText, waiterOf, waiterPrefix } from './indexes.ts';
import { instantText } from './metadata.ts';
import type { Transact } from './transact.ts';

/**
 * Scheduler: brings deadlines and wake-ups to their streams.
 *
 * The index rows are the memory; this is only the alarm clock over them. A row stays until an event of its stream
 * removes it, so nothing is lost when the process dies between reading a row and the append that answers it.
 * It sleeps until the next due instant or a signal from the index reader; it never polls. A stream that cannot be
 * brought forward is reported and tried again later; it keeps nobody else.
 */
export type Scheduler = AlarmLoop & {
  /** When the next deadline is due, ms since epoch; `null` when none is set. */
  nextDueMs(): Promise<number | null>;
};

export type SchedulerOptions = {
  readonly readStore: ReadStore;
  readonly transact: Transact;
  readonly clock: Clock;
  /** The scheduler itself met a fault: it tries again, or has stopped for good when that is of no use. */
  readonly onFault: (where: string, error: unknown) => void;
  /** One stream could not be brought forward: told at each try, as seldom as `repeatMs`; the others go on. */
  readonly onStuck: (where: string, error: unknown) => void;
};

const pageSize = 500;
/** How long a delivered row may stay before it is delivered again: the index reader may simply be behind. */
const repeatMs = 30_000;

export const createScheduler = (options: SchedulerOptions): Scheduler => {
  const { readStore, transact, clock, onFault, onStuck } = options;
  /** Rows delivered and seen again in the last scan, by row key, with the instant of delivery. */
  let delivered = new Map<string, number>();
  let seen = new Map<string, number>();

  let failure: unknown;

  /** Delivers a row once; again only when it still stands after `repeatMs`. What failed for now is not delivered. */
  const deliver = async (key: string, stream: StreamName, send: () => Promise<unknown>): Promise<void> => {
    const before = delivered.get(key);
    if (before !== undefined && before + repeatMs > clock.now()) {
      seen.set(key, before);
      return;
    }
    try {
      await send();
    } catch (error) {
      if (isRetriable(error)) {
        failure ??= error;
        return;
      }
      onStuck(`scheduler, ${stream}`, error);
    }
    seen.set(key, clock.now());
  };

  const deliverDue = async (nowMs: number): Promise<void> => {
    const to = beyond(instantText(nowMs));
    let from = '';
    for (;;) {
      const rows = await readStore.range('due', { from, to, limit: pageSize });
      await Promise.all(
        rows.map(({ key }) => {
          const { at, stream, name } = readDueKey(key);
          const cause = `deadline/${name}/${at}`;
          const input = { kind: 'deadline', name, at } as const;
          return deliver(`due/${key}`, stream, () =>
            transact(stream, { input, cause, actor: 'scheduler', source: 'scheduler', businessTime: at }),
          );
        }),
      );
      const last = rows.at(-1);
      if (last === undefined || rows.length < pageSize) return;
      from = `${last.key}\u0000`;
    }
  };

  const wake = (wait: string, waiter: StreamName, by: StreamName): Promise<void> => {
    const { kind, key } = readWaitText(wait);
    return deliver(`wake/${wait}/${waiter}/${by}`, waiter, () =>
      transact(waiter, {
        input: { kind: 'wake', waitKind: kind, key, by },
        cause: `wake/${kind}/${by}`,
        actor: 'scheduler',
        source: 'scheduler',
        links: [by],
      }),
    );
  };

  const wakeWaiters = async (wait: string): Promise<void> => {
    const [value] = await readStore.get('waitkey', [wait]);
    if (value === undefined) return;
    const announcers = readAnnouncers(value);
    const prefix = waiterPrefix(wait);
    let from = prefix;
    for (;;) {
      const rows = await readStore.range('waiting', { from, to: beyond(wait), limit: pageSize });
      for (const by of announcers) await Promise.all(rows.map(({ key }) => wake(wait, waiterOf(key), by)));
      const last = rows.at(-1);
      if (last === undefined || rows.length < pageSize) return;
      from = `${last.key}\u0000`;
    }
  };

  const deliverWakeups = async (): Promise<void> => {
    let from = '';
    for (;;) {
      const rows = await readStore.range('wakeup', { from, limit: pageSize });
      for (const { key } of rows) await wakeWaiters(key);
      const last = rows.at(-1);
      if (last === undefined || rows.length < pageSize) return;
      from = `${last.key}\u0000`;
    }
  };

  const nextDueMs = async (): Promise<number | null> => {
    const [first] = await readStore.range('due', { limit: 1 });
    return first === undefined ? null : Date.parse(readDueKey(first.key).at);
  };

  /** The earliest instant after `nowMs`, up to which all was delivered, at which something is to be done without a signal. */
  const nextAlarmMs = async (nowMs: number): Promise<number | null> => {
    const [future] = await readStore.range('due', { from: beyond(instantText(nowMs)), limit: 1 });
    const due = future === undefined ? Infinity : Date.parse(readDueKey(future.key).at);
    let next = due;
    for (const at of delivered.values()) next = Math.min(next, at + repeatMs);
    return Number.isFinite(next) ? next : null;
  };

  const loop = createAlarmLoop({
    name: 'scheduler',
    clock,
    onFault,
    async work() {
      seen = new Map();
      failure = undefined;
      // One instant for the whole round: what becomes due while it runs is the next alarm.
      const nowMs = clock.now();
      await deliverDue(nowMs);
      await deliverWakeups();
      delivered = seen;
      if (failure !== undefined) throw failure as Error;
      return nextAlarmMs(nowMs);
    },
  });

  return { ...loop, nextDueMs };
};
