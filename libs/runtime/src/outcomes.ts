import type { OutcomeInput } from '@q2c/domain-events';
import type { Language } from '@q2c/domain-events/codec';
import { codeOf, isRetriable, messageOf, streamOfCommand } from '@q2c/kernel';
import type { Consumer, MessageBus, OutgoingMessage } from '@q2c/ports';
import type { DeliveredCommand } from './commands.ts';
import { header, outcomeGroup, outcomeTopic } from './topics.ts';
import type { ParkMessage } from './park.ts';
import type { Transact } from './transact.ts';

export type CommandOutcome = Omit<OutcomeInput, 'kind' | 'round'>;

export const outcomeMessage = (
  language: Language,
  system: string,
  command: DeliveredCommand,
  outcome: CommandOutcome,
): OutgoingMessage => ({
  topic: outcomeTopic(system),
  key: command.stream,
  value: language.wire.encode('CommandOutcome', outcome),
  headers: {
    // A command may be answered once a round; the same answer again carries the same id.
    [header.id]: `${outcome.commandId}/outcome/${command.round}`,
    [header.source]: system,
    [header.type]: 'CommandOutcome',
    [header.specVersion]: '1.0',
    [header.subject]: command.stream,
    [header.correlationId]: command.correlationId,
    [header.causationId]: command.commandId,
    [header.round]: String(command.round),
  },
});

/** Takes outcomes in: acknowledged only after their events are durable. */
export const consumeOutcomes = (
  bus: MessageBus,
  language: Language,
  transact: Transact,
  systems: readonly string[],
  park: ParkMessage,
): Promise<Consumer> =>
  bus.consume({ topics: systems.map(outcomeTopic), group: outcomeGroup }, async (messages) => {
    await Promise.all(
      messages.map((message): Promise<unknown> => {
        const decoded = language.wire.decode(message.value);
        if (!decoded.ok) return park(message, decoded.refusal);
        const outcome = decoded.value.value as CommandOutcome;
        const system = message.headers[header.source] ?? '';
        const correlationId = message.headers[header.correlationId];
        const date = outcome.effect?.date;
        const taken = transact(streamOfCommand(outcome.commandId), {
          input: { ...outcome, kind: 'outcome', round: Number.parseInt(message.headers[header.round] ?? '0', 10) },
          cause: message.headers[header.id] ?? outcome.commandId,
          actor: `connector:${system}`,
          source: system,
          ...(date === undefined ? {} : { businessTime: `${date}T00:00:00.000Z` }),
          ...(correlationId === undefined ? {} : { correlationId }),
        });
        // An outcome that cannot be decided must not stand in the way of the ones behind it: a person sees it.
        return taken.catch((error: unknown) => {
          if (isRetriable(error)) throw error;
          return park(message, { code: codeOf(error) ?? 'outcome-undecidable', detail: messageOf(error) });
        });
      }),
    );
  });
