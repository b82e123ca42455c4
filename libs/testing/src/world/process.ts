import { createMemoryKeyStore, createMemoryLog, createMemoryReadStore, type VirtualClock } from '@q2c/adapter-memory';
import {
  compose,
  viewReader,
  type Orchestrator,
  type Ports,
  type ProcessDefinition,
  type Settings,
} from '@q2c/composition';
import { isRetriable, messageOf, tenant } from '@q2c/kernel';
import { createPersonalData } from '@q2c/personal-data';
import type { TopicBinding } from '@q2c/runtime';
import { paymentsView, transactionsView } from '@q2c/views';
import type { Random } from '../random.ts';
import { createIds, type Backends } from './backends.ts';
import type { FaultPlan } from './faults.ts';
import { createInstanceClock, createLife, type InstanceClock, type Life } from './life.ts';
import { faultyClaims } from './ports/claims.ts';
import { faultyCounterpart } from './ports/counterpart.ts';
import { faultyEventStore } from './ports/event-store.ts';
import type { Surroundings } from './ports/faulty-call.ts';
import { faultyBus } from './ports/message-bus.ts';
import { faultyPersonalData } from './ports/personal-data.ts';
import { faultyReadStore } from './ports/read-store.ts';
import type { Setting } from './setting.ts';
import type { Turns } from './turns.ts';

/** One run of the product in one simulated process: the same `compose` as the apps, with faulty ports. */
export type SimulatedProcess = {
  readonly life: Life;
  readonly clock: InstanceClock;
  readonly orchestrator: Orchestrator;
  /** Comes to an end in good order. */
  stop(): Promise<void>;
};

/** A fault that no retry can heal: it would have raised an alarm. */
export type Alarm = { readonly process: string; readonly where: string; readonly message: string };

export type ProcessOptions = {
  readonly name: string;
  readonly backends: Backends;
  readonly clock: VirtualClock;
  readonly turns: Turns;
  readonly random: Random;
  readonly faults: FaultPlan;
  readonly setting: Setting;
  readonly clockOffsetMs: number;
  readonly intakeTopics: readonly TopicBinding[];
  readonly definition: ProcessDefinition;
  /** Where a planted bug gets in. */
  readonly alter: (ports: Ports) => Ports;
  readonly onFault: (process: string, where: string, error: unknown) => void;
};

/** The tenant that runs the counterpart connections. */
export const operatingTenant = tenant('ops');

export const startProcess = (options: ProcessOptions): SimulatedProcess => {
  const { name, backends, turns, random, faults, setting } = options;
  const life = createLife(name);
  const clock = createInstanceClock(options.clock, turns, life, options.clockOffsetMs);
  const around: Surroundings = { life, faults, clock: options.clock, random: random.fork(name) };

  const log = createMemoryLog({ backend: backends.events, clock });
  life.onCrash(log.abandon);
  const keyStore = createMemoryKeyStore({ randomBytes: (length) => random.bytes(length), keys: backends.keys });
  const limits = { callTimeoutMs: setting.connector.callTimeoutMs, latestEffectMs: setting.latestEffectMs };
  const ports: Ports = {
    eventStore: faultyEventStore(around, log.events, backends.events),
    bus: faultyBus(around, backends.broker(), (messages) => void backends.published.push(...messages)),
    claims: faultyClaims(around, log.claims, backends),
    readStore: faultyReadStore(around, createMemoryReadStore({ clock, rows: backends.rows }), backends.readStore),
    personalData: faultyPersonalData(around, createPersonalData({ keys: keyStore })),
    clock,
    ids: createIds(random.fork(`${name}/ids`)),
    counterparts: [faultyCounterpart(around, backends.erp, backends.troubles, limits)],
  };

  const settings: Settings = {
    tenant: operatingTenant,
    // As the embedded app: nobody else can run on its folder, so each run takes over from the one before it.
    ...(setting.shape === 'embedded' ? { soleOwner: 'embedded' } : {}),
    intakeTopics: options.intakeTopics,
    cacheBytes: setting.cacheBytes,
    readerLeaseMs: setting.readerLeaseMs,
    sweepMs: setting.sweepMs,
    connector: setting.connector,
    breaker: { failuresToOpen: 10, coolDownMs: 15_000 },
    onFault: (where, error) => options.onFault(name, where, error),
  };
  const orchestrator = compose(options.alter(ports), options.definition, settings, {
    readers: (decode) => [transactionsView, paymentsView].map((view) => viewReader(view, decode)),
  });
  orchestrator.start().catch((error: unknown) => options.onFault(name, 'start', error));

  return {
    life,
    clock,
    orchestrator,
    stop: async () => {
      await orchestrator.stop();
      await log.close();
      life.crash();
    },
  };
};

export const alarmOf = (process: string, where: string, error: unknown): Alarm | undefined =>
  isRetriable(error) ? undefined : { process, where, message: messageOf(error) };
