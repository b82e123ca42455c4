import { allocationEffect, type AllocationRequest } from '@q2c/domain';
import { tenantOf, type StreamName } from '@q2c/kernel';
import type { Counterpart, CounterpartCommand, ReadStore } from '@q2c/ports';
import { createStreamCounterpart, readAnnouncers, waitText, type Transact } from '@q2c/runtime';
import { dealsBearing, paymentsSystem } from '@q2c/sagas';

/**
 * Payments, asked as counterparts are. With each request goes which other deals bear the number that the payer gave, as
 * the index of announcements tells: a deal that was accepted before this one was found by its payment stands there, since
 * the index had come that far when it found it. Only while that index is built anew may some be missing; whoever asks
 * second is then refused, as a deal that came later is.
 */
export const paymentsCounterpart = (transact: Transact, readStore: Pick<ReadStore, 'get'>): Counterpart => {
  const payments = createStreamCounterpart(paymentsSystem, ['AllocatePayment'], transact, allocationEffect);

  const withNamesakes = async (commands: readonly CounterpartCommand[]): Promise<readonly CounterpartCommand[]> => {
    const requests = commands.map(({ payload }) => payload as AllocationRequest);
    const rows = await readStore.get(
      'waitkey',
      requests.map(({ transaction, reference }) =>
        waitText(dealsBearing(tenantOf(transaction as StreamName), reference)),
      ),
    );
    return commands.map((command, n) => {
      const bearers = rows[n] === undefined ? [] : readAnnouncers(rows[n]);
      const namesakes = bearers.filter((stream) => stream !== requests[n]?.transaction);
      return { ...command, payload: { ...command.payload, namesakes } };
    });
  };

  return { ...payments, execute: async (commands) => payments.execute(await withNamesakes(commands)) };
};
