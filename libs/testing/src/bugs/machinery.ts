import { quoteToCashProcess } from '@q2c/composition';
import { Fault, type CommandId } from '@q2c/kernel';
import { nextV1 } from '@q2c/sagas';
import type { PlantedBug } from './planted-bug.ts';

/** Bugs in what everything else stands on: turns, streams, names of commands, and faults told as what they are not. */
const metadataWithout = (field: string, metadata: string): string => {
  const { [field]: _left, ...others } = JSON.parse(metadata) as Readonly<Record<string, unknown>>;
  return JSON.stringify(others);
};

export const machineryBugs: readonly PlantedBug[] = [
  {
    name: 'a pause that takes no time',
    caughtBy: 'comes-to-rest',
    bug: {
      ports: (ports) => ({
        ...ports,
        clock: { ...ports.clock, at: (_atMs, wake) => ports.clock.at(ports.clock.now(), wake) },
      }),
    },
  },
  {
    name: 'events that do not say what caused them',
    caughtBy: 'streams-gapless',
    bug: {
      ports: (ports) => ({
        ...ports,
        eventStore: {
          ...ports.eventStore,
          append: (stream, expected, events) =>
            ports.eventStore.append(
              stream,
              expected,
              events.map((event) => ({ ...event, metadata: metadataWithout('$causationId', event.metadata) })),
            ),
        },
      }),
    },
  },
  {
    name: 'commands numbered from two on',
    caughtBy: 'command-ids-well-formed',
    bug: {
      definition: () =>
        quoteToCashProcess(
          {
            1: (transaction, stream) =>
              nextV1(transaction, stream).map((event) =>
                event.type === 'CommandRequested'
                  ? {
                      ...event,
                      data: { ...event.data, commandId: event.data.commandId.replace(/\/1$/, '/2') as CommandId },
                    }
                  : event,
              ),
          },
          1,
        ),
    },
  },
  {
    name: 'a store that is away for a while taken for one that is broken',
    caughtBy: 'no-alarms',
    bug: {
      ports: (ports) => ({
        ...ports,
        readStore: {
          ...ports.readStore,
          commit: (given) =>
            ports.readStore.commit(given).catch((cause: unknown) => {
              throw new Fault('store-broken', 'the read store does not answer', { retriable: false, cause });
            }),
        },
      }),
    },
  },
];
