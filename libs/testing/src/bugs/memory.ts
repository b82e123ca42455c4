import type { ReadStore, RowWrite } from '@q2c/ports';
import { minuteMs } from '../world/plan/world-plan.ts';
import type { AlterPorts, PlantedBug } from './planted-bug.ts';

/** Bugs in what is derived from events and kept beside them. */
const readStore =
  (alter: (readStore: ReadStore) => Partial<ReadStore>): AlterPorts =>
  (ports) => ({ ...ports, readStore: { ...ports.readStore, ...alter(ports.readStore) } });

const instantLength = '2026-01-05T08:00:00.000Z'.length;

const rangeWithout = (collection: string): AlterPorts =>
  readStore(({ range }) => ({
    range: (asked, options) => (asked === collection ? Promise.resolve([]) : range(asked, options)),
  }));

/** Keys of what is due begin with the instant. */
const tenMinutesOn = (to: string | undefined): { readonly to?: string } =>
  to === undefined
    ? {}
    : { to: new Date(Date.parse(to.slice(0, instantLength)) + 10 * minuteMs).toISOString() + to.slice(instantLength) };

const commitWithout = (isLost: (write: RowWrite) => boolean): AlterPorts =>
  readStore(({ commit }) => ({
    commit: (given) => commit({ ...given, writes: given.writes.filter((write) => !isLost(write)) }),
  }));

export const memoryBugs: readonly PlantedBug[] = [
  { name: 'a deadline lost', caughtBy: 'deadlines-kept', bug: { ports: rangeWithout('due') } },
  {
    name: 'a deadline answered early',
    caughtBy: 'deadlines-kept',
    bug: {
      // Whoever looks for what is due sees the next ten minutes too.
      ports: readStore(({ range }) => ({
        range: (collection, options) =>
          range(collection, collection === 'due' ? { ...options, ...tenMinutesOn(options.to) } : options),
      })),
    },
  },
  { name: 'a wake-up lost', caughtBy: 'waits-woken', bug: { ports: rangeWithout('wakeup') } },
  {
    name: 'the checkpoint before the state',
    caughtBy: 'indexes-rebuild-equal',
    bug: {
      ports: readStore(({ commit }) => ({
        async commit(given) {
          const answer = await commit({ ...given, writes: [] });
          return answer === 'fenced' ? answer : commit({ ...given, from: given.to });
        },
      })),
    },
  },
  {
    name: 'a reader that is not fenced',
    caughtBy: 'views-rebuild-equal',
    bug: {
      ports: readStore(({ commit, checkpoint }) => ({
        commit: async (given) => commit({ ...given, from: await checkpoint(given.reader) }),
      })),
    },
  },
  {
    name: 'an answered command left in the index',
    caughtBy: 'indexes-rebuild-equal',
    bug: { ports: commitWithout(({ collection, value }) => collection === 'open' && value === null) },
  },
  {
    name: 'a leaf missing from the audit',
    caughtBy: 'audit-complete',
    bug: { ports: commitWithout(({ collection, key }) => collection === 'audit' && key === 'size') },
  },
];
