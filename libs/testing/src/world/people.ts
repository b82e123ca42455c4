import type { VirtualClock } from '@q2c/adapter-memory';
import type { OperationInput } from '@q2c/domain-events';
import type { StreamName } from '@q2c/kernel';
import type { RecordedEvent } from '@q2c/ports';
import type { ErpKind } from '@q2c/reference-systems';
import type { DealPlan, WorldPlan } from '../oracle/index.ts';
import type { Random } from '../random.ts';
import type { Backends } from './backends.ts';
import type { Hosts } from './hosts.ts';
import type { Observer } from './observer.ts';
import { minuteMs } from './plan/world-plan.ts';
import { pause } from './ports/faulty-call.ts';
import type { SimulatedProcess } from './process.ts';
import { streamOfObject } from './sources.ts';

/**
 * The people of a world. They see what waits for them and act as their plan says: credit control on holds, operations
 * on whatever technical trouble left behind. They repeat themselves until they are answered.
 */
export type PeopleOptions = {
  readonly plan: WorldPlan;
  readonly backends: Backends;
  readonly clock: VirtualClock;
  readonly hosts: Hosts;
  readonly observer: Observer;
  readonly random: Random;
  /** After this long, a call that was sent has had its effect or has none. */
  readonly latestEffectMs: number;
  readonly trace: (what: string) => void;
};

type Raised = { readonly exceptionId: string; readonly code: string; readonly commandId: string | null };
/** This soon acts who acts at once. */
const atOnceMs = 2_000;

type WithoutKind<T> = T extends unknown ? Omit<T, 'kind' | 'by' | 'note'> : never;
type Act = WithoutKind<OperationInput>;

const erpKindOf: Readonly<Record<string, ErpKind>> = { order: 'order', invoice: 'invoice', revenue: 'journal' };

