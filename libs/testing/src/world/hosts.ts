import type { VirtualClock } from '@q2c/adapter-memory';
import { messageOf } from '@q2c/kernel';
import type { Random } from '../random.ts';
import type { FaultPlan } from './faults.ts';
import { hourMs, minuteMs } from './plan/world-plan.ts';
import type { SimulatedProcess } from './process.ts';

/**
 * The machines of a world: each runs one process after another. A process that died is started again after a while,
 * whatever it died of; now and then one is killed, stopped in good order, or its clock is set, or all are killed and the
 * read store is lost or comes back from a backup.
 */
export type Hosts = {
  /** The processes that run now. */
  running(): readonly SimulatedProcess[];
  /** By how much clocks were ahead, each time a process started or its clock was set. */
  readonly clocks: readonly ClockReading[];
  start(): void;
};

/** From then on some process's clock was so far ahead of the world's; behind, where negative. */
export type ClockReading = { readonly fromMs: number; readonly aheadMs: number };

export type HostsOptions = {
  readonly count: number;
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly faults: FaultPlan;
  /** First start to calm, the time in which hosts may fail by themselves. */
  readonly failingMs: number;
  readonly startProcess: (host: number, run: number) => SimulatedProcess;
  /** What stands in the read store, as a backup would hold it. */
  readonly backUpRows: () => () => void;
  readonly loseRows: () => void;
  /** A stop in good order failed, or was not over in time. */
  readonly onBadStop: (process: string, what: string) => void;
  /** The last process is gone. */
  readonly onAllDead: () => void;
  readonly trace: (what: string) => void;
};

/** A stop waits for calls that run, and for faults that pass: never this long. */
const stopMs = 15 * minuteMs;

/** Backups of the read store that a world makes. */
const backups = 3;

type Host = { readonly index: number; run: number; process: SimulatedProcess | undefined };

export const createHosts = (options: HostsOptions): Hosts => {
  const { clock, random, faults, trace } = options;
  const hosts: Host[] = Array.from({ length: options.count }, (_, index) => ({ index, run: 0, process: undefined }));
  const running = (): SimulatedProcess[] =>
    hosts.flatMap(({ process }) => (process?.life.alive() === true ? [process] : []));

  const ended = (host: Host): void => {
    trace(`${host.process?.life.name ?? ''} is gone`);
    host.process = undefined;
    if (running().length === 0) options.onAllDead();
    const downMs = random.weighted([
      [random.int(100, 5_000), 3],
      [random.int(5_000, 10 * minuteMs), 1],
    ]);
    clock.at(clock.now() + downMs, () => startOn(host));
  };

  const clocks: ClockReading[] = [];
  const readClock = (process: SimulatedProcess): void =>
    void clocks.push({ fromMs: clock.now(), aheadMs: process.clock.now() - clock.now() });

  const killAll = (): void => {
    for (const { life } of running()) life.crash();
  };
  let restoreRows = options.backUpRows();

  const startOn = (host: Host): void => {
    host.run += 1;
    const process = options.startProcess(host.index, host.run);
    host.process = process;
    readClock(process);
    trace(`${process.life.name} starts`);
    process.life.onCrash(() => ended(host));
  };

  /** Backups are made now and then, so that one that comes back is of any age. */
  const backUp = (): void => {
    restoreRows = options.backUpRows();
  };

  const stop = ({ life, stop: end }: SimulatedProcess): void => {
    end().catch((error: unknown) => {
      if (life.alive()) options.onBadStop(life.name, messageOf(error));
    });
    clock.at(clock.now() + stopMs, () => {
      if (life.alive()) options.onBadStop(life.name, `not over after ${stopMs / minuteMs} minutes`);
    });
  };

  const failOnce = (host: Host): void => {
    const { process } = host;
    if (process === undefined || !faults.active()) return;
    switch (faults.choose('instance')) {
      case 'kill':
        process.life.crash();
        break;
      case 'stop':
        stop(process);
        break;
      case 'clock-jump':
        process.clock.jump(
          random.pick([-1, 1]) *
            random.weighted([
              [random.int(1, 60_000), 3],
              [hourMs, 1],
            ]),
        );
        readClock(process);
        break;
      case 'rows-lost':
        killAll();
        options.loseRows();
        break;
      case 'rows-restored':
        killAll();
        restoreRows();
        break;
      default:
        break;
    }
  };

  return {
    running,
    clocks,
    start() {
      for (let n = 0; n < backups; n += 1)
        clock.at(clock.now() + random.int(1, Math.max(1, options.failingMs)), backUp);
      for (const host of hosts) {
        startOn(host);
        for (let n = 0; n < faults.instanceFaults; n += 1)
          clock.at(clock.now() + random.int(1, Math.max(1, options.failingMs)), () => failOnce(host));
      }
    },
  };
};
