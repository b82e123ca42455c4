import { hash } from 'node:crypto';
import { messageOf } from '@q2c/kernel';
import { checkers, gather, type Evidence, type Finding } from '../checkers/index.ts';
import { endOf } from '../checkers/endings.ts';
import { runWorld, type FinishedWorld, type WorldOptions } from '../world/world.ts';
import { verdictOf } from './verdict.ts';

/** One seed's world, run to its end and examined. Plain data: it travels between threads. */
export type SeedReport = {
  readonly seed: number;
  readonly problems: readonly Finding[];
  /** How often each cell of the table of faults occurred. */
  readonly faults: readonly (readonly [cell: string, count: number])[];
  /** How often transactions ended in which way. */
  readonly ends: readonly (readonly [end: string, count: number])[];
  readonly shape: string;
  readonly temper: string;
  readonly breaksPromise: boolean;
  readonly shownBreaks: number;
  /** SHA-256 over all events in the store's order: the same seed gives the same one. */
  readonly hash: string;
  readonly events: number;
};

const hashOf = ({ backends }: FinishedWorld): string =>
  hash(
    'sha256',
    backends.events
      .events()
      .map(({ stream, revision, id, type, data, metadata }) =>
        JSON.stringify([stream, revision, id, type, data, metadata]),
      )
      .join('\n'),
    'hex',
  );

const endsOf = ({ streams }: Evidence): readonly (readonly [string, number])[] => {
  const ends = new Map<string, number>();
  for (const [stream, events] of streams) {
    if (!stream.startsWith('transaction-')) continue;
    const { end, reason } = endOf(events);
    const name = reason === null ? end : `${end}: ${reason}`;
    ends.set(name, (ends.get(name) ?? 0) + 1);
  }
  return [...ends];
};

export const examine = async (evidence: Evidence): Promise<readonly Finding[]> => {
  const findings: Finding[] = [];
  for (const { name, check } of checkers) {
    // What cannot even be read is a finding of the checker that reads it.
    const checked = (async () => check(evidence))();
    const problems = await checked.catch((error: unknown) => [`unreadable: ${messageOf(error)}`]);
    for (const problem of problems) findings.push({ checker: name, problem });
  }
  return findings;
};

export const simulate = async (options: WorldOptions): Promise<SeedReport> => {
  const world = await runWorld(options);
  const evidence = await gather(world);
  const { problems, shownBreaks } = verdictOf(evidence, await examine(evidence));
  const { shape, temper, breaksPromise } = world.setting;
  return {
    ...{ seed: world.seed, problems, shape, temper, breaksPromise, shownBreaks },
    ...{ faults: [...world.faults.counts], ends: endsOf(evidence) },
    ...{ hash: hashOf(world), events: evidence.events.length },
  };
};
