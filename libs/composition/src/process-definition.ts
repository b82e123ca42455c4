import type { Language } from '@q2c/domain-events/codec';
import { q2cLanguage } from '@q2c/domain-events/codec';
import type { DomainEvent } from '@q2c/domain-events';
import { documentDecider, parkedDecider, paymentDecider, systemDecider } from '@q2c/domain';
import type { Counterpart, ReadStore } from '@q2c/ports';
import { registerDecider, type Announces, type AnyDecider, type IntakeObject, type Transact } from '@q2c/runtime';
import { announces, announcing, intakeObjects, quoteToCash, type ProcessVersions } from '@q2c/sagas';
import { paymentsCounterpart } from './payments.ts';

/** Everything the runtime has to know about a business process. The runtime itself knows none. */
export type ProcessDefinition = {
  readonly language: Language;
  readonly deciders: readonly AnyDecider[];
  readonly intakeObjects: readonly IntakeObject[];
  /** Event types that announce something to waiting streams, and what. */
  readonly announcing: ReadonlySet<string>;
  readonly announces: Announces;
  /** Streams of ours that are asked as counterparts are. */
  readonly streamCounterparts: (transact: Transact, readStore: ReadStore) => readonly Counterpart[];
};

/** Deciders that every process needs: parked inputs, documents and the state of counterpart connections. */
export const coreDeciders: readonly AnyDecider[] = [
  registerDecider(parkedDecider),
  registerDecider(documentDecider),
  registerDecider(systemDecider),
];

export const quoteToCashProcess = (versions?: ProcessVersions, current?: number): ProcessDefinition => ({
  language: q2cLanguage,
  deciders: [registerDecider(quoteToCash(versions, current)), registerDecider(paymentDecider), ...coreDeciders],
  intakeObjects,
  announcing,
  announces: (stream, event) => announces(stream, event as DomainEvent),
  streamCounterparts: (transact, readStore) => [paymentsCounterpart(transact, readStore)],
});
