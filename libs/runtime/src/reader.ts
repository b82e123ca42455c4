import { codeOf, Fault, isRetriable, messageOf } from '@q2c/kernel';
import type { Claims, Clock, EventBatch, EventStore, Position, ReadStore, Subscription } from '@q2c/ports';
import { backoffMs, within } from './pause.ts';
import { createRowCache, type Rows } from './row-cache.ts';

/**
 * Ordered reader: one catch-up reader per name over all instances, by lease, fenced by compare-and-set of the
 * checkpoint in the commit that writes the rows. Whoever lost the lease finds its commit refused and starts over.
 *
 * While one commit is on its way, further batches gather and go with the next one.
 */

export type ReaderDefinition = {
  readonly name: string;
  readonly collections: readonly string[];
  readonly prefixes?: readonly string[];
  /** Turns one batch into row writes, in order. May do effects that are safe to repeat, before the commit. */
  readonly apply: (batch: EventBatch, rows: Rows) => Promise<void>;
  /** After a commit: a signal for those who act on the rows. */
  readonly committed?: (to: Position) => void;
  /** Right before this instance reads on from the checkpoint, each time it begins to. */
  readonly starting?: () => Promise<void>;
  /** This instance got or lost the lease. */
  readonly leading?: (leading: boolean) => void;
};

export type ReaderOptions = {
  readonly store: EventStore;
  readonly readStore: ReadStore;
  readonly claims: Claims;
  readonly clock: Clock;
  readonly owner: string;
  readonly leaseMs: number;
  /**
   * Nobody else runs on these stores (a locked folder), so a lease under our own name was left by a dead predecessor
   * and need not be waited for.
   */
  readonly sole?: boolean;
  readonly onFault: (reader: string, error: unknown) => void;
};

export type Reader = {
  readonly name: string;
  start(): void;
  stop(): Promise<void>;
  /** Where this instance's commits stand; `null` before the first. */
  position(): Position | null;
  /**
   * Resolves once everything up to `position` is committed, by this instance or another one. Fault `reader-stopped`
   * when this instance is stopped first.
   */
  reached(position: Position): Promise<void>;
};

const gatherLimit = 20_000;
const retry = { baseMs: 100, maxMs: 10_000 };

