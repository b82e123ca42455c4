import { messageOf, streamName, type StreamName, type Tenant } from '@q2c/kernel';
import type {
  Claims,
  Clock,
  Consumer,
  Counterpart,
  EventStore,
  Ids,
  MessageBus,
  PersonalData,
  Position,
  ReadStore,
} from '@q2c/ports';
import {
  auditReader,
  consumeIntake,
  consumeOutcomes,
  createBreaker,
  createConnector,
  createDocuments,
  createEventDecoder,
  createIntake,
  createPark,
  createParkedInputs,
  createReader,
  createRedelivery,
  createScheduler,
  createSettle,
  createTransact,
  instantText,
  indexReader,
  parkedReader,
  parkMessage,
  relayReader,
  type Breaker,
  type BreakerChange,
  type ConnectorPolicy,
  type EventDecoder,
  type Intake,
  type ParkedInputs,
  type Reader,
  type ReaderDefinition,
  type Settle,
  type TopicBinding,
  type Transact,
} from '@q2c/runtime';
import type { ProcessDefinition } from './process-definition.ts';

/**
 * The one composition that apps, demo, benchmarks and simulator share: only the ports differ. Nothing in here makes its
 * own asynchrony; time, turns and randomness come from the ports.
 */
export type Ports = {
  readonly eventStore: EventStore;
  readonly bus: MessageBus;
  readonly claims: Claims;
  readonly readStore: ReadStore;
  readonly personalData: PersonalData;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly counterparts: readonly Counterpart[];
};

export type Settings = {
  /** The tenant that runs the counterpart connections. */
  readonly tenant: Tenant;
  readonly intakeTopics: readonly TopicBinding[];
  readonly cacheBytes: number;
  readonly readerLeaseMs: number;
  /**
   * Name under which this process holds its leases when nobody else can run on the same stores, as in a locked folder:
   * what a dead predecessor of this name held is taken over at once. Left out where several instances run.
   */
  readonly soleOwner?: string;
  readonly sweepMs: number;
  readonly connector: ConnectorPolicy;
  readonly breaker: { readonly failuresToOpen: number; readonly coolDownMs: number };
  /** A part met a fault: it tries again where that may help, and has stopped for good where not. */
  readonly onFault: (where: string, error: unknown) => void;
  /** One stream or input could not be brought forward; its part goes on with the others. Left out: `onFault`. */
  readonly onStuck?: (where: string, error: unknown) => void;
};

export const defaultSettings: Omit<Settings, 'tenant' | 'onFault'> = {
  intakeTopics: [],
  cacheBytes: 64 * 1024 * 1024,
  readerLeaseMs: 10_000,
  sweepMs: 60_000,
  connector: {
    // About an hour: a counterpart that is restarted or repaired within it needs nobody.
    retry: { maxAttempts: 90, baseMs: 500, maxMs: 60_000 },
    callTimeoutMs: 10_000,
    leaseMs: 30_000,
    leaseMarginMs: 5_000,
    // Half of it costs throughput where calls are quick and each waits for the commit of its claim.
    maxConcurrentCalls: 128,
  },
  breaker: { failuresToOpen: 10, coolDownMs: 15_000 },
};

/** The parts of a running composition. Replaceable one by one where a test needs a broken one. */
export type Orchestrator = {
  readonly transact: Transact;
  /** A person's word on a command whose outcome nobody knows: through here, never through `transact` alone. */
  readonly settle: Settle;
  readonly decode: EventDecoder;
  readonly intake: Intake;
  readonly parked: ParkedInputs;
  readonly readers: readonly Reader[];
  start(): Promise<void>;
  /** Stops taking in, lets what runs come to an end, releases leases. */
  stop(): Promise<void>;
  /** Every reader has committed everything up to this position. */
  caughtUp(position: Position): Promise<void>;
  /** The next instant at which a deadline, a retry or a breaker's probe is due, ms since epoch; `null` when none. */
  nextWorkMs(): Promise<number | null>;
};

export type Extension = {
  /** Further ordered readers, e.g. projections. */
  readonly readers?: (decode: EventDecoder) => readonly ReaderDefinition[];
};

