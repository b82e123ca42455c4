import { inspect } from 'node:util';
import {
  copyMemoryRows,
  createMemoryRows,
  createVirtualClock,
  restoreMemoryRows,
  type VirtualClock,
} from '@q2c/adapter-memory';
import { quoteToCashProcess, type Ports, type ProcessDefinition } from '@q2c/composition';
import { codeOf, messageOf, type Tenant } from '@q2c/kernel';
import type { TopicBinding } from '@q2c/runtime';
import type { WorldPlan } from '../oracle/index.ts';

import { createRandom } from '../random.ts';
import { createBackends, type Backends } from './backends.ts';
import { createFaultPlan, type FaultPlan } from './faults.ts';
import { createHosts, type ClockReading } from './hosts.ts';
import { createObserver } from './observer.ts';
import { startPeople } from './people.ts';
import { worldPlan } from './plan/world-plan.ts';
import { alarmOf, startProcess, type Alarm } from './process.ts';
import { drawSetting, type Setting } from './setting.ts';
import { intakeTopic, startSources } from './sources.ts';
import { createTurns } from './turns.ts';
import { processOf } from './versions.ts';

/**
 * One seed, one world: inputs, people, processes and their faults, on a clock that only the world moves. Nothing in it
 * depends on the machine, so the same seed gives the same events, byte for byte.
 */
export type WorldOptions = {
  readonly seed: number;
  /** Alters the product where a planted bug gets in. */
  readonly bug?: {
    readonly ports?: (ports: Ports) => Ports;
    readonly definition?: (definition: ProcessDefinition) => ProcessDefinition;
  };
  /** Deals and fault cells to leave out, by name: to find out what a failure needs. */
  readonly without?: ReadonlySet<string>;
  readonly trace?: boolean;
};

export type FinishedWorld = {
  readonly seed: number;
  readonly setting: Setting;
  readonly plan: WorldPlan;
  readonly backends: Backends;
  readonly faults: FaultPlan;
  readonly alarms: readonly Alarm[];
  /** What went wrong with the world itself; `null` when it came to its end. */
  readonly breakdown: string | null;
  readonly definition: ProcessDefinition;
  /** When each event was appended, on the world's clock, in the store's order. */
  readonly appendedAtMs: readonly number[];
  readonly clocks: readonly ClockReading[];
  /** What processes told whoever runs them: it stands in their logs. */
  readonly told: readonly string[];
  readonly trace: readonly string[];
  readonly turns: number;
};

const maxTurns = 2_000_000;
const maxFaults = 150;

const bindings: readonly TopicBinding[] = ['acme', 'globex'].flatMap((tenant) =>
  [
    ['crm', 'quote'],
    ['cpq', 'quote'],
    ['bank', 'payment-notice'],
  ].map(([source = '', object = '']) => ({
    topic: intakeTopic(tenant, source, object),
    tenant: tenant as Tenant,
    source,
    object,
  })),
);

/** Moves the world from one instant of interest to the next until its end. */
const runToEnd = async (clock: VirtualClock, turns: ReturnType<typeof createTurns>, endMs: number): Promise<void> => {
  for (;;) {
    await turns.drain();
    const nextMs = clock.nextWakeMs();
    if (nextMs === null || nextMs > endMs) break;
    clock.advanceTo(nextMs);
  }
  clock.advanceTo(endMs);
};

export const runWorld = async (options: WorldOptions): Promise<FinishedWorld> => {
  const { seed, bug = {}, without = new Set() } = options;
  const random = createRandom(`world/${seed}`);
  const setting = drawSetting(random.fork('setting'));
  const clustered = setting.shape === 'clustered';
  const drawn = worldPlan(random.fork('plan'), { overTopics: clustered, faulty: setting.temper !== 'calm' });
  const plan = { ...drawn, deals: drawn.deals.filter(({ name }) => !without.has(name)) };

  const turns = createTurns(random.fork('turns'), setting.overtaking, maxTurns);
  const clock = createVirtualClock({ startMs: plan.startMs, turn: turns.turn });
  const lines: string[] = [];
  const trace = (what: string): void => {
    if (options.trace === true) lines.push(`${new Date(clock.now()).toISOString()} ${what}`);
  };

  const backends = createBackends(clock, random.fork('backends'), setting, plan.deals);
  const faults = createFaultPlan({
    random: random.fork('faults'),
    temper: setting.temper,
    breaksPromise: setting.breaksPromise,
    isCalm: () => clock.now() >= plan.calmFromMs,
    without,
    maxFaults,
    onFault: (cell) => trace(`FAULT ${cell}`),
  });
  if (options.trace === true)
    backends.events.watch((events) => {
      for (const { stream, revision, type, data } of events)
        trace(`${stream}@${revision} ${type} ${data.slice(0, 160)}`);
    });

  const appendedAtMs: number[] = [];
  backends.events.watch((events) => {
    for (const _ of events) appendedAtMs.push(clock.now());
  });

  const alarms: Alarm[] = [];
  const told: string[] = [];
  const alter = bug.ports ?? ((ports) => ports);
  const alterDefinition = bug.definition ?? ((definition) => definition);
  const hosts = createHosts({
    count: clustered ? 2 : 1,
    clock,
    random: random.fork('hosts'),
    faults,
    failingMs: plan.calmFromMs - plan.startMs,
    startProcess: (host, run) =>
      startProcess({
        name: `${'AB'[host] ?? ''}${run}`,
        backends,
        clock,
        turns,
        random: random.fork('process'),
        faults,
        setting,
        clockOffsetMs: setting.clockOffsetsMs[host] ?? 0,
        intakeTopics: clustered ? bindings : [],
        definition: alterDefinition(processOf(setting, clock.now() - plan.startMs)),
        alter,
        onFault: (process, where, error) => {
          told.push(`${where}: ${inspect(error)}`);
          trace(`${process} ${where}: ${codeOf(error) ?? ''} ${messageOf(error)}`);
          const alarm = alarmOf(process, where, error);
          if (alarm !== undefined) alarms.push(alarm);
        },
      }),
    backUpRows: () => {
      const backup = copyMemoryRows(backends.rows);
      return () => restoreMemoryRows(backends.rows, backup);
    },
    loseRows: () => restoreMemoryRows(backends.rows, createMemoryRows()),
    onBadStop: (process, message) => void alarms.push({ process, where: 'stop', message }),
    onAllDead: () => {
      if (!clustered) backends.loseBroker();
    },
    trace,
  });
  const observer = createObserver(backends.events);
  const surroundings = { plan, backends, clock, hosts, observer, trace };
  startPeople({ ...surroundings, random: random.fork('people'), latestEffectMs: setting.latestEffectMs });
  startSources({ ...surroundings, random: random.fork('sources') });
  hosts.start();

  let breakdown: string | null = null;
  await runToEnd(clock, turns, plan.endMs).catch((error: unknown) => {
    breakdown = messageOf(error);
  });
  const finished: FinishedWorld = {
    seed,
    setting,
    plan,
    backends,
    faults,
    alarms,
    breakdown,
    definition: quoteToCashProcess(),
    appendedAtMs,
    clocks: hosts.clocks,
    told,
    trace: lines,
    turns: turns.count(),
  };
  for (const { life } of hosts.running()) life.crash();
  return finished;
};