export const createReader = (definition: ReaderDefinition, options: ReaderOptions): Reader => {
  const { store, readStore, claims, clock, owner, leaseMs } = options;
  const key = `reader/${definition.name}`;
  let stopped = false;
  let told = false;
  let position: Position | null = null;
  let subscription: Subscription | undefined;
  let running: Promise<void> = Promise.resolve();
  let wakeSleeper: (() => void) | undefined;
  const waiters = new Set<{ position: Position; resolve: () => void }>();

  const sleep = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      if (stopped) {
        resolve();
        return;
      }
      const cancel = clock.at(clock.now() + ms, resolve);
      wakeSleeper = () => {
        cancel();
        resolve();
      };
    });

  const advanced = (to: Position): void => {
    position = to;
    for (const waiter of waiters)
      if (waiter.position <= to) {
        waiters.delete(waiter);
        waiter.resolve();
      }
    definition.committed?.(to);
  };

  /** Holds the lease, follows the store and commits, until stopped, fenced or at fault. */
  const follow = async (attempt: number): Promise<void> => {
    let checkpoint = await readStore.checkpoint(definition.name);
    await definition.starting?.();
    // Stopped while starting: there is no subscription yet that `stop` could have ended.
    if (stopped) return;
    position = checkpoint;
    if (checkpoint !== null) advanced(checkpoint);
    const cache = createRowCache(readStore);
    let through: Position | null = checkpoint;
    let committing: Promise<void> | undefined;
    let failure: unknown;
    let ended = false;

    const commitLoop = async (): Promise<void> => {
      // After a failure nothing more is committed from here: the rows of the failed commit are missing in the cache.
      while (!ended && failure === undefined && through !== null && through !== checkpoint) {
        const to = through;
        const writes = cache.take();
        const answer = await readStore.commit({ reader: definition.name, from: checkpoint, to, writes });
        if (answer === 'fenced')
          throw new Fault('reader-fenced', `another ${definition.name} has moved on`, { retriable: true });
        cache.stored();
        checkpoint = to;
        advanced(to);
      }
    };
    const commitSoon = (): Promise<void> => {
      committing ??= commitLoop()
        .catch((error: unknown) => {
          failure = error;
          void subscription?.stop();
        })
        .finally(() => {
          committing = undefined;
        });
      return committing;
    };

    const renewal = (): (() => void) => {
      let cancel: () => void = () => undefined;
      const renew = (): void => {
        claims.update([{ key, owner, attempt, freeInMs: leaseMs, fate: 'dormant', note: '' }]).then(
          ([held]) => {
            if (ended) return;
            if (held === true) cancel = clock.at(clock.now() + leaseMs / 3, renew);
            else void subscription?.stop();
          },
          (error: unknown) => {
            failure = error;
            void subscription?.stop();
          },
        );
      };
      cancel = clock.at(clock.now() + leaseMs / 3, renew);
      return () => cancel();
    };

    // Where nobody else can run nobody can take the lease either.
    const cancelRenewal = options.sole === true ? () => undefined : renewal();
    subscription = store.subscribe(
      {
        after: checkpoint,
        maxBatch: 2048,
        ...(definition.prefixes === undefined ? {} : { prefixes: definition.prefixes }),
      },
      async (batch) => {
        if (failure !== undefined) return;
        await definition.apply(batch, cache.rows);
        cache.batchApplied();
        through = batch.through;
        const done = commitSoon();
        if (cache.size() > gatherLimit) await done;
      },
    );
    try {
      await subscription.ended;
      await committing;
      if (failure === undefined) await commitSoon();
      if (failure !== undefined) throw failure as Error;
    } finally {
      ended = true;
      cancelRenewal();
    }
  };

  const release = (attempt: number): Promise<readonly boolean[]> =>
    claims.update([{ key, owner, attempt, freeInMs: 0, fate: 'dormant', note: '' }]);

  /** Waits for the lease, leads and follows until something ends it, and gives the lease back. */
  const leadOnce = async (): Promise<void> => {
    const [answer] = await claims.acquire([{ key, owner, leaseMs, quietMs: 0 }]);
    if (answer?.kind === 'held') {
      const [released] = options.sole === true ? await release(answer.attempt) : [];
      if (released !== true) await sleep(Math.max(answer.freeInMs, 1));
      return;
    }
    if (answer?.kind !== 'granted') throw new Fault('reader-lease', `${key} is done`, { retriable: false });
    try {
      definition.leading?.(true);
      await follow(answer.attempt);
    } finally {
      definition.leading?.(false);
      await release(answer.attempt);
    }
  };

  const run = async (): Promise<void> => {
    let failures = 0;
    while (!stopped) {
      try {
        await leadOnce();
        failures = 0;
      } catch (error) {
        // At a stop those that waited for another reader are told that it has stopped too: nothing went wrong.
        if (!told || codeOf(error) !== 'reader-stopped') options.onFault(definition.name, error);
        if (!isRetriable(error)) {
          stopped = true;
          const message = `${definition.name} stopped: ${messageOf(error)}`;
          throw new Fault('reader-stopped', message, { retriable: false, cause: error });
        }
        failures++;
        await sleep(backoffMs(retry, failures, key));
      }
    }
  };

  /** Another instance may hold the lease: then only the stored checkpoint tells. */
  const reached = async (wanted: Position): Promise<void> => {
    while (position === null || position < wanted) {
      const stored = await readStore.checkpoint(definition.name);
      if (stored !== null && stored >= wanted) return;
      if (told) throw new Fault('reader-stopped', `${definition.name} was stopped`, { retriable: true });
      let leave: () => void = () => undefined;
      const commit = new Promise<void>((resolve) => {
        const waiter = { position: wanted, resolve };
        waiters.add(waiter);
        leave = () => waiters.delete(waiter);
      });
      await within(clock, leaseMs / 10, commit, undefined).finally(leave);
    }
  };

  return {
    name: definition.name,
    start() {
      running = run();
      running.catch(() => undefined);
    },
    async stop() {
      stopped = true;
      told = true;
      wakeSleeper?.();
      await subscription?.stop();
      await running.catch(() => undefined);
      // Those for whom the last commit came too late look once more, and are told.
      for (const { resolve } of waiters) resolve();
    },
    position: () => position,
    reached,
  };
};
