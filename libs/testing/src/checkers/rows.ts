import type { StreamName } from '@q2c/kernel';
import type { TransactionEnding } from '../oracle/index.ts';
import { streamOfObject } from '../world/sources.ts';
import { endingsAsSeen } from './endings.ts';
import { textOf, type Checker, type Evidence, type Fields, type SeenEvent } from './evidence.ts';

/**
 * What stands in the rows of indexes and views, computed a second time: the indexes from the events by plain loops, the
 * view from the oracle. A reader that is wrong agrees with itself when it is built anew, and not with this.
 */
const rowsOf = ({ world }: Evidence, collection: string): ReadonlyMap<string, string> =>
  world.backends.rows.collections.get(collection)?.values ?? new Map<string, string>();

const parts = (...all: readonly string[]): string => all.join('\u0001');

const compare = (collection: string, expected: ReadonlyMap<string, string>, live: ReadonlyMap<string, string>) =>
  [...new Set([...expected.keys(), ...live.keys()])]
    .filter((key) => expected.get(key) !== live.get(key))
    .map((key) => `${collection}[${key}] is ${live.get(key) ?? 'missing'}, expected ${expected.get(key) ?? 'nothing'}`);

/** By command id: the latest request without an answer. */
const openIn = (events: readonly SeenEvent[]): ReadonlyMap<string, string> => {
  const open = new Map<string, string>();
  events.forEach(({ type, data, stream, revision }, n) => {
    const commandId = textOf(data, 'commandId');
    if (type === 'CommandRequested')
      open.set(commandId, parts(textOf(data, 'system'), textOf(data, 'lane'), stream, `${revision}`, `${n + 1}`));
    if (type === 'CommandSettled' || type === 'CommandParked') open.delete(commandId);
  });
  return open;
};

const openRow = (value: string): string => {
  const { system, lane, stream, revision, position } = JSON.parse(value) as Fields;
  return parts(...[system, lane, stream, revision, Number(position)].map(String));
};

/** Rows without a value that one type of event puts there and another takes away. */
const standing = (
  events: readonly SeenEvent[],
  comes: string,
  goes: string,
  keyOf: (event: SeenEvent) => string,
): ReadonlyMap<string, string> => {
  const keys = new Map<string, string>();
  for (const event of events) {
    if (event.type === comes) keys.set(keyOf(event), '');
    if (event.type === goes) keys.delete(keyOf(event));
  }
  return keys;
};

const dueKey = ({ stream, data }: SeenEvent): string => parts(textOf(data, 'at'), stream, textOf(data, 'name'));
const waitKey = (data: Fields): string => parts(textOf(data, 'kind'), encodeURIComponent(textOf(data, 'key')));
const waitingKey = ({ stream, data }: SeenEvent): string => parts(waitKey(data), stream);

/** A payment is announced to those who wait by the quote's number and by the invoice's. */
const announcedIn = (events: readonly SeenEvent[]): ReadonlySet<string> => {
  const announced = new Set<string>();
  for (const { type, stream, data } of events) {
    if (type !== 'PaymentReceived') continue;
    const key = `${stream.slice('payment-'.length, stream.indexOf('.'))}/${textOf(data, 'reference')}`;
    for (const kind of ['payment', 'payment-by-invoice']) announced.add(waitKey({ kind, key }));
  }
  return announced;
};

export const indexesAsEventsSay: Checker = {
  name: 'indexes-as-events-say',
  check: (evidence) => {
    const { events } = evidence;
    const waiting = standing(events, 'WaitingFor', 'WaitEnded', waitingKey);
    const announced = announcedIn(events);
    const wakeup = new Map<string, string>();
    for (const key of waiting.keys()) {
      const wait = key.slice(0, key.lastIndexOf('\u0001'));
      if (announced.has(wait)) wakeup.set(wait, '');
    }
    const open = new Map([...rowsOf(evidence, 'open')].map(([key, value]) => [key, openRow(value)]));
    return [
      ...compare('open', openIn(events), open),
      ...compare('due', standing(events, 'DeadlineSet', 'DeadlineCleared', dueKey), rowsOf(evidence, 'due')),
      ...compare('waiting', waiting, rowsOf(evidence, 'waiting')),
      ...compare('wakeup', wakeup, rowsOf(evidence, 'wakeup')),
    ];
  },
};

