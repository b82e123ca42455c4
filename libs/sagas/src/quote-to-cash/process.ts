import type { Decider, DomainEvent } from '@q2c/domain-events';
import { decideTransaction, evolveTransaction, initialTransaction, type Transaction } from '@q2c/domain';
import { assertInvariant, type StreamName } from '@q2c/kernel';
import { nextV1 } from './next.v1.ts';

/** What follows from a state, per process version. A version's code stays while transactions of that version run. */
export type Next = (t: Transaction, stream: StreamName) => readonly DomainEvent[];
export type ProcessVersions = Readonly<Record<number, Next>>;

export const processVersions: ProcessVersions = { 1: nextV1 };
/** The version that new transactions start under. */
export const currentVersion = 1;

export const quoteToCash = (
  versions: ProcessVersions = processVersions,
  current: number = currentVersion,
): Decider<Transaction, DomainEvent> => ({
  category: 'transaction',
  initial: initialTransaction,
  evolve: evolveTransaction,
  decide: (input, t) => decideTransaction(input, t, current),
  next(t, stream) {
    const next = versions[t.processVersion];
    assertInvariant(
      next !== undefined,
      'process-version-missing',
      `${stream} runs under process version ${t.processVersion}, which this code does not hold`,
    );
    return next(t, stream);
  },
});
