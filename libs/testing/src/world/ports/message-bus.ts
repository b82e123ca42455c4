import { createMemoryBus, type Broker } from '@q2c/adapter-memory';
import { Fault } from '@q2c/kernel';
import type { Consumer, ConsumeOptions, MessageBus, OutgoingMessage, ReceivedMessage } from '@q2c/ports';
import { never } from '../life.ts';
import { delayMs, faultyCall, pause, type Surroundings } from './faulty-call.ts';

type Handler = (messages: readonly ReceivedMessage[]) => Promise<void>;

/** Another order that keeps the order of each key; `undefined` when there is none. */
const reordered = <M extends OutgoingMessage>(messages: readonly M[]): M[] | undefined => {
  const first = messages[0];
  const others = messages.filter((message) => message.topic !== first?.topic || message.key !== first.key);
  if (first === undefined || others.length === 0) return undefined;
  return [...others, ...messages.filter((message) => !others.includes(message))];
};

const codes = { unavailable: 'bus-unavailable', unknown: 'publish-outcome-unknown' } as const;

/** A process's connections to the world's broker. `published` sees every message that reaches it. */
export const faultyBus = (
  around: Surroundings,
  broker: Broker,
  published: (messages: readonly OutgoingMessage[]) => void,
): MessageBus => {
  const { life, faults, clock, random } = around;
  const control = createMemoryBus({ broker });

  const publish = async (messages: readonly OutgoingMessage[]): Promise<void> => {
    const other = reordered(messages);
    const reorder = faults.choose('publish', (kind) => kind === 'reorder' && other !== undefined) !== undefined;
    const sent = reorder && other !== undefined ? other : messages;
    await faultyCall(around, {
      ...codes,
      boundary: 'publish',
      possible: (kind) => kind !== 'reorder',
      perform: async () => {
        await control.publish(sent);
        published(sent);
      },
      performLate: () => {
        broker.publish(sent);
        published(sent);
      },
    });
  };

  const consume = async (options: ConsumeOptions, handler: Handler): Promise<Consumer> => {
    let connection = createMemoryBus({ broker });
    let stopped = false;

    const deliver: Handler = async (messages) => {
      if (!life.alive()) return never();
      const other = reordered(messages);
      switch (faults.choose('deliver', (kind) => kind !== 'reorder' || other !== undefined)) {
        case 'crash-before':
          life.crash();
          return never();
        case 'fault-before':
          throw new Fault('connection-lost', 'simulated before delivery', { retriable: true });
        case 'lost-answer':
          await life.guard(handler(messages));
          throw new Fault('connection-lost', 'simulated after delivery', { retriable: true });
        case 'crash-after':
          await life.guard(handler(messages));
          life.crash();
          return never();
        case 'delay':
          await life.guard(pause(clock, delayMs(random)));
          break;
        case 'duplicate':
          await life.guard(handler(messages));
          return life.guard(handler(messages.slice(random.int(0, messages.length - 1))));
        case 'reorder':
          return life.guard(handler(other ?? messages));
        case 'two-owners':
          rejoin();
          break;
        default:
          break;
      }
      await life.guard(handler(messages));
    };

    /** The broker takes the member for dead; it works on while its partitions go to whoever joins, maybe itself. */
    const rejoin = (): void => {
      connection.abandon();
      if (stopped) return;
      connection = createMemoryBus({ broker });
      void connection.consume(options, deliver);
    };

    life.onCrash(() => connection.abandon());
    await connection.consume(options, deliver);
    return {
      stop: () => {
        stopped = true;
        return life.guard(connection.close());
      },
    };
  };

  return {
    publish,
    // The dead join no group: nobody would take their partitions from them.
    consume: (options, handler) => (life.alive() ? life.guard(consume(options, handler)) : never()),
    mark: (topic) => faultyCall(around, { ...codes, boundary: 'query', perform: () => control.mark(topic) }),
    passed: (topic, group, mark) =>
      faultyCall(around, { ...codes, boundary: 'query', perform: () => control.passed(topic, group, mark) }),
  };
};
