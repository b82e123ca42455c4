import type { Language } from '@q2c/domain-events/codec';
import type { EventStore, MessageBus, OutgoingMessage, Position, ReadStore, RecordedEvent } from '@q2c/ports';
import { commandMessage, redelivered, type RequestedCommand } from './commands.ts';
import type { EventDecoder } from './events.ts';
import { readOpenCommands } from './indexes.ts';
import { readMetadata } from './metadata.ts';
import type { Reader, ReaderDefinition } from './reader.ts';
import { deadLetterTopic, header } from './topics.ts';

/**
 * Relay: the streams are the outbox; the relay only forwards. It publishes before its checkpoint moves, so a crash
 * between the two publishes again, never not at all. What it may have published before goes out once more only as long
 * as it is open, so that losing the checkpoint with the rest of the read store sends nothing that has been answered.
 */
const deadLetterMessage = (language: Language, decode: EventDecoder, event: RecordedEvent): OutgoingMessage => {
  const { parkedId, code, detail, origin, fingerprint, length } = decode(event).data as Record<string, unknown>;
  const metadata = readMetadata(event.metadata);
  return {
    topic: deadLetterTopic,
    key: event.stream,
    value: language.wire.encode('DeadLetter', { parkedId, code, detail, origin, fingerprint, length }),
    headers: {
      [header.id]: event.id,
      [header.source]: event.stream,
      [header.type]: 'DeadLetter',
      [header.time]: metadata.recordTime,
      [header.specVersion]: '1.0',
      [header.traceparent]: metadata.traceparent,
    },
  };
};

export type RelayOptions = {
  readonly store: EventStore;
  readonly readStore: ReadStore;
  readonly language: Language;
  readonly decode: EventDecoder;
  readonly bus: MessageBus;
  readonly indexes: Pick<Reader, 'reached'>;
};

export const relayReader = (options: RelayOptions): ReaderDefinition => {
  const { store, readStore, language, decode, bus, indexes } = options;
  /** What stood in the store when this instance began: some of it may have been published, answered and settled. */
  let backlog: Position | null = null;

  /**
   * Of the backlog only what is still open goes out, marked as published again. However far back the checkpoint lies,
   * and where there is none since the rows were lost, no command that was answered or given to a person is sent anew.
   */
  const stillOpen = async (events: readonly RecordedEvent[], through: Position): Promise<OutgoingMessage[]> => {
    if (events.length === 0) return [];
    await indexes.reached(through);
    const ids = events.map((event) => (decode(event).data as RequestedCommand).commandId);
    const open = await readOpenCommands(readStore, ids);
    return events
      .filter(({ revision }, n) => open[n]?.revision === revision)
      .map((event) => redelivered(commandMessage(language, decode, event)));
  };

  return {
    name: 'relay',
    collections: [],
    async starting() {
      backlog = await store.head();
    },
    async apply({ events }) {
      const old: RecordedEvent[] = [];
      const messages: OutgoingMessage[] = [];
      for (const event of events) {
        if (event.type === 'InputParked') messages.push(deadLetterMessage(language, decode, event));
        else if (event.type !== 'CommandRequested') continue;
        else if (backlog !== null && event.position <= backlog) old.push(event);
        else messages.push(commandMessage(language, decode, event));
      }
      if (backlog !== null) messages.push(...(await stillOpen(old, backlog)));
      if (messages.length > 0) await bus.publish(messages);
    },
  };
};
