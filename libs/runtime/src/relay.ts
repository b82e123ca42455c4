import type { Language } from '@q2c/domain-events/codec';
import type { MessageBus, OutgoingMessage, RecordedEvent } from '@q2c/ports';
import { commandMessage } from './commands.ts';
import type { EventDecoder } from './events.ts';
import { readMetadata } from './metadata.ts';
import type { ReaderDefinition } from './reader.ts';
import { deadLetterTopic, header } from './topics.ts';

/**
 * Relay: the streams are the outbox; the relay only forwards. It publishes before its checkpoint moves, so a crash
 * between the two publishes again, never not at all.
 */
const deadLetterMessage = (language: Language, decode: EventDecoder, event: RecordedEvent): OutgoingMessage => {
  const { parkedId, code, detail, origin, sha256, length } = decode(event).data as Record<string, unknown>;
  const metadata = readMetadata(event.metadata);
  return {
    topic: deadLetterTopic,
    key: event.stream,
    value: language.wire.encode('DeadLetter', { parkedId, code, detail, origin, sha256, length }),
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

export const relayReader = (language: Language, decode: EventDecoder, bus: MessageBus): ReaderDefinition => ({
  name: 'relay',
  collections: [],
  async apply(batch) {
    const messages: OutgoingMessage[] = [];
    for (const event of batch.events) {
      if (event.type === 'CommandRequested') messages.push(commandMessage(language, decode, event));
      else if (event.type === 'InputParked') messages.push(deadLetterMessage(language, decode, event));
    }
    if (messages.length > 0) await bus.publish(messages);
  },
});
