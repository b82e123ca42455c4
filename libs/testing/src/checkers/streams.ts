import { tenantOf } from '@q2c/kernel';
import { commandParts, ofType, textOf, type Checker, type SeenEvent } from './evidence.ts';

export const streamsGapless: Checker = {
  name: 'streams-gapless',
  check: ({ world, streams }) => {
    const problems: string[] = [];
    world.backends.events.events().forEach(({ position }, n) => {
      if (Number(position) !== n + 1) problems.push(`position ${position} stands at ${n + 1}`);
    });
    const ids = new Set<string>();
    for (const { stream, id } of world.backends.events.events()) {
      if (ids.has(`${stream} ${id}`)) problems.push(`${stream} holds event ${id} twice`);
      ids.add(`${stream} ${id}`);
    }
    for (const [stream, events] of streams)
      events.forEach(({ revision, metadata }, n) => {
        if (revision !== n) problems.push(`${stream} has revision ${revision} at ${n}`);
        if (textOf(metadata, 'tenant') !== tenantOf(stream)) problems.push(`${stream}@${n} belongs to another tenant`);
        if (textOf(metadata, '$causationId') === '') problems.push(`${stream}@${n} has no cause`);
      });
    return problems;
  },
};

/** Each of these happens to a stream once, whatever is repeated. */
const onceAStream = [
  ...['QuoteAccepted', 'OrderBooked', 'InvoicePosted', 'PaymentSettled', 'ObligationSatisfied', 'RevenuePosted'],
  ...['TransactionCompleted', 'TransactionCancelled', 'PaymentReceived', 'PaymentAllocated', 'PaymentOverdue'],
];

export const factsOnce: Checker = {
  name: 'facts-once',
  check: ({ streams }) => {
    const problems: string[] = [];
    for (const [stream, events] of streams) {
      for (const type of onceAStream) {
        const count = ofType(events, type).length;
        if (count > 1) problems.push(`${stream} has ${type} ${count} times`);
      }
      const settled = Map.groupBy(ofType(events, 'CommandSettled'), ({ data }) => textOf(data, 'commandId'));
      for (const [commandId, all] of settled)
        if (all.length > 1) problems.push(`${commandId} was settled ${all.length} times`);
    }
    return problems;
  },
};

const pattern = /^[a-z][a-z0-9]*-[a-z][a-z0-9]{1,31}\.[a-z0-9._-]+\/[a-z]+\/[a-z]+\/[1-9]\d*$/;

type Request = { readonly commandId: string; readonly n: number; fate: string };

/** n+1 only after a known refusal; the same again only after a person resumed it. */
const mayFollow = (n: number, before: Request | undefined): boolean => {
  if (before === undefined) return n === 1;
  return before.fate === 'refused' ? n === before.n + 1 : before.fate === 'parked' && n === before.n;
};

/** What the next request says about itself and about the one before it. */
const checkRequest = (stream: string, commandId: string, before: Request | undefined): readonly string[] => {
  const { stream: owner, n } = commandParts(commandId);
  const problems: string[] = [];
  if (!pattern.test(commandId) || commandId.length > 200) problems.push(`${commandId} is no command id`);
  if (owner !== stream) problems.push(`${stream} requests ${commandId}`);
  if (!mayFollow(n, before))
    problems.push(`${commandId} was requested after ${before?.commandId ?? 'nothing'} (${before?.fate ?? ''})`);
  return problems;
};

const checkRequests = (stream: string, events: readonly SeenEvent[]): string[] => {
  const problems: string[] = [];
  /** By step: the latest request and what became of it. */
  const latest = new Map<string, Request>();
  for (const { type, data } of events) {
    const commandId = textOf(data, 'commandId');
    const { step, n } = commandParts(commandId);
    const before = latest.get(step);
    if (type === 'CommandRequested') {
      problems.push(...checkRequest(stream, commandId, before));
      latest.set(step, { commandId, n, fate: 'open' });
    } else if (before?.commandId === commandId) {
      if (type === 'CommandSettled') before.fate = textOf(data, 'outcome');
      if (type === 'CommandParked') before.fate = 'parked';
    }
  }
  return problems;
};

export const commandIdsWellFormed: Checker = {
  name: 'command-ids-well-formed',
  check: ({ streams }) => [...streams].flatMap(([stream, events]) => checkRequests(stream, events)),
};

/** Nothing asked for is left without an answer that was recorded. */
export const everyRequestAnswered: Checker = {
  name: 'every-request-answered',
  check: ({ events }) => {
    const open = new Set<string>();
    for (const { type, data } of events) {
      if (type === 'CommandRequested') open.add(textOf(data, 'commandId'));
      if (type === 'CommandSettled' || type === 'CommandParked') open.delete(textOf(data, 'commandId'));
    }
    return [...open].map((commandId) => `${commandId} has no answer`);
  },
};
