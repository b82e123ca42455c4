import {
  createBroker,
  createMemoryBackend,
  createMemoryBus,
  createMemoryKeyStore,
  createMemoryLog,
  createMemoryReadStore,
  createMemoryRows,
  createVirtualClock,
} from '@q2c/adapter-memory';
import { q2cLanguage } from '@q2c/domain-events/codec';
import { messageOf, tenant, type StreamName } from '@q2c/kernel';
import { createPersonalData } from '@q2c/personal-data';
import type { Clock, Counterpart } from '@q2c/ports';
import { createMemoryErpRecords, createReferenceErp, type ErpFault, type OwnAmount } from '@q2c/reference-systems';
import { objectStream, type IntakeMessage } from '@q2c/runtime';
import { transactionsView } from '@q2c/views';
import {
  compose,
  defaultSettings,
  quoteToCashProcess,
  viewReader,
  type Ports,
  type ProcessDefinition,
  type Settings,
} from './index.ts';

/**
 * A house for whole compositions: memory ports over a durable part that outlives its processes, a reference ERP that
 * fails as told, and a virtual clock. Time moves only when told, from wake to wake.
 */
export const startMs = Date.parse('2026-01-05T08:00:00.000Z');
export const acme = tenant('acme');
export const leaseMs = defaultSettings.readerLeaseMs;
const latestEffectMs = 60_000;
const turnsMax = 200_000;
const wakesMax = 100_000;

export const quoteTopic = 'q2c.intake.acme.crm.quote.v1';
export const deal = (number: string): StreamName => objectStream('transaction', acme, 'crm', number);
export const payment = (number: string): StreamName => objectStream('payment', acme, 'bank', number);

const eur = (minor: bigint) => ({ minor, currency: 'EUR' });
export const quote = (number: string, facts: { readonly deliveryDate?: string; readonly minor?: bigint } = {}) => {
  const { deliveryDate = '2026-01-10', minor = 123_450n } = facts;
  const line = { lineNumber: 1, productCode: 'SEAT', description: 'Seat', quantity: '1', unitPrice: '1' };
  return q2cLanguage.wire.encode('Quote', {
    ...{ quoteNumber: number, sourceVersion: 1n, customerNumber: 'C-7', legalEntity: 'DE01', acceptedOn: '2026-01-05' },
    ...{ deliveryDate, paymentTermsDays: 30, lines: [{ ...line, amount: eur(minor) }], total: eur(minor) },
    ...{ purchaseOrderNumber: null, billTo: { name: 'Zoë', email: 'zoe@example.com' } },
  });
};
export const notice = (number: string, reference: string, minor = 123_450n) =>
  q2cLanguage.wire.encode('PaymentNotice', {
    ...{ paymentNumber: number, sourceVersion: 1n, reference, amount: eur(minor), valueDate: '2026-01-20' },
    payer: { name: 'Zoë', account: 'DE02120300000000202051' },
  });
export const posted = (source: string, object: string, bytes: Uint8Array): IntakeMessage => ({
  ...{ tenant: acme, source, object, bytes, takenAtMs: startMs },
  origin: { kind: 'http', name: `/v1/intake/${object}`, partition: null, offset: null },
});

export type Changes = {
  readonly ports?: (ports: Ports, crash: () => void) => Ports;
  readonly process?: ProcessDefinition;
  readonly settings?: Partial<Settings>;
};

