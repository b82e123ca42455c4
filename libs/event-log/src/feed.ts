import { assertInvariant, Fault } from '@q2c/kernel';
import type { Clock, EventBatch, RecordedEvent, SubscribeOptions, Subscription } from '@q2c/ports';
import type { LogBackend } from './backend.ts';
import { createHistory } from './history.ts';
import { fromPosition, toPosition } from './position.ts';
import { createTail } from './tail.ts';

/**
 * The feed: subscriptions over history and live events, in total order, without gap or double.
 *
 * A subscription is a cursor. It takes what follows from the tail (the very objects that were committed, the same to
 * all) and, when it has fallen behind the bounded tail or begins ahead of it, from pages of history shared by all.
 * Commits only push to the tail and wake who waits, so a slow subscriber never holds an append up, and nothing polls.
 */
export type Feed = {
  subscribe(options: SubscribeOptions, handler: (batch: EventBatch) => Promise<void>): Subscription;
  /** Ends all subscriptions; resolves when their handlers have returned. */
  close(): Promise<void>;
  /** As if the process had died: no handler is called any more. For simulators. */
  abandon(): void;
};

export type FeedOptions = {
  readonly backend: LogBackend;
  readonly clock: Clock;
  readonly maxTailEvents?: number;
  /** In characters. */
  readonly maxTailWeight?: number;
};

/** How far a subscription looks for matches before it lets others go on. */
const scanLength = 2_048;

type Batch = { readonly events: readonly RecordedEvent[]; readonly through: number };

const matcher = (prefixes: readonly string[] | undefined): ((event: RecordedEvent) => boolean) => {
  const isSystem = (event: RecordedEvent): boolean => event.stream.charCodeAt(0) === 36;
  if (prefixes === undefined) return (event) => !isSystem(event);
  return (event) => !isSystem(event) && prefixes.some((prefix) => event.stream.startsWith(prefix));
};

/** The first `limit` matches; `through` is the last position looked at. */
const select = (
  scanned: readonly RecordedEvent[],
  after: number,
  limit: number,
  matches: (event: RecordedEvent) => boolean,
): Batch => {
  const events: RecordedEvent[] = [];
  let through = after;
  for (const event of scanned) {
    through += 1;
    if (matches(event) && events.push(event) === limit) break;
  }
  return { events, through };
};

export const createFeed = (options: FeedOptions): Feed => {
  const { backend, clock, maxTailEvents = 8_192, maxTailWeight = 32_000_000 } = options;
  const tail = createTail(maxTailEvents, maxTailWeight);
  const history = createHistory((after, through) => backend.readAll(after, through));
  const running = new Set<Subscription>();
  let sleepers: (() => void)[] = [];
  let end = 0;
  let abandoned = false;
  let started: Promise<void> | undefined;

  const wakeAll = (): void => {
    const woken = sleepers;
    sleepers = [];
    for (const wake of woken) wake();
  };

  const unwatch = backend.watch((events, firstPosition) => {
    if (abandoned || events.length === 0) return;
    tail.push(events, firstPosition);
    end = Math.max(end, firstPosition + events.length - 1);
    wakeAll();
  });

  const start = (): Promise<void> => {
    started ??= backend.head().then(
      (head) => {
        end = Math.max(end, head);
      },
      (fault: unknown) => {
        started = undefined;
        throw fault;
      },
    );
    return started;
  };

  /** Up to the tail where it lies ahead, else to the end: the store may show a commit before its watchers hear it. */
  const endOfHistory = (cursor: number): number => {
    const first = tail.first();
    return first === undefined || first <= cursor ? end : Math.min(end, first - 1);
  };

  const take = async (cursor: number): Promise<readonly RecordedEvent[]> => {
    const told = tail.slice(cursor, scanLength);
    const events = told !== undefined && told.length > 0 ? told : await history.read(cursor, endOfHistory(cursor));
    const last = events.at(-1)?.position;
    assertInvariant(last === toPosition(cursor + events.length), 'feed-gap', `events after ${cursor} do not follow`);
    return events;
  };

  const subscribe = (subscribed: SubscribeOptions, handler: (batch: EventBatch) => Promise<void>): Subscription => {
    const { prefixes, after, maxBatch = 512 } = subscribed;
    const matches = matcher(prefixes);
    let stopping = false;
    let wake: (() => void) | undefined;

    const sleep = (): Promise<void> =>
      new Promise((resolve) => {
        wake = resolve;
        sleepers.push(resolve);
      });

    const follow = async (): Promise<void> => {
      await start();
      let cursor = fromPosition(after);
      let delivered = cursor;
      if (cursor > end)
        throw new Fault('position-beyond-end', `no event stands at position ${cursor} yet`, { retriable: false });
      while (!stopping && !abandoned) {
        if (cursor === end) {
          await sleep();
          continue;
        }
        const { events, through } = select(await take(cursor), cursor, maxBatch, matches);
        cursor = through;
        if (stopping) return;
        // Progress without a match is told when there is nothing else to do, or now and then on a long way.
        if (events.length > 0 || cursor === end || cursor - delivered >= scanLength) {
          delivered = cursor;
          await handler({ events, through: toPosition(through) });
        } else await clock.turn();
      }
      if (abandoned) await new Promise<never>(() => undefined);
    };

    const ended = follow();
    const finished = ended.then(
      () => undefined,
      () => undefined,
    );
    const subscription: Subscription = {
      ended,
      stop: () => {
        stopping = true;
        wake?.();
        return abandoned ? Promise.resolve() : finished;
      },
    };
    running.add(subscription);
    void finished.then(() => running.delete(subscription));
    return subscription;
  };

  return {
    subscribe,
    close: async () => {
      unwatch();
      await Promise.all([...running].map((subscription) => subscription.stop()));
    },
    abandon: () => {
      abandoned = true;
      unwatch();
      wakeAll();
    },
  };
};
