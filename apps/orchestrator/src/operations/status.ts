import { readPaymentCounts, readTransactionCounts } from '@q2c/views';
import type { Embedded } from '../embedded/open.ts';
import type { StatusAnswer } from './answers.ts';

/** Nobody reads a longer list to the end; beyond this, "so many or more" is the answer. */
const countedUpTo = 1_000;

export const readStatus = async (embedded: Embedded): Promise<StatusAnswer> => {
  const { configuration, clock, store, readStore, health } = embedded;
  // Asked first: what follows goes through counted ports itself.
  const inFlight = embedded.inFlight();
  const quietBefore = await embedded.isQuiet();
  const head = await store.head();
  const [counts, payments, open, parked, nextWorkMs] = await Promise.all([
    readStore.get('transaction-counts', ['all']),
    readStore.get('payment-counts', ['all']),
    readStore.range('open', { limit: countedUpTo }),
    readStore.range('parked', { limit: countedUpTo }),
    embedded.nextWorkMs(),
  ]);
  // Quiet is for all of the answer: it was so before and after, and nothing was appended in between.
  const quiet = quietBefore && (await store.head()) === head && (await embedded.isQuiet());
  const { accepted, milestones, states } = readTransactionCounts(counts[0]);
  return {
    clock: { kind: configuration.clock, now: new Date(clock.now()).toISOString() },
    quiet,
    inFlight,
    nextWorkMs,
    openCommands: open.length,
    parked: parked.length,
    countedUpTo,
    accepted,
    milestones,
    states,
    payments: readPaymentCounts(payments[0]),
    stopped: health.stopped(),
    troubles: health.troubles(),
  };
};
