import type { DomainEvent } from '@q2c/domain-events';
import type { StreamName } from '@q2c/kernel';
import {
  paymentStateKey,
  readPaymentRow,
  streamOfPaymentStateKey,
  type PaymentRow,
  type PaymentState,
} from '@q2c/views';
import type { Embedded } from '../embedded/open.ts';
import type { Page, PaymentItem } from './answers.ts';
import { idOf, paymentStream } from './ids.ts';
import { pageOf, type PageOptions } from './pages.ts';

/** Payments, as far as the view has come; a first page has seen everything that was durable when it was asked for. */
export type ListPaymentsOptions = PageOptions & { readonly state?: PaymentState | undefined };

/** In their places. */
const rowsOf = async (
  { readStore }: Embedded,
  streams: readonly StreamName[],
): Promise<readonly (PaymentRow | undefined)[]> =>
  (await readStore.get('payments', streams)).map((value) => (value === undefined ? value : readPaymentRow(value)));

/** Streams of one page: of one state in the order in which they were received, otherwise in their own. */
const streamsOf = async (
  embedded: Embedded,
  { state, after, limit }: ListPaymentsOptions,
): Promise<readonly StreamName[]> => {
  const { readStore, configuration } = embedded;
  const start = after === undefined ? undefined : paymentStream(configuration.tenant, after);
  const beyond = (key: string): string => `${key}\u0000`;
  if (state === undefined) {
    const rows = await readStore.range('payments', { ...(start === undefined ? {} : { from: beyond(start) }), limit });
    return rows.map(({ key }) => key as StreamName);
  }
  const [last] = start === undefined ? [] : await rowsOf(embedded, [start]);
  const from =
    start === undefined || last === undefined
      ? `${state}\u0001`
      : beyond(paymentStateKey(state, last.receivedAt, start));
  const rows = await readStore.range('payment-states', { from, to: `${state}\u0002`, limit });
  return rows.map(({ key }) => streamOfPaymentStateKey(key));
};

/** The reference is read where it stands: in the payment's first event. */
const referenceOf = async ({ store, orchestrator }: Embedded, stream: StreamName): Promise<string> => {
  const read = await store.readStream(stream, { limit: 1 });
  const [first] = read.kind === 'found' ? read.events : [];
  const event = first === undefined ? undefined : (orchestrator.decode(first) as DomainEvent);
  return event?.type === 'PaymentReceived' ? event.data.reference : '';
};

export const listPayments = async (embedded: Embedded, options: ListPaymentsOptions): Promise<Page<PaymentItem>> => {
  const { state, after, limit } = options;
  if (after === undefined) await embedded.caughtUp('payments');
  const streams = await streamsOf(embedded, { ...options, limit: limit + 1 });
  const rows = await rowsOf(embedded, streams);
  const items = await Promise.all(
    streams.map(async (stream, n): Promise<PaymentItem[]> => {
      const row = rows[n];
      if (row === undefined) return [];
      const { foundFor, appliedTo, ...facts } = row;
      return [
        {
          ...{ id: idOf(stream), stream, reference: await referenceOf(embedded, stream), ...facts },
          ...{ foundFor: foundFor.map(idOf), appliedTo: appliedTo === null ? null : idOf(appliedTo) },
        },
      ];
    }),
  );
  return pageOf(items.flat(), limit, ({ id }) => ({ path: '/v1/payments', query: { state, limit, after: id } }));
};
