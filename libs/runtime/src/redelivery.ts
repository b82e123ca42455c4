import type { Language } from '@q2c/domain-events/codec';
import type { Claims, Clock, EventStore, MessageBus, OutgoingMessage, Position, ReadStore } from '@q2c/ports';
import { createAlarmLoop, type AlarmLoop } from './alarm-loop.ts';
import { commandMessage, redelivered } from './commands.ts';
import { claimPrefix } from './claiming.ts';
import type { EventDecoder } from './events.ts';
import { readOpenCommands, type OpenCommand } from './indexes.ts';
import type { Reader } from './reader.ts';
import { commandTopic, connectorGroup } from './topics.ts';

/**
 * Redelivery: publishes an open command again when its claim came free (a retry, or an owner that vanished) or when
 * the bus lost it. A long queue is no reason: what the group has not passed yet is still on its way.
 */
export type RedeliveryOptions = {
  readonly store: EventStore;
  readonly readStore: ReadStore;
  readonly claims: Claims;
  readonly bus: MessageBus;
  readonly clock: Clock;
  readonly language: Language;
  readonly decode: EventDecoder;
  readonly owner: string;
  readonly systems: readonly string[];
  readonly indexes: Reader;
  readonly relay: Reader;
  /** How often open commands are compared with what the bus has delivered. */
  readonly sweepMs: number;
  readonly onFault: (where: string, error: unknown) => void;
};

const pageSize = 500;
/** A free claim that nobody takes, as while a breaker is open, hides when the next one comes free: look again soon. */
const recheckMs = 1_000;

export const createRedelivery = (options: RedeliveryOptions): AlarmLoop => {
  const { store, readStore, claims, bus, clock, language, decode, owner, systems, indexes, relay, sweepMs } = options;
  let sweepAtMs = -Infinity;
  /** Where each system's command topic ended at the last sweep; what was published before and is passed is delivered. */
  let marks = new Map<string, { mark: string; published: Position }>();

  const messageOf = async (open: OpenCommand): Promise<OutgoingMessage | undefined> => {
    const read = await store.readStream(open.stream, { from: open.revision, limit: 1 });
    const event = read.kind === 'found' ? read.events[0] : undefined;
    if (event === undefined) return undefined;
    return redelivered(commandMessage(language, decode, event));
  };

  const publish = async (opens: readonly OpenCommand[]): Promise<void> => {
    const messages = (await Promise.all(opens.map(messageOf))).filter((message) => message !== undefined);
    if (messages.length > 0) await bus.publish(messages);
  };

  /** The command of a free claim is not open: it was answered, and only the claim does not know. */
  const close = async (keys: readonly string[]): Promise<void> => {
    const head = await store.head();
    if (head !== null) await indexes.reached(head);
    const opens = await readOpenCommands(
      readStore,
      keys.map((key) => key.slice(claimPrefix.length)),
    );
    const closed = keys.filter((_, n) => opens[n] === undefined);
    if (closed.length === 0) return;
    const answers = await claims.acquire(closed.map((key) => ({ key, owner, leaseMs: 1, quietMs: 0 })));
    const held = closed.flatMap((key, n) => {
      const answer = answers[n];
      return answer?.kind === 'granted'
        ? [{ key, owner, attempt: answer.attempt, freeInMs: 0, fate: 'dormant' as const, note: answer.note }]
        : [];
    });
    if (held.length > 0) await claims.update(held);
  };

  /** Commands published for a free claim, until the claim is taken: not published again at each signal. */
  let offered = new Map<string, number>();

  const offerFree = async (): Promise<void> => {
    const now = clock.now();
    const free = await claims.free(claimPrefix, pageSize);
    const before = offered;
    offered = new Map();
    const fresh = free.filter(({ key, attempt }) => {
      const tag = `${key}#${attempt}`;
      const at = before.get(tag);
      if (at === undefined || at + sweepMs <= now) return true;
      offered.set(tag, at);
      return false;
    });
    if (fresh.length === 0) return;
    const opens = await readOpenCommands(
      readStore,
      fresh.map(({ key }) => key.slice(claimPrefix.length)),
    );
    const closed: string[] = [];
    fresh.forEach(({ key, attempt }, n) => {
      if (opens[n] === undefined) closed.push(key);
      else offered.set(`${key}#${attempt}`, now);
    });
    await publish(opens.filter((open) => open !== undefined));
    if (closed.length > 0) await close(closed);
  };

  /**
   * Open commands that were published before the mark and delivered: the bus lost them, or a claim holds them. Where
   * it is the claim, the connector drops the repetition.
   */
  const republishLost = async (delivered: ReadonlyMap<string, Position>): Promise<void> => {
    let from = '';
    for (;;) {
      const rows = await readStore.range('open', { from, limit: pageSize });
      const lost = rows
        .map(({ value }) => JSON.parse(value) as OpenCommand)
        .filter((open) => open.position <= (delivered.get(open.system) ?? ''));
      await publish(lost);
      const last = rows.at(-1);
      if (last === undefined || rows.length < pageSize) return;
      from = `${last.key}\u0000`;
    }
  };

  const sweep = async (): Promise<void> => {
    const delivered = new Map<string, Position>();
    for (const [system, { mark, published }] of marks)
      if (await bus.passed(commandTopic(system), connectorGroup(system), mark)) delivered.set(system, published);
    if (delivered.size > 0) {
      // Whatever was answered before now must be known as answered.
      const head = await store.head();
      if (head !== null) await indexes.reached(head);
      await republishLost(delivered);
    }
    const published = relay.position() ?? (await readStore.checkpoint('relay'));
    marks = new Map();
    if (published !== null)
      for (const system of systems) marks.set(system, { mark: await bus.mark(commandTopic(system)), published });
  };

  const sweepWhenDue = async (): Promise<void> => {
    if (clock.now() < sweepAtMs) return;
    const first = sweepAtMs === -Infinity;
    await sweep();
    // At the start, what an earlier process published may be lost with it: mark now, compare at once.
    if (first) await sweep();
    sweepAtMs = clock.now() + sweepMs;
  };

  const nextAlarmMs = async (): Promise<number | null> => {
    const freeInMs = await claims.nextFreeInMs(claimPrefix);
    const [open] = await readStore.range('open', { limit: 1 });
    let next = open === undefined ? Infinity : sweepAtMs;
    if (freeInMs !== null) next = Math.min(next, clock.now() + (freeInMs > 0 ? freeInMs : recheckMs));
    for (const at of offered.values()) next = Math.min(next, at + sweepMs);
    return Number.isFinite(next) ? next : null;
  };

  return createAlarmLoop({
    name: 'redelivery',
    clock,
    onFault: options.onFault,
    async work() {
      await offerFree();
      await sweepWhenDue();
      return nextAlarmMs();
    },
  });
};