export const compose = (
  ports: Ports,
  process: ProcessDefinition,
  settings: Settings,
  extension: Extension = {},
): Orchestrator => {
  const { eventStore: store, bus, claims, readStore, personalData, clock, ids } = ports;
  const { language } = process;
  const { onFault, onStuck = onFault } = settings;
  const owner = settings.soleOwner ?? ids.next();
  const decode = createEventDecoder(language);
  const transact = createTransact({
    store,
    language,
    clock,
    decode,
    deciders: process.deciders,
    cacheBytes: settings.cacheBytes,
  });
  const documents = createDocuments({ transact, personalData, eventStore: store, decode });
  const park = createPark(transact, personalData, documents);
  const parkOurs = parkMessage(park, settings.tenant);
  const intake = createIntake({ language, personalData, transact, park, objects: process.intakeObjects, onStuck });
  const parked = createParkedInputs({ store, readStore, decode, personalData, documents, intake, transact });

  const { leaseMs } = settings.connector;
  const settle = createSettle({ store, claims, decode, transact, owner, leaseMs });

  const counterparts = [...ports.counterparts, ...process.streamCounterparts(transact, readStore)];
  const systems = counterparts.map(({ system }) => system);
  const systemStream = (system: string): StreamName => streamName('system', settings.tenant, system);

  const recordBreaker = (system: string, change: BreakerChange): void => {
    const at = instantText(clock.now());
    const input =
      change.change === 'opened'
        ? ({
            kind: 'breaker',
            change: 'opened',
            system,
            code: change.code,
            until: instantText(change.untilMs),
          } as const)
        : ({ kind: 'breaker', change: 'closed', system } as const);
    transact(systemStream(system), {
      input,
      cause: `breaker/${owner}/${change.change}/${at}`,
      actor: `connector:${system}`,
      source: system,
    }).catch((error: unknown) => onStuck(`breaker of ${system}`, error));
  };

  const breakers: Breaker[] = [];
  const connectors = counterparts.map((counterpart) => {
    const breaker = createBreaker(clock, settings.breaker, (change) => recordBreaker(counterpart.system, change));
    breakers.push(breaker);
    return createConnector({
      counterpart,
      bus,
      claims,
      clock,
      language,
      personalData,
      owner,
      policy: settings.connector,
      breaker,
      park: parkOurs,
      retryLater: () => redelivery.signal(),
    });
  });

  const scheduler = createScheduler({ readStore, transact, clock, onFault, onStuck });
  const sole = settings.soleOwner !== undefined;
  const readerOptions = { store, readStore, claims, clock, owner, leaseMs: settings.readerLeaseMs, sole, onFault };
  const indexes = createReader(
    {
      ...indexReader(decode, process.announcing, process.announces, {
        timetable: () => scheduler.signal(),
        open: () => redelivery.ringBy(clock.now() + settings.sweepMs),
      }),
      // Alarms ring where the indexes are kept: one instance at a time.
      leading(leading) {
        scheduler.lead(leading);
        redelivery.lead(leading);
      },
    },
    readerOptions,
  );
  const relay = createReader(relayReader({ store, readStore, language, decode, bus, indexes }), readerOptions);
  const redelivery = createRedelivery({
    store,
    readStore,
    claims,
    bus,
    clock,
    language,
    decode,
    owner,
    systems,
    indexes,
    relay,
    sweepMs: settings.sweepMs,
    onFault,
  });
  const readers = [
    relay,
    indexes,
    ...[auditReader(), parkedReader(decode), ...(extension.readers?.(decode) ?? [])].map((definition) =>
      createReader(definition, readerOptions),
    ),
  ];

  let consumers: Consumer[] = [];
  return {
    transact,
    settle,
    decode,
    intake,
    parked,
    readers,
    async start() {
      consumers = [
        await consumeOutcomes(bus, language, transact, systems, parkOurs),
        ...(await Promise.all(connectors.map((connector) => connector.start()))),
      ];
      for (const reader of readers) reader.start();
      if (settings.intakeTopics.length > 0) consumers.push(await consumeIntake(bus, intake, settings.intakeTopics));
    },
    async stop() {
      for (const breaker of breakers) breaker.release();
      const failures: unknown[] = [];
      const settle = async (stops: readonly Promise<unknown>[]): Promise<void> => {
        for (const stopped of await Promise.allSettled(stops))
          if (stopped.status === 'rejected') failures.push(stopped.reason);
      };
      await settle(consumers.map((consumer) => consumer.stop()));
      // Together: redelivery may be waiting for a reader that has come to a standstill.
      await settle([scheduler.stop(), redelivery.stop(), ...readers.map((reader) => reader.stop())]);
      for (const failure of failures) onFault('stop', messageOf(failure));
    },
    async caughtUp(position) {
      await Promise.all(readers.map((reader) => reader.reached(position)));
    },
    async nextWorkMs() {
      const free = await claims.nextFreeInMs('command/');
      const times = [
        await scheduler.nextDueMs(),
        free === null ? null : clock.now() + free,
        ...breakers.map((breaker) => breaker.probeAtMs()),
      ].filter((ms) => ms !== null);
      return times.length === 0 ? null : Math.min(...times);
    },
  };
};
