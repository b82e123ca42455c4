import type { RowWrite } from '@q2c/ports';
import type { PlantedBug } from './planted-bug.ts';

/** Bugs of readers: rows that say what no event says. */
const written =
  (alter: (write: RowWrite) => readonly RowWrite[]): NonNullable<PlantedBug['bug']['ports']> =>
  (ports) => ({
    ...ports,
    readStore: {
      ...ports.readStore,
      commit: (given) => ports.readStore.commit({ ...given, writes: given.writes.flatMap(alter) }),
    },
  });

const without = (isLost: (write: RowWrite) => boolean) => written((write) => (isLost(write) ? [] : [write]));

export const rowBugs: readonly PlantedBug[] = [
  {
    name: 'a deadline that was dealt with left in the index',
    caughtBy: 'indexes-as-events-say',
    bug: { ports: without(({ collection, value }) => collection === 'due' && value === null) },
  },
  {
    name: 'a wait that ended left in the index',
    caughtBy: 'indexes-as-events-say',
    bug: { ports: without(({ collection, value }) => collection === 'waiting' && value === null) },
  },
  {
    name: 'a completed transaction shown as running',
    caughtBy: 'views-as-expected',
    bug: {
      ports: written((write) => [
        write.collection === 'transactions' && write.value !== null
          ? { ...write, value: write.value.replace('"state":"completed"', '"state":"running"') }
          : write,
      ]),
    },
  },
  {
    name: 'a milestone that is shown as reached by nobody',
    caughtBy: 'views-as-expected',
    bug: {
      ports: written((write) => [
        write.collection === 'transactions' && write.value !== null
          ? { ...write, value: write.value.replace(/,"RevenuePosted":"[^"]*"/, '') }
          : write,
      ]),
    },
  },
  {
    name: 'a transaction listed under every state it had',
    caughtBy: 'views-as-expected',
    bug: { ports: without(({ collection, value }) => collection === 'transaction-states' && value === null) },
  },
  {
    name: 'a payment listed as unapplied after a deal has got it',
    caughtBy: 'unapplied-cash-listed',
    bug: { ports: without(({ collection, value }) => collection === 'payment-states' && value === null) },
  },
];
