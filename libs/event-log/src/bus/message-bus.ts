import { Fault } from '@q2c/kernel';
import type { Clock, Ids, MessageBus } from '@q2c/ports';
import { createBroker, type Broker, type BrokerOptions, type Member } from './broker.ts';

/**
 * The in-process message bus: one process's connection to a broker. The embedded shape runs on it, and simulated
 * processes share one broker.
 */
export type InProcessBus = MessageBus & {
  /** Stops all consumers; resolves when their handlers have returned. */
  close(): Promise<void>;
  /** As if this process had died: its consumers are gone at once, what they had not acknowledged comes again elsewhere. */
  abandon(): void;
};

export type InProcessBusOptions =
  { readonly broker: Broker } | (BrokerOptions & { readonly clock: Clock; readonly ids: Ids });

export const createInProcessBus = (options: InProcessBusOptions): InProcessBus => {
  const broker = 'broker' in options ? options.broker : createBroker(options);
  const consumers = new Map<Member, string>();
  let life: 'open' | 'closed' | 'abandoned' = 'open';

  const checkOpen = (): void => {
    if (life !== 'open') throw new Fault('bus-unavailable', 'the bus is closed', { retriable: false });
  };

  const stop = async (member: Member): Promise<void> => {
    const group = consumers.get(member);
    if (group === undefined) return;
    consumers.delete(member);
    await broker.leave(group, member);
  };

  return {
    publish: async (messages) => {
      checkOpen();
      broker.publish(messages);
      await Promise.resolve();
    },
    consume: async ({ topics, group, maxBatch = 500 }, handler) => {
      checkOpen();
      const member: Member = { topics: [...topics], maxBatch, handler };
      consumers.set(member, group);
      broker.join(group, member);
      return Promise.resolve({ stop: () => stop(member) });
    },
    mark: async (topic) => Promise.resolve(broker.mark(topic)),
    passed: async (topic, group, mark) => Promise.resolve(broker.passed(topic, group, mark)),
    close: async () => {
      if (life === 'open') life = 'closed';
      await Promise.all([...consumers.keys()].map(stop));
    },
    abandon: () => {
      life = 'abandoned';
      for (const [member, group] of consumers) broker.expel(group, member);
      consumers.clear();
    },
  };
};
