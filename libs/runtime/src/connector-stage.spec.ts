import { createMemoryBus } from '@q2c/adapter-memory';
import { messageOf, streamName, type StreamName } from '@q2c/kernel';
import type {
  Claims,
  Counterpart,
  CounterpartAnswer,
  CounterpartCommand,
  MessageBus,
  OutgoingMessage,
  PersonalData,
  ReceivedMessage,
  Safety,
} from '@q2c/ports';
import { createMemoryErpRecords, createReferenceErp, type ErpFault, type ErpRecords } from '@q2c/reference-systems';
import { quoteInput } from '@q2c/testing/spec';
import {
  commandMessage,
  createBreaker,
  createConnector,
  header,
  outcomeTopic,
  type CommandOutcome,
  type ConnectorPolicy,
} from './index.ts';
import { acme, createStage, decode, language, startMs, transactOn, type Stage } from './stage.spec.ts';

/**
 * The stage for one connector: a reference ERP whose calls fail as scripted, command messages as the relay would make
 * them, and a listener to what is answered. Nobody publishes anything again here unless the test does.
 */
export const latestEffectMs = 60_000;
export const policy: ConnectorPolicy = {
  retry: { maxAttempts: 3, baseMs: 500, maxMs: 5_000 },
  callTimeoutMs: 10_000,
  leaseMs: 30_000,
  leaseMarginMs: 5_000,
  maxConcurrentCalls: 64,
};
/** After this much a claim is free, whatever its owner did. */
export const claimOverMs = policy.leaseMs + latestEffectMs;

export const safeties = {
  native: { kind: 'native', retentionMs: Infinity },
  lookup: { kind: 'lookup', latestEffectMs },
  none: { kind: 'none', latestEffectMs },
} as const satisfies Readonly<Record<Safety['kind'], Safety>>;

export type Seen = {
  readonly call: 'execute' | 'lookup';
  readonly atMs: number;
  readonly commands: readonly CounterpartCommand[];
};

/** The reference ERP under another safety. `native`: what it has booked it answers from its records. */
export const createScriptedErp = (stage: Stage, kind: Safety['kind'], script: ErpFault[] = []) => {
  const records: ErpRecords = createMemoryErpRecords();
  const seen: Seen[] = [];
  const erp = createReferenceErp({
    ...{ system: 'erp', records, clock: stage.clock, latestEffectMs },
    faults: () => script.shift() ?? { kind: 'none' },
  });
  const asked = createReferenceErp({ system: 'erp', records, clock: stage.clock, latestEffectMs });
  const once = async (commands: readonly CounterpartCommand[]): Promise<readonly CounterpartAnswer[]> => {
    const known = await asked.lookup(commands);
    const fresh = [...(await erp.execute(commands.filter((_, n) => known[n]?.kind !== 'found')))];
    return known.map((answer): CounterpartAnswer => {
      const given = answer.kind === 'found' ? ({ kind: 'succeeded', effect: answer.effect } as const) : fresh.shift();
      if (given === undefined) throw new RangeError('fewer answers than commands');
      return given;
    });
  };
  const counterpart: Counterpart = {
    system: 'erp',
    operations: { BookOrder: safeties[kind] },
    execute(commands) {
      seen.push({ call: 'execute', atMs: stage.clock.now() - startMs, commands });
      return kind === 'native' ? once(commands) : erp.execute(commands);
    },
    lookup(commands) {
      seen.push({ call: 'lookup', atMs: stage.clock.now() - startMs, commands });
      if (kind !== 'lookup') throw new RangeError(`an ERP of kind ${kind} was asked`);
      return erp.lookup(commands);
    },
  };
  return {
    records,
    counterpart,
    seen,
    script,
    /** The calls so far, by name. */
    calls: () => seen.map(({ call }) => call),
    orders: async () => (await records.all('order')).map(({ reference }) => reference),
  };
};
export type ScriptedErp = ReturnType<typeof createScriptedErp>;

export const deal = (n: number): StreamName => streamName('transaction', acme, `q${n}`);

/** Appends an accepted quote and gives the message of the order command that follows. */
export const requestOrder = async (
  stage: Stage,
  { store, personalData }: { readonly store: Parameters<typeof transactOn>[1]; readonly personalData: PersonalData },
  n = 1,
): Promise<OutgoingMessage> => {
  const stream = deal(n);
  const plaintext = language.encodePart('Contact', { name: `Zoë ${n}`, email: `zoe${n}@example.com` });
  const [billTo] = await personalData.seal([{ subject: `acme.customer.C-${n}`, context: stream, plaintext }]);
  const input = quoteInput();
  if (input.kind !== 'intake') throw new RangeError('a quote is an intake input');
  const content = { ...input.content, quoteNumber: `Q-${n}`, customerNumber: `C-${n}`, billTo };
  await transactOn(stage, store)(stream, {
    ...{ input: { ...input, number: `Q-${n}`, content }, cause: `quote/${n}` },
    ...{ actor: 'source:crm', source: 'crm' },
  });
  const event = stage.backend.streamOf(stream)?.find(({ type }) => type === 'CommandRequested');
  if (event === undefined) throw new RangeError(`${stream} requests nothing`);
  return commandMessage(language, decode, event);
};

