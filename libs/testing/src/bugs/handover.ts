import type { ProcessDefinition } from '@q2c/composition';
import type { Counterpart, CounterpartCommand } from '@q2c/ports';
import type { PlantedBug } from './planted-bug.ts';

/** Bugs in what is handed over to the ERP, and in what is said of a deal beside its amounts. */
type Payload = CounterpartCommand['payload'];

const handedOver =
  (alter: (payload: Payload, command: CounterpartCommand) => Payload): NonNullable<PlantedBug['bug']['ports']> =>
  (ports) => ({
    ...ports,
    counterparts: ports.counterparts.map((counterpart): Counterpart => ({
      ...counterpart,
      execute: (commands) =>
        counterpart.execute(commands.map((command) => ({ ...command, payload: alter(command.payload, command) }))),
    })),
  });

/** The transaction's decisions without some of their events. */
const decidedWithout =
  (type: string) =>
  (definition: ProcessDefinition): ProcessDefinition => ({
    ...definition,
    deciders: definition.deciders.map((decider) =>
      decider.category === 'transaction'
        ? {
            ...decider,
            decide(input, state, stream) {
              const decided = decider.decide(input, state, stream);
              return decided.ok ? { ok: true, value: decided.value.filter((event) => event.type !== type) } : decided;
            },
          }
        : decider,
    ),
  });

export const handoverBugs: readonly PlantedBug[] = [
  {
    name: 'overdue never said',
    caughtBy: 'documents-as-expected',
    bug: { definition: decidedWithout('PaymentOverdue') },
  },
  {
    name: 'one legal entity for all',
    caughtBy: 'documents-as-expected',
    bug: { ports: handedOver((payload) => ({ ...payload, legalEntity: 'DE01' })) },
  },
  {
    name: "every order in one customer's name",
    caughtBy: 'documents-as-expected',
    bug: {
      ports: handedOver((payload, { command }) =>
        command === 'BookOrder' ? { ...payload, customerNumber: 'C-1' } : payload,
      ),
    },
  },
  {
    name: 'lines cut to one',
    caughtBy: 'documents-as-expected',
    bug: {
      ports: handedOver((payload, { command }) => {
        if (command !== 'BookOrder') return payload;
        const [first] = payload['lines'] as readonly object[];
        return { ...payload, lines: [{ ...first, amount: payload['total'] }] };
      }),
    },
  },
  {
    name: 'sealed personal data handed over unopened',
    caughtBy: 'terminal-states',
    bug: {
      ports: handedOver((payload, { command, lane }) =>
        command === 'BookOrder' ? { ...payload, billTo: { subject: lane, text: 'sealed' } } : payload,
      ),
    },
  },
  {
    name: 'a contact forgotten that nobody asked to forget',
    caughtBy: 'documents-as-expected',
    bug: {
      ports: handedOver((payload, { command }) => (command === 'BookOrder' ? { ...payload, billTo: null } : payload)),
    },
  },
];