export const createHouse = () => {
  let asked = 0;
  const turn = (wake: () => void): void => {
    asked += 1;
    setImmediate(() => {
      asked -= 1;
      wake();
    });
  };
  const clock = createVirtualClock({ startMs, turn });
  let drawn = 0;
  const ids = { next: () => `id${String((drawn += 1)).padStart(24, '0')}` };
  const backend = createMemoryBackend({ clock });
  const rows = createMemoryRows();
  const keys = createMemoryKeyStore({ randomBytes: (length) => new Uint8Array(length).fill((drawn += 1)) });
  let broker = createBroker({ clock, ids });
  const erpRecords = createMemoryErpRecords();
  const calls: string[] = [];
  let erpFault: () => ErpFault = () => ({ kind: 'none' });
  let ownAmount: OwnAmount = (_kind, _quoteNumber, amount) => amount;
  const faults: string[] = [];

  const rest = async (): Promise<void> => {
    for (let n = 0; n < turnsMax; n += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      if (asked === 0) return;
    }
    throw new RangeError(`not at rest after ${turnsMax} turns`);
  };
  const pass = async (ms: number): Promise<void> => {
    const until = clock.now() + ms;
    await rest();
    for (let n = 0; n < wakesMax; n += 1) {
      const next = clock.nextWakeMs();
      if (next === null || next > until) {
        clock.advanceTo(until);
        return rest();
      }
      clock.advanceTo(Math.max(next, clock.now()));
      await rest();
    }
    throw new RangeError(`more than ${wakesMax} wakes within ${ms} ms`);
  };
  /** Awaits a promise while at most `limitMs` of time pass. */
  const done = async <T>(promise: Promise<T>, limitMs = 600_000): Promise<T> => {
    let ended = false;
    const end = (): void => void (ended = true);
    promise.then(end, end);
    await rest();
    const limit = clock.now() + limitMs;
    for (let next = clock.nextWakeMs(); !ended; next = clock.nextWakeMs()) {
      if (next === null || next > limit) throw new RangeError(`never settled; faults: ${faults.join('; ')}`);
      clock.advanceTo(Math.max(next, clock.now()));
      await rest();
    }
    return promise;
  };

  const erp = (): Counterpart => {
    const reference = createReferenceErp({
      ...{ system: 'erp', records: erpRecords, clock, latestEffectMs },
      faults: () => erpFault(),
      ownAmount: (...told) => ownAmount(...told),
    });
    return {
      ...reference,
      execute(commands) {
        calls.push(...commands.map(({ command }) => command));
        return reference.execute(commands);
      },
    };
  };

  /** One process: not started. After `crash` nothing answers it, none of its alarms rings, what it wrote stays. */
  const open = (changes: Changes = {}) => {
    let alive = true;
    const own: Clock = {
      now: clock.now,
      at: (atMs, wake) =>
        clock.at(atMs, () => {
          if (alive) wake();
        }),
      turn: () =>
        new Promise((resolve) => {
          turn(() => {
            if (alive) resolve();
          });
        }),
    };
    const log = createMemoryLog({ backend, clock: own });
    const bus = createMemoryBus({ broker });
    const crash = (): void => {
      alive = false;
      log.abandon();
      bus.abandon();
    };
    const ports: Ports = {
      ...{ eventStore: log.events, claims: log.claims, bus, clock: own, ids, counterparts: [erp()] },
      readStore: createMemoryReadStore({ clock: own, rows }),
      personalData: createPersonalData({ keys }),
    };
    const settings: Settings = {
      ...defaultSettings,
      tenant: acme,
      intakeTopics: [{ topic: quoteTopic, tenant: acme, source: 'crm', object: 'quote' }],
      onFault: (where, error) => void faults.push(`${where}: ${messageOf(error)}`),
      ...changes.settings,
    };
    const composed = compose(
      changes.ports?.(ports, crash) ?? ports,
      changes.process ?? quoteToCashProcess(),
      settings,
      {
        readers: (decode) => [viewReader(transactionsView, decode)],
      },
    );
    return { ...composed, ports, crash };
  };
  const start = async (changes: Changes = {}) => {
    const opened = open(changes);
    await done(opened.start());
    return opened;
  };

  return {
    ...{ clock, backend, rows, erpRecords, calls, faults, rest, pass, done, open, start },
    failErp: (fault: () => ErpFault): void => void (erpFault = fault),
    /** Has the ERP make of amounts what it likes. */
    priceErp: (own: OwnAmount): void => void (ownAmount = own),
    /** The bus with all it holds is gone; processes opened from now on have a new one. */
    loseBus: (): void => void (broker = createBroker({ clock, ids })),
    typesOf: (stream: StreamName): readonly string[] => (backend.streamOf(stream) ?? []).map(({ type }) => type),
    /** How many orders, invoices and journals the ERP has. */
    effects: async (): Promise<readonly number[]> =>
      Promise.all((['order', 'invoice', 'journal'] as const).map(async (kind) => (await erpRecords.all(kind)).length)),
    rowsNow: () =>
      Object.fromEntries(
        [...rows.collections]
          .map(([name, { values }]) => [name, [...values].sort()])
          .filter(([, all]) => all?.length !== 0),
      ) as Readonly<Record<string, readonly (readonly [string, string])[]>>,
  };
};

export type House = ReturnType<typeof createHouse>;
export const dayMs = 86_400_000;
export const hourMs = 3_600_000;
const [q1, p1] = [deal('Q-1'), payment('P-1')];
/** The events of a deal that goes straight through, its payment coming last. */
export const whole = [
  ...['QuoteAccepted', 'CommandRequested', 'CommandSettled', 'OrderBooked', 'CommandRequested'],
  ...['CommandSettled', 'InvoicePosted', 'WaitingFor', 'WaitingFor', 'DeadlineSet', 'DeadlineSet'],
  ...['DeadlineCleared', 'ObligationSatisfied', 'CommandRequested', 'CommandSettled', 'RevenuePosted'],
  ...[
    'WaitEnded',
    'WaitEnded',
    'CommandRequested',
    'CommandSettled',
    'PaymentSettled',
    'DeadlineCleared',
    'TransactionCompleted',
  ],
];

/** From the quote to the end: delivered after five days, paid after fifteen. */
export const goThrough = async (house: House, { intake }: ReturnType<House['open']>): Promise<void> => {
  await house.done(intake.take([posted('crm', 'quote', quote('Q-1'))]));
  await house.pass(15 * dayMs);
  await house.done(intake.take([posted('bank', 'payment-notice', notice('P-1', 'Q-1'))]));
  await house.pass(60_000);
};

export const isComplete = async (house: House): Promise<void> => {
  expect(house.typesOf(q1).at(-1)).toBe('TransactionCompleted');
  expect([...house.typesOf(q1)].sort()).toEqual([...whole].sort());
  expect([house.typesOf(p1), await house.effects()]).toEqual([
    ['PaymentReceived', 'PaymentAllocated'],
    [1, 1, 1],
  ]);
};

if (expect.getState().testPath?.endsWith('house.spec.ts') === true)
  it('a house stands still until somebody says something', async () => {
    const house = createHouse();
    await house.start();
    await house.pass(dayMs);
    expect([house.backend.events().length, house.calls, house.faults]).toEqual([0, [], []]);
  });