/** The same command, requested anew by a person: its request stands further down the stream. */
export const inRound = (message: OutgoingMessage, round: number): OutgoingMessage => ({
  ...message,
  headers: { ...message.headers, [header.round]: String(round) },
});

/** The same command in a lane of its own choice. */
export const inLane = (message: OutgoingMessage, lane: string, accountingDate = '2026-01-05'): OutgoingMessage => ({
  ...message,
  key: lane,
  headers: { ...message.headers, [header.lane]: lane, [header.accountingDate]: accountingDate },
});

export type Parts = { readonly claims: Claims; readonly bus: MessageBus; readonly personalData: PersonalData };

/** One connector of one owner, with the breaker that never opens unless told otherwise. */
export const openConnector = (
  stage: Stage,
  { claims, bus, personalData }: Parts,
  counterpart: Counterpart,
  options: {
    readonly owner?: string;
    readonly policy?: Partial<ConnectorPolicy>;
    readonly failuresToOpen?: number;
  } = {},
) => {
  const parked: { readonly message: ReceivedMessage; readonly code: string }[] = [];
  const breakerChanges: string[] = [];
  const later: number[] = [];
  const { failuresToOpen = 1_000 } = options;
  const breaker = createBreaker(stage.clock, { failuresToOpen, coolDownMs: 15_000 }, ({ change }) => {
    breakerChanges.push(change);
  });
  const connector = createConnector({
    ...{ counterpart, bus, claims, clock: stage.clock, language, personalData, breaker },
    owner: options.owner ?? 'one',
    policy: { ...policy, ...options.policy },
    park: (message, { code }) => Promise.resolve(parked.push({ message, code })),
    retryLater: () => void later.push(stage.clock.now() - startMs),
  });
  return { ...connector, breaker, parked, breakerChanges, later };
};

/** Collects what connectors answer on a bus. */
export const listen = async (bus: MessageBus): Promise<CommandOutcome[]> => {
  const outcomes: CommandOutcome[] = [];
  await bus.consume({ topics: [outcomeTopic('erp')], group: 'listener' }, async (messages) => {
    for (const { value } of messages) {
      const decoded = language.wire.decode(value);
      if (!decoded.ok) throw new RangeError(decoded.refusal.detail);
      outcomes.push(decoded.value.value as CommandOutcome);
    }
  });
  return outcomes;
};

/** Everything at once: one process, one ERP, one connector that runs, one order command. */
export const openCallRoom = async (
  kind: Safety['kind'],
  script: ErpFault[] = [],
  options: Parameters<typeof openConnector>[3] & {
    readonly alter?: (claims: Claims) => Claims;
    readonly counterpart?: (erp: Counterpart) => Counterpart;
  } = {},
) => {
  const stage = createStage();
  const process = stage.openProcess();
  const erp = createScriptedErp(stage, kind, script);
  const outcomes = await listen(createMemoryBus({ broker: stage.broker }));
  const message = await requestOrder(stage, process);
  const claims = options.alter?.(process.claims) ?? process.claims;
  const connector = openConnector(
    stage,
    { ...process, claims },
    options.counterpart?.(erp.counterpart) ?? erp.counterpart,
    options,
  );
  const consumer = await connector.start();
  /** Publishes the command and lets all that can happen now happen. */
  const publish = async (...messages: readonly OutgoingMessage[]): Promise<void> => {
    await process.bus.publish(messages.length === 0 ? [message] : messages);
    await stage.rest();
  };
  const results = () => outcomes.map(({ outcome, code }) => (code === null ? outcome : `${outcome}: ${code}`));
  return { stage, process, erp, outcomes, results, message, connector, consumer, publish };
};

if (expect.getState().testPath?.endsWith('connector-stage.spec.ts') === true)
  describe('the stage of a connector', () => {
    it('carries an order to the ERP and hears of it', async () => {
      const { erp, outcomes, publish } = await openCallRoom('lookup');
      await publish();
      expect(outcomes).toMatchObject([{ outcome: 'succeeded', effect: { number: 'SO-0000001' } }]);
      expect(await erp.orders()).toEqual(['transaction-acme.q1/order/order/1']);
    });

    it('has an ERP that books twice what it is sent twice, unless it deduplicates', async () => {
      for (const [kind, orders] of [
        ['lookup', 2],
        ['none', 2],
        ['native', 1],
      ] as const) {
        const { erp, publish } = await openCallRoom(kind);
        await publish();
        const commands = erp.seen[0]?.commands ?? [];
        await erp.counterpart.execute(commands);
        expect([kind, (await erp.orders()).length]).toEqual([kind, orders]);
      }
    });

    it('has an ERP that complains when it is asked what it cannot be asked', async () => {
      const { counterpart } = createScriptedErp(createStage(), 'none');
      expect(
        messageOf(
          await Promise.resolve()
            .then(() => counterpart.lookup([]))
            .catch((error: unknown) => error),
        ),
      ).toBe('an ERP of kind none was asked');
    });
  });