const stateOf: Readonly<Record<TransactionEnding['end'], string>> = {
  completed: 'completed',
  cancelled: 'cancelled',
  'waits-for-person': 'waiting-for-person',
  'waits-for-payment': 'running',
};

/** What the view has to show of a transaction that ended so. */
const shownOf = (ending: TransactionEnding): string => {
  const { end, reason, order, invoice, journal, settledBy, overdue } = ending;
  const reached = [
    ...['QuoteAccepted', order === null ? '' : 'OrderBooked', invoice === null ? '' : 'InvoicePosted'],
    ...[settledBy === null ? '' : 'PaymentSettled', journal === null ? '' : 'RevenuePosted'],
  ].filter((milestone) => milestone !== '');
  const late = overdue !== null && settledBy === null ? 'overdue' : 'in time';
  return [stateOf[end], reason ?? '', reached.toSorted().join(' '), late].join(', ');
};

const shownIn = (value: string | undefined): string => {
  if (value === undefined) return 'no row';
  const row = JSON.parse(value) as Fields;
  const codes = (row['exceptions'] as readonly Fields[]).map((open) => textOf(open, 'code'));
  const reached = Object.keys(row['milestones'] as Fields).toSorted();
  const late = row['overdueSince'] === null ? 'in time' : 'overdue';
  return [textOf(row, 'state'), codes.join(' and '), reached.join(' '), late].join(', ');
};

/** Each transaction is listed under its state, and under no other. */
const listProblems = (evidence: Evidence, rows: ReadonlyMap<string, string>): readonly string[] => {
  const expected = new Map(
    [...rows].map(([stream, value]) => [parts(textOf(JSON.parse(value) as Fields, 'state'), stream), '']),
  );
  return compare('transaction-states', expected, rowsOf(evidence, 'transaction-states'));
};

const countProblems = (evidence: Evidence, rows: ReadonlyMap<string, string>): readonly string[] => {
  const counted = new Map<string, number>();
  const count = (name: string): void => void counted.set(name, (counted.get(name) ?? 0) + 1);
  for (const value of rows.values()) {
    const row = JSON.parse(value) as Fields;
    count('accepted');
    count(textOf(row, 'state'));
    for (const milestone of Object.keys(row['milestones'] as Fields)) count(milestone);
  }
  const text = rowsOf(evidence, 'transaction-counts').get('all');
  if (text === undefined) return counted.size === 0 ? [] : ['transactions are not counted'];
  const { accepted, milestones, states } = JSON.parse(text) as Fields;
  const told: readonly (readonly [string, unknown])[] = [
    ['accepted', accepted],
    ...Object.entries(milestones as Fields),
    ...Object.entries(states as Fields),
  ];
  return told
    .filter(([name, number]) => number !== (counted.get(name) ?? 0))
    .map(([name, number]) => `transaction-counts: ${name} is ${String(number)}, expected ${counted.get(name) ?? 0}`);
};

export const viewsAsExpected: Checker = {
  name: 'views-as-expected',
  check: (evidence) => {
    const rows = rowsOf(evidence, 'transactions');
    const problems = evidence.world.plan.deals.flatMap((deal) => {
      const streams = deal.quotes.map(({ tenant, source, variants: [first] }): StreamName =>
        streamOfObject('transaction', tenant, source, first?.content.quoteNumber ?? ''),
      );
      const seen = streams.map((stream) => shownIn(rows.get(stream))).join(' | ');
      const allowed = endingsAsSeen(evidence, deal).map(({ transactions }) => transactions.map(shownOf).join(' | '));
      // A deal that ended as it may not is told of by others.
      return allowed.length === 0 || allowed.includes(seen)
        ? []
        : [`${deal.name} is shown as ${seen}, expected ${[...new Set(allowed)].join(' or ')}`];
    });
    return [...problems, ...listProblems(evidence, rows), ...countProblems(evidence, rows)];
  },
};
