import type { Refusal } from '@q2c/domain-events';
import type { Language } from '@q2c/domain-events/codec';
import { ok, refuse, streamOfCommand, type CommandId, type Result, type StreamName } from '@q2c/kernel';
import type { OutgoingMessage, ReceivedMessage, RecordedEvent } from '@q2c/ports';
import type { EventDecoder } from './events.ts';
import { readMetadata } from './metadata.ts';
import { commandTopic, header } from './topics.ts';

/** The parts of `CommandRequested` that travel; the payload is the command's own record. */
export type RequestedCommand = {
  readonly commandId: CommandId;
  readonly command: string;
  readonly system: string;
  readonly lane: string;
  readonly priority: string;
  readonly accountingDate: string | null;
  readonly payload: { readonly record: string; readonly version: number; readonly value: object };
};

/** A command as it arrives at a connector. */
export type DeliveredCommand = {
  readonly commandId: CommandId;
  readonly command: string;
  readonly stream: StreamName;
  readonly lane: string;
  readonly accountingDate: string | null;
  readonly round: number;
  /** Published again, not for the first time. */
  readonly redelivered: boolean;
  /** When it was requested, ms since epoch. */
  readonly requestedAtMs: number;
  readonly correlationId: string;
  readonly payload: Readonly<Record<string, unknown>>;
};

export const commandMessage = (language: Language, decode: EventDecoder, event: RecordedEvent): OutgoingMessage => {
  const command = decode(event).data as RequestedCommand;
  const metadata = readMetadata(event.metadata);
  return {
    topic: commandTopic(command.system),
    key: command.lane,
    value: language.wire.encode(command.payload.record, command.payload.value),
    headers: {
      [header.id]: command.commandId,
      [header.source]: event.stream,
      [header.type]: command.command,
      [header.time]: metadata.recordTime,
      [header.specVersion]: '1.0',
      [header.correlationId]: metadata.$correlationId,
      [header.causationId]: event.id,
      [header.traceparent]: metadata.traceparent,
      [header.lane]: command.lane,
      [header.accountingDate]: command.accountingDate ?? '',
      [header.priority]: command.priority,
      [header.round]: String(event.revision),
    },
  };
};

/** Published again: it may have been sent before, so its claim is asked also where the operation is native. */
export const redelivered = (message: OutgoingMessage): OutgoingMessage => ({
  ...message,
  headers: { ...message.headers, [header.redelivered]: 'yes' },
});

export const readCommand = (language: Language, message: ReceivedMessage): Result<DeliveredCommand, Refusal> => {
  const decoded = language.wire.decode(message.value);
  if (!decoded.ok) return decoded;
  const of = (name: string): string => message.headers[name] ?? '';
  const commandId = of(header.id);
  if (commandId === '') return refuse({ code: 'command-id-missing', detail: `no header ${header.id}` });
  return ok({
    commandId: commandId as CommandId,
    command: decoded.value.record,
    stream: streamOfCommand(commandId as CommandId),
    lane: of(header.lane),
    accountingDate: of(header.accountingDate) === '' ? null : of(header.accountingDate),
    round: Number.parseInt(of(header.round), 10),
    redelivered: of(header.redelivered) !== '',
    requestedAtMs: Date.parse(of(header.time)),
    correlationId: of(header.correlationId),
    payload: decoded.value.value,
  });
};