export const startPeople = (options: PeopleOptions): void => {
  const { plan, backends, clock, hosts, observer, random, trace } = options;
  const dealOf = new Map<StreamName, DealPlan>();
  for (const deal of plan.deals)
    for (const { tenant, source, variants } of deal.quotes)
      for (const { content } of variants)
        dealOf.set(streamOfObject('transaction', tenant, source, content.quoteNumber), deal);

  /** Asks some running process until it answers; what it says is for whoever asked. */
  const ask = async <T>(question: (process: SimulatedProcess) => Promise<T>): Promise<T> => {
    for (;;) {
      const running = hosts.running();
      if (running.length > 0) {
        const answer = question(random.pick(running)).then(
          (value) => ({ value }),
          () => undefined,
        );
        const answered = await Promise.race([answer, pause(clock, minuteMs).then(() => undefined)]);
        if (answered !== undefined) return answered.value;
      }
      await pause(clock, random.int(1_000, 60_000));
    }
  };

  /** Tells how it was answered: `appended`, `already-so` or the code of a refusal. */
  const operate = async (stream: StreamName, by: string, id: string, act: Act): Promise<string> => {
    const input = { kind: 'operation', by, note: 'as planned', ...act } as const;
    const envelope = { input, cause: `operation/${id}/${act.operation}`, actor: `person:${by}`, source: 'operations' };
    const answer = await ask(({ orchestrator }) =>
      input.operation === 'settle'
        ? orchestrator.settle(stream, { ...envelope, input })
        : orchestrator.transact(stream, envelope),
    );
    const told = answer.kind === 'refused' ? answer.refusal.code : answer.kind;
    trace(`${by}: ${act.operation} ${stream}: ${told}`);
    return told;
  };
  /** Most take their time; some sit in front of the screen and act at once, while calls may still take effect. */
  const later = (fromMs: number, toMs: number, act: () => void): void =>
    void clock.at(clock.now() + (random.chance(0.3) ? random.int(0, atOnceMs) : random.int(fromMs, toMs)), act);
  const customersOf = (deal: DealPlan): string[] =>
    deal.quotes.flatMap(({ variants }) => variants.map(({ content }) => content.customerNumber));
  const setHold = (deal: DealPlan, held: boolean): void => {
    for (const customer of customersOf(deal)) void backends.records.setCreditHold(customer, held);
  };

  const early = new Set<StreamName>();
  const onCreditHold = (stream: StreamName, id: string, { exceptionId }: Raised): void => {
    const deal = dealOf.get(stream);
    if (deal === undefined) return;
    const resume = (): void => void operate(stream, 'anna', id, { operation: 'resume', exceptionId });
    const cancel = (): void => void operate(stream, 'bert', id, { operation: 'cancel' });
    const release = (): void => {
      setHold(deal, false);
      resume();
    };
    switch (deal.creditHold) {
      case 'resume-early': {
        const again = early.has(stream);
        early.add(stream);
        later(minuteMs, 20 * minuteMs, again ? release : resume);
        return;
      }
      case 'release': {
        later(minuteMs, 60 * minuteMs, release);
        return;
      }
      case 'cancel': {
        later(minuteMs, 60 * minuteMs, cancel);
        return;
      }
      case 'quarrel': {
        later(minuteMs, minuteMs + 500, release);
        later(minuteMs, minuteMs + 500, cancel);
        return;
      }
      case 'none':
      case 'leave':
        return;
    }
  };

  /**
   * Looks into the ERP and says what became of the command: what stands there at once, that nothing does only when nothing
   * can take effect any more.
   */
  const settle = async (stream: StreamName, id: string, { exceptionId, commandId }: Raised): Promise<void> => {
    const kind = erpKindOf[exceptionId];
    let eager = random.chance(0.5);
    for (;;) {
      await pause(
        clock,
        eager ? random.int(0, options.latestEffectMs) : options.latestEffectMs + random.int(minuteMs, 20 * minuteMs),
      );
      const [found] = kind === undefined ? [] : await backends.records.byReference(kind, commandId ?? '');
      const seesNothingYet = eager && found === undefined;
      eager = false;
      if (seesNothingYet) continue;
      const effect = found === undefined ? null : { number: found.number, date: found.date, amount: found.amount };
      const told = await operate(stream, 'otto', id, { operation: 'settle', exceptionId, effect });
      // Somebody was calling just then: what was seen may be out of date.
      if (told !== 'command-in-progress') return;
    }
  };

  const receivablesActOn = (stream: StreamName, code: string): boolean => {
    const deal = dealOf.get(stream);
    const [first] = deal?.quotes ?? [];
    if (deal?.receivables !== 'decide' || first === undefined) return false;
    const number = first.variants[0]?.content.quoteNumber ?? '';
    return code !== 'payment-ambiguous' || stream === streamOfObject('transaction', first.tenant, first.source, number);
  };

  const onException = (event: RecordedEvent): void => {
    const raised = JSON.parse(event.data) as Raised;
    const { stream, id } = event;
    const { exceptionId } = raised;
    switch (raised.code) {
      case 'credit-hold': {
        onCreditHold(stream, id, raised);
        return;
      }
      case 'retries-exhausted': {
        // Some look first; others simply have it tried again.
        if (random.chance(0.5)) return void settle(stream, id, raised);
        later(minuteMs, 30 * minuteMs, () => void operate(stream, 'otto', id, { operation: 'resume', exceptionId }));
        return;
      }
      case 'amount-differs': {
        if (dealOf.get(stream)?.ownAmount?.agreed === true)
          later(minuteMs, 60 * minuteMs, () => void operate(stream, 'fina', id, { operation: 'resume', exceptionId }));
        return;
      }
      case 'payment-ambiguous':
      case 'payment-allocated-elsewhere': {
        if (receivablesActOn(stream, raised.code))
          later(minuteMs, 30 * minuteMs, () => void operate(stream, 'rita', id, { operation: 'resume', exceptionId }));
        return;
      }
      case 'no-effect': {
        later(minuteMs, 30 * minuteMs, () => void operate(stream, 'otto', id, { operation: 'resume', exceptionId }));
        return;
      }
      case 'outcome-unknown':
        return void settle(stream, id, raised);
      default:
        return;
    }
  };

  const unwanted = new Map(plan.unreadable.map((unreadable) => [unreadable.code, unreadable.discard]));
  const onParked = (event: RecordedEvent): void => {
    const { parkedId, code } = JSON.parse(event.data) as { parkedId: string; code: string };
    // In vain, as long as nothing else has changed: it stays where it is.
    if (random.chance(0.3))
      later(minuteMs, 60 * minuteMs, () => {
        void ask(({ orchestrator }) => orchestrator.parked.retry(parkedId, 'otto')).then((answer) =>
          trace(`otto: retry ${parkedId}: ${answer.ok ? 'taken' : answer.refusal.code}`),
        );
      });
    if (unwanted.get(code) !== true) return;
    const discard = async (): Promise<void> => {
      // The list may be behind the store.
      for (;;) {
        const answer = await ask(({ orchestrator }) => orchestrator.parked.discard(parkedId, 'otto', 'unreadable'));
        if (
          answer.ok ||
          backends.events
            .streamOf(event.stream)
            ?.some((e) => e.type === 'ParkedInputDiscarded' && e.data.includes(parkedId))
        )
          return;
        await pause(clock, 10 * minuteMs);
      }
    };
    later(minuteMs, 60 * minuteMs, () => void discard());
  };

  for (const deal of plan.deals) if (deal.creditHold !== 'none') setHold(deal, true);
  observer.each((event) => {
    if (event.type === 'ExceptionRaised') onException(event);
    else if (event.type === 'InputParked') onParked(event);
  });
};
