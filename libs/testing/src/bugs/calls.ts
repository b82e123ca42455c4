import type { Counterpart, CounterpartCommand } from '@q2c/ports';
import type { AlterPorts, PlantedBug } from './planted-bug.ts';

/** Bugs in how counterparts are called. */
const counterparts =
  (alter: (counterpart: Counterpart) => Counterpart): AlterPorts =>
  (ports) => ({ ...ports, counterparts: ports.counterparts.map(alter) });

const withoutLateness = (operations: Counterpart['operations']): Counterpart['operations'] =>
  Object.fromEntries(
    Object.entries(operations).map(([name, safety]) => [
      name,
      safety.kind === 'native' ? safety : { ...safety, latestEffectMs: 0 },
    ]),
  );

export const callBugs: readonly PlantedBug[] = [
  {
    name: 'a fresh key on each attempt',
    caughtBy: 'one-effect-each',
    bug: {
      ports: counterparts((counterpart) => {
        let calls = 0;
        const fresh = (command: CounterpartCommand): CounterpartCommand => ({
          ...command,
          commandId: `${command.commandId}0${(calls += 1)}` as CounterpartCommand['commandId'],
        });
        return { ...counterpart, execute: (commands) => counterpart.execute(commands.map(fresh)) };
      }),
    },
  },
  {
    name: 'no look-up before sending again',
    caughtBy: 'one-effect-each',
    bug: {
      ports: counterparts((counterpart) => ({
        ...counterpart,
        lookup: (commands) => Promise.resolve(commands.map(() => ({ kind: 'not-found' }))),
      })),
    },
  },
  {
    name: '"not found" believed at once',
    caughtBy: 'one-effect-each',
    bug: {
      ports: counterparts((counterpart) => ({
        ...counterpart,
        operations: withoutLateness(counterpart.operations),
      })),
    },
  },
  {
    name: 'a claim that somebody else holds ignored',
    caughtBy: 'one-effect-each',
    bug: {
      ports: (ports) => ({
        ...ports,
        claims: {
          ...ports.claims,
          acquire: async (requests) =>
            (await ports.claims.acquire(requests)).map((answer, n) =>
              answer.kind === 'held' && requests[n]?.key.startsWith('command/') === true
                ? { kind: 'granted', attempt: 1, note: '' }
                : answer,
            ),
        },
      }),
    },
  },
  {
    name: 'a claim let go while its last call may take effect',
    caughtBy: 'one-effect-each',
    bug: {
      ports: (ports) => ({
        ...ports,
        claims: {
          ...ports.claims,
          update: (updates) =>
            ports.claims.update(
              updates.map((update) =>
                update.key.startsWith('command/') && update.fate === 'dormant' ? { ...update, freeInMs: 0 } : update,
              ),
            ),
        },
      }),
    },
  },
  {
    name: 'a refusal forgotten by its claim',
    caughtBy: 'one-effect-each',
    bug: {
      ports: (ports) => ({
        ...ports,
        claims: {
          ...ports.claims,
          update: async (updates) => {
            const kept = updates.filter(({ fate, note }) => fate !== 'done' || !note.includes('"refused"'));
            const held = [...(kept.length === 0 ? [] : await ports.claims.update(kept))];
            return updates.map((update) => (kept.includes(update) ? (held.shift() ?? false) : true));
          },
        },
      }),
    },
  },
  {
    name: 'a technical fault taken for a refusal',
    caughtBy: 'terminal-states',
    bug: {
      ports: counterparts((counterpart) => ({
        ...counterpart,
        execute: async (commands) =>
          (await counterpart.execute(commands)).map((answer) =>
            answer.kind === 'technical' ? { kind: 'refused', code: answer.code, detail: answer.detail } : answer,
          ),
      })),
    },
  },
];
