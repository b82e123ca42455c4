import type { StreamName } from '@q2c/kernel';
import type { EventStore } from '../index.ts';
import { appendContract } from './event-store-append.ts';
import { subscribeContract } from './event-store-subscribe.ts';
import { createNames } from './support.ts';

/** What an adapter gives the contract: one store over one durable place. */
export type EventStoreSetup = {
  readonly store: EventStore;
  /** Ends this store and opens another one over what it had made durable. */
  readonly restart: () => Promise<EventStoreSetup>;
  readonly close: () => Promise<void>;
};

export type EventStoreHarness = {
  /** The store as it is now: another one after `restart`. */
  readonly store: () => EventStore;
  readonly restart: () => Promise<void>;
  /** Stream names that no other test has used. */
  readonly name: (id: string) => StreamName;
  /** What they all begin with. */
  readonly prefix: () => string;
};

let run = 0;

/** Every `EventStore` passes this. It asks no more than EventStoreDB keeps. `setUp` opens a store before each test. */
export const eventStoreContract = (title: string, setUp: () => Promise<EventStoreSetup>): void => {
  describe(`${title}: EventStore`, () => {
    let setup: EventStoreSetup;
    let category = '';

    beforeEach(async () => {
      run += 1;
      category = `r${process.pid.toString(36)}x${Date.now().toString(36)}x${run}`;
      setup = await setUp();
    });
    afterEach(() => setup.close());

    const harness = (): EventStoreHarness => ({
      store: () => setup.store,
      restart: async () => {
        setup = await setup.restart();
      },
      name: (id) => createNames(category)(id),
      prefix: () => `${category}-acme.`,
    });

    appendContract(harness);
    subscribeContract(harness);
  });
};
