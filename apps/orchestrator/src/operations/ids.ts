import { streamName, type StreamName, type Tenant } from '@q2c/kernel';

/** Outside, a transaction is known by the part of its stream's name that says which it is. */
export const idOf = (stream: StreamName): string => stream.slice(stream.indexOf('.') + 1);
export const transactionHref = (id: string): string => `/v1/transactions/${id}`;

const streamOf =
  (category: string) =>
  (tenant: Tenant, id: string): StreamName | undefined =>
    /^[a-z2-7]{26}$/.test(id) ? streamName(category, tenant, id) : undefined;

/** `undefined` for a text that cannot be an id, so that it is not found rather than a fault. */
export const transactionStream = streamOf('transaction');
export const paymentStream = streamOf('payment');
