import { hash } from 'node:crypto';
import { q2cLanguage } from '@q2c/domain-events/codec';
import type { MessageBus } from '@q2c/ports';
import type { AlterPorts, PlantedBug } from './planted-bug.ts';

/** Bugs in how messages come in and go out. */
const bus =
  (alter: (bus: MessageBus) => Partial<MessageBus>): AlterPorts =>
  (ports) => ({ ...ports, bus: { ...ports.bus, ...alter(ports.bus) } });

/** Bytes, as base64, that are in no version of any schema. */
const isUnreadable = (base64: string): boolean => {
  const bytes = Buffer.from(base64, 'base64');
  return bytes.length > 0 && bytes.toString('base64') === base64 && !q2cLanguage.wire.decode(bytes).ok;
};

export const deliveryBugs: readonly PlantedBug[] = [
  {
    name: 'the offset committed before the append',
    caughtBy: 'every-input-has-its-effect',
    bug: {
      ports: bus(({ consume }) => ({
        consume: (options, handler) =>
          consume(options, (messages) => {
            handler(messages).catch(() => undefined);
            return Promise.resolve();
          }),
      })),
    },
  },
  {
    name: 'a message that failed skipped',
    caughtBy: 'every-input-has-its-effect',
    bug: {
      ports: bus(({ consume }) => ({
        consume: (options, handler) => consume(options, (messages) => handler(messages).catch(() => undefined)),
      })),
    },
  },
  {
    name: 'what the bus lost never published again',
    caughtBy: 'every-request-answered',
    bug: { ports: bus(() => ({ passed: () => Promise.resolve(false) })) },
  },
  {
    name: 'a parked input dropped',
    caughtBy: 'parked-inputs-kept',
    bug: {
      ports: (ports) => ({
        ...ports,
        eventStore: {
          ...ports.eventStore,
          append: (stream, expected, events) =>
            stream.startsWith('parked-') && events.some(({ type }) => type === 'InputParked')
              ? Promise.resolve({ kind: 'appended', revision: expected === 'no-stream' ? 0 : expected + 1 })
              : ports.eventStore.append(stream, expected, events),
        },
      }),
    },
  },
  {
    name: 'a contact left out of the fingerprint',
    caughtBy: 'parked-inputs-kept',
    bug: {
      ports: (ports) => ({
        ...ports,
        personalData: {
          ...ports.personalData,
          fingerprint: async (requests) =>
            (await ports.personalData.fingerprint(requests)).map((print, n) =>
              requests[n]?.subject.includes('.customer.') === true ? '0'.repeat(64) : print,
            ),
        },
      }),
    },
  },
  {
    name: 'a hash that anybody can compute for a fingerprint',
    caughtBy: 'parked-inputs-kept',
    bug: {
      ports: (ports) => ({
        ...ports,
        personalData: {
          ...ports.personalData,
          fingerprint: (requests) => Promise.resolve(requests.map(({ plaintext }) => hash('sha256', plaintext, 'hex'))),
        },
      }),
    },
  },
  {
    name: 'a consumer that never lets go',
    caughtBy: 'no-alarms',
    bug: {
      ports: bus(({ consume }) => ({
        consume: async (options, handler) => {
          await consume(options, handler);
          return { stop: () => new Promise(() => undefined) };
        },
      })),
    },
  },
  {
    name: 'no dead letter',
    caughtBy: 'dead-letters-copied',
    bug: {
      ports: bus(({ publish }) => ({
        publish: (messages) => publish(messages.filter(({ topic }) => topic !== 'q2c.dead-letter.v1')),
      })),
    },
  },
  {
    name: 'an input that nobody can read left in clear',
    caughtBy: 'no-personal-data-in-clear',
    bug: {
      ports: (ports) => ({
        ...ports,
        personalData: {
          ...ports.personalData,
          seal: async (requests) =>
            (await ports.personalData.seal(requests)).map((sealed, n) =>
              isUnreadable(requests[n]?.plaintext ?? '') ? { ...sealed, text: requests[n]?.plaintext ?? '' } : sealed,
            ),
        },
      }),
    },
  },
  {
    name: 'a log that quotes an input that nobody can read',
    caughtBy: 'no-personal-data-in-clear',
    bug: {
      // Far behind what is kept of a reason.
      definition: (definition) => ({
        ...definition,
        intakeObjects: definition.intakeObjects.map((object) => ({
          ...object,
          toWire: (bytes) => {
            const text = Buffer.from(bytes);
            if (isUnreadable(text.toString('base64')))
              throw new Error(`unreadable:${' '.repeat(5_000)}${text.toString('latin1')}`);
            return undefined;
          },
        })),
      }),
    },
  },
  {
    name: 'personal data left in clear',
    caughtBy: 'no-personal-data-in-clear',
    bug: {
      ports: (ports) => ({
        ...ports,
        personalData: {
          ...ports.personalData,
          seal: (requests) =>
            Promise.resolve(
              requests.map(({ subject, plaintext }) => ({
                subject,
                text: Buffer.from(plaintext, 'utf8').toString('base64url'),
              })),
            ),
          open: (sealed) => Promise.resolve(sealed.map(({ text }) => Buffer.from(text, 'base64url').toString('utf8'))),
        },
      }),
    },
  },
];
