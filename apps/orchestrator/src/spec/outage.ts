import type { CommandId } from '@q2c/kernel';
import { objectStream } from '@q2c/runtime';
import type { Running } from './running.ts';

/**
 * Says what the connector says when the last attempt at the order of this quote has failed. The order must be open, as
 * it is where `Q2C_ERP_FAULTS` makes the first calls fail and the clock stands still.
 */
export const giveUpOrder = async ({ embedded }: Running, quoteNumber: string): Promise<void> => {
  const { configuration, orchestrator, store, untilQuiet } = embedded;
  await untilQuiet();
  const stream = objectStream('transaction', configuration.tenant, configuration.sources.quote, quoteNumber);
  const read = await store.readStream(stream);
  const requested = read.kind === 'found' ? read.events.findLast(({ type }) => type === 'CommandRequested') : undefined;
  if (requested === undefined) throw new RangeError(`${quoteNumber} requests nothing`);
  const { commandId } = JSON.parse(requested.data) as { readonly commandId: CommandId };
  const { now } = embedded.clock;
  await orchestrator.transact(stream, {
    input: {
      ...{ kind: 'outcome', commandId, outcome: 'exhausted', code: 'unavailable', detail: 'no answer', effect: null },
      attempts: [{ attempt: 90, at: new Date(now()).toISOString(), durationMs: 1, result: 'unavailable' }],
      round: requested.revision,
    },
    ...{ cause: `${commandId}/outcome/${requested.revision}`, actor: 'connector:erp', source: 'erp' },
  });
};
