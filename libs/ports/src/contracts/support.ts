import { streamName, tenant, type EventId, type StreamName } from '@q2c/kernel';
import type {
  EventBatch,
  EventStore,
  NewEvent,
  Position,
  RecordedEvent,
  SubscribeOptions,
  Subscription,
} from '../index.ts';

/** Waits for a condition that signals itself; the time is only a bound after which the test fails. */
export const within = async <T>(promise: Promise<T>, what: string, limitMs = 15_000): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`not within ${limitMs} ms: ${what}`)), limitMs);
  });
  try {
    return await Promise.race([promise, limit]);
  } finally {
    clearTimeout(timer);
  }
};

/** A value that others wait for: `until` resolves at the first change after which the predicate holds. */
export const createSignal = () => {
  const checks = new Set<() => void>();
  return {
    changed: (): void => {
      for (const check of [...checks]) check();
    },
    until: (predicate: () => boolean, what: string): Promise<void> =>
      within(
        new Promise<void>((resolve) => {
          const check = (): void => {
            if (!predicate()) return;
            checks.delete(check);
            resolve();
          };
          checks.add(check);
          check();
        }),
        what,
      ),
  };
};

/** Opens when told; whoever waits before goes on then. */
export const createGate = () => {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
};

const hex = (value: number, length: number): string => value.toString(16).padStart(length, '0');

/** A well-formed version 5 UUID that is the same for the same numbers. */
export const eventId = (group: number, n = 0): EventId => `${hex(group, 8)}-0000-5000-8000-${hex(n, 12)}` as EventId;

export const newEvent = (group: number, n = 0, data = `{"n":${n}}`): NewEvent => ({
  id: eventId(group, n),
  type: 'Counted',
  data,
  metadata: `{"$correlationId":"c-${group}"}`,
});

const acme = tenant('acme');

/** Stream names of one run: real servers are not empty when a test begins. */
export const createNames =
  (category: string) =>
  (id: string): StreamName =>
    streamName(category, acme, id);

export const idsOf = (events: readonly { readonly id: EventId }[]): readonly EventId[] => events.map(({ id }) => id);

export const readAll = async (store: EventStore, stream: StreamName): Promise<readonly RecordedEvent[]> => {
  const found = await store.readStream(stream);
  return found.kind === 'found' ? found.events : [];
};

export type Collector = {
  readonly subscription: Subscription;
  readonly batches: EventBatch[];
  readonly events: () => readonly RecordedEvent[];
  readonly through: () => Position | null;
  readonly until: (predicate: () => boolean, what: string) => Promise<void>;
};

/** Subscribes and keeps what it is given. */
export const collect = (
  store: EventStore,
  options: SubscribeOptions,
  beforeReturn: (batch: EventBatch) => Promise<void> = () => Promise.resolve(),
): Collector => {
  const batches: EventBatch[] = [];
  const signal = createSignal();
  const subscription = store.subscribe(options, async (batch) => {
    batches.push(batch);
    signal.changed();
    await beforeReturn(batch);
  });
  return {
    subscription,
    batches,
    events: () => batches.flatMap((batch) => batch.events),
    through: () => batches.at(-1)?.through ?? null,
    until: signal.until,
  };
};
