import { quoteToCashProcess, type ProcessDefinition } from '@q2c/composition';
import type { AnyDecider, DecodedEvent } from '@q2c/runtime';
import { nextV1, type Next } from '@q2c/sagas';
import { nextV2 } from '../world/versions.ts';
import type { PlantedBug } from './planted-bug.ts';

/** Bugs in what is decided, and on which state. */
const decider = (
  definition: ProcessDefinition,
  category: string,
  alter: (decider: AnyDecider) => AnyDecider,
): ProcessDefinition => ({
  ...definition,
  deciders: definition.deciders.map((each) => (each.category === category ? alter(each) : each)),
});

export const decisionBugs: readonly PlantedBug[] = [
  {
    name: 'an outcome applied twice',
    caughtBy: 'facts-once',
    bug: {
      definition: (definition) =>
        decider(definition, 'transaction', (transaction) => {
          const facts = new Map<string, readonly DecodedEvent[]>();
          return {
            ...transaction,
            decide(input, state, stream) {
              const decided = transaction.decide(input, state, stream);
              if (input.kind !== 'outcome' || !decided.ok) return decided;
              const before = facts.get(input.commandId);
              if (decided.value.length > 0) facts.set(input.commandId, decided.value);
              return before === undefined ? decided : { ok: true, value: before };
            },
          };
        }),
    },
  },
  {
    name: 'a stale empty decision answered',
    caughtBy: 'every-request-answered',
    bug: {
      // Whoever asks for what came after a revision is told that nothing did.
      ports: (ports) => ({
        ...ports,
        eventStore: {
          ...ports.eventStore,
          readStream: (stream, options) =>
            stream.startsWith('transaction-') && (options?.from ?? 0) > 0
              ? Promise.resolve({ kind: 'found', events: [] })
              : ports.eventStore.readStream(stream, options),
        },
      }),
    },
  },
  {
    name: 'a process version mixed up',
    caughtBy: 'process-version-kept',
    bug: { definition: () => quoteToCashProcess({ 1: nextV2, 2: nextV1 }, 1) },
  },
  {
    name: 'a repeated payment allocated again',
    caughtBy: 'money-conserved',
    bug: {
      definition: (definition) =>
        decider(definition, 'payment', (payment) => ({
          ...payment,
          // Forgets what it has granted.
          evolve: (state, event, revision) =>
            event.type === 'PaymentAllocated' ? state : payment.evolve(state, event, revision),
        })),
    },
  },
  {
    name: 'a version counted into its fingerprint',
    caughtBy: 'parked-inputs-kept',
    bug: {
      definition: (definition) =>
        decider(definition, 'transaction', (transaction) => ({
          ...transaction,
          decide(input, state, stream) {
            if (input.kind !== 'intake') return transaction.decide(input, state, stream);
            const counted = String(input.sourceVersion).padStart(20, '0');
            return transaction.decide(
              { ...input, fingerprint: input.fingerprint.slice(0, -counted.length) + counted },
              state,
              stream,
            );
          },
        })),
    },
  },
  {
    name: 'an older version known by its number alone',
    caughtBy: 'parked-inputs-kept',
    bug: {
      definition: (definition) =>
        decider(definition, 'transaction', (transaction) => ({
          ...transaction,
          decide(input, state, stream) {
            const decided = transaction.decide(input, state, stream);
            const known = !decided.ok && decided.refusal.detail.includes(': recorded ');
            return known ? { ok: true, value: [] } : decided;
          },
        })),
    },
  },
  {
    name: 'a number that two quotes bear taken for the name of one',
    caughtBy: 'no-payment-guessed',
    bug: {
      definition: (definition) => ({
        ...definition,
        announces: (stream, event) => definition.announces(stream, event).filter(({ kind }) => kind !== 'deal'),
      }),
    },
  },
  {
    name: 'a wait that does not say whose it is',
    caughtBy: 'terminal-states',
    bug: {
      definition: () => {
        const withoutTenant = (key: string): string => key.slice(key.indexOf('/') + 1);
        const waits: Next = (transaction, stream) =>
          nextV1(transaction, stream).map((event) =>
            event.type === 'WaitingFor'
              ? { ...event, data: { ...event.data, key: withoutTenant(event.data.key) } }
              : event,
          );
        const definition = quoteToCashProcess({ 1: waits }, 1);
        return {
          ...definition,
          announces: (stream, event) =>
            definition
              .announces(stream, event)
              .map(({ kind, key }) => ({ kind, key: kind === 'deal' ? key : withoutTenant(key) })),
        };
      },
    },
  },
  {
    name: 'revenue by the quote whatever was invoiced',
    caughtBy: 'terminal-states',
    bug: {
      definition: () =>
        quoteToCashProcess(
          {
            1: (transaction, stream) =>
              nextV1(transaction, stream).map((event) => {
                if (event.type !== 'CommandRequested' || event.data.command !== 'PostRevenue') return event;
                if (transaction.quote.kind === 'none') return event;
                const { payload } = event.data;
                const value = { ...payload.value, amount: transaction.quote.accepted.total };
                return { ...event, data: { ...event.data, payload: { ...payload, value } } };
              }),
          },
          1,
        ),
    },
  },
  {
    name: 'an invoice of another amount',
    caughtBy: 'terminal-states',
    bug: {
      definition: () =>
        quoteToCashProcess(
          {
            1: (transaction, stream) =>
              nextV1(transaction, stream).map((event) => {
                if (event.type !== 'CommandRequested' || event.data.command !== 'PostInvoice') return event;
                const { payload } = event.data;
                const amount = payload.value['amount'] as { readonly minor: bigint; readonly currency: string };
                const value = { ...payload.value, amount: { ...amount, minor: amount.minor + 1n } };
                return { ...event, data: { ...event.data, payload: { ...payload, value } } };
              }),
          },
          1,
        ),
    },
  },
];
