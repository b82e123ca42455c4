import { tenantOf } from '@q2c/kernel';
import { cellName } from '../world/faults.ts';
import { oneOfType, textOf, type Checker, type Evidence, type Fields, type SeenEvent } from './evidence.ts';

/** While the index of who bears which number is built anew it may not know all of them yet. */
const indexLost = ({ world }: Evidence): boolean =>
  ['rows-lost', 'rows-restored'].some((kind) => world.faults.counts.has(cellName('instance', kind)));

/** The numbers that a deal bears, and from which place in the store's order on. */
const bearersOf = (events: readonly SeenEvent[]) =>
  events.flatMap((event, place) => {
    const { type, stream, data } = event;
    const field = { QuoteAccepted: 'quoteNumber', InvoicePosted: 'invoiceNumber' }[type];
    return field === undefined ? [] : [{ place, stream, name: `${tenantOf(stream)}/${textOf(data, field)}` }];
  });

/** What the deal asked the payment with. */
const requestOf = (events: readonly SeenEvent[], allocated: SeenEvent) => {
  const commandId = textOf(allocated.data, 'commandId');
  const place = events.findIndex(
    ({ type, data }) => type === 'CommandRequested' && textOf(data, 'commandId') === commandId,
  );
  const payload = (events[place]?.data['payload'] ?? {}) as { readonly value?: Fields };
  return { place, reference: textOf(payload.value ?? {}, 'reference') };
};

/** No deal has a payment for a number that another one bore as well by then, unless a person chose it. */
export const noPaymentGuessed: Checker = {
  name: 'no-payment-guessed',
  check: (evidence) => {
    const { events, streams } = evidence;
    const bearers = bearersOf(events);
    const problems: string[] = [];
    for (const allocated of events) {
      if (allocated.type !== 'PaymentAllocated') continue;
      const transaction = textOf(allocated.data, 'transaction');
      const { place, reference } = requestOf(events, allocated);
      const told = textOf(oneOfType(streams.get(allocated.stream), 'PaymentReceived')?.data ?? {}, 'reference');
      const asks = `${transaction} asks ${allocated.stream} for ${reference}`;
      if (reference === allocated.stream) {
        const chosen = events.some(
          ({ type, stream, data }, n) =>
            n < place &&
            type === 'ExceptionResolved' &&
            stream === transaction &&
            textOf(data, 'exceptionId') === 'payment',
        );
        if (!chosen) problems.push(`${asks}, and nobody chose it`);
        continue;
      }
      if (reference !== told) problems.push(`${asks}, the payer gave ${told}`);
      const name = `${tenantOf(allocated.stream)}/${reference}`;
      const others = bearers.filter((each) => each.name === name && each.stream !== transaction && each.place < place);
      if (others.length > 0 && !indexLost(evidence))
        problems.push(`${asks}, which ${others.map(({ stream }) => stream).join(' and ')} had as well`);
    }
    return problems;
  },
};

/** Money that nobody has got is listed as such, and no other. */
export const unappliedCashListed: Checker = {
  name: 'unapplied-cash-listed',
  check: ({ world, streams }) => {
    const unapplied = new Set<string>();
    for (const [stream, events] of streams) {
      const isReceived = oneOfType(events, 'PaymentReceived') !== undefined;
      if (isReceived && oneOfType(events, 'PaymentAllocated') === undefined) unapplied.add(stream);
    }
    const keys = world.backends.rows.collections.get('payment-states')?.keys ?? [];
    const listed = new Set(
      keys.filter((key) => key.startsWith('unapplied')).map((key) => key.slice(key.indexOf('payment-'))),
    );
    return [...new Set([...unapplied, ...listed])]
      .filter((stream) => unapplied.has(stream) !== listed.has(stream))
      .map((stream) => `${stream}: the list and the streams disagree`);
  },
};
