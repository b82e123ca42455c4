import type { Counterpart, CounterpartCommand } from '@q2c/ports';
import type { ErpFault, ErpFaultPlan } from '@q2c/reference-systems';
import type { Boundary, FaultKind } from '../faults.ts';
import { never } from '../life.ts';
import type { Surroundings } from './faulty-call.ts';

/**
 * The way to a counterpart, with the faults that its operator and the network know. What the counterpart itself does
 * wrong is put into its own plan just before the call.
 */
export type ErpTroubles = {
  /** Given to the reference ERP. */
  readonly plan: ErpFaultPlan;
  next: ErpFault;
  /** Commands of which a look-up has said "not found". */
  readonly notFound: Set<string>;
  /** Until when the whole system is down, ms since epoch. */
  outageUntilMs: number;
  /** It is not down but too busy: some calls get through, some of them late, while their callers are told nothing. */
  overloaded: boolean;
};

export const createErpTroubles = (): ErpTroubles => {
  const troubles: ErpTroubles = {
    next: { kind: 'none' },
    notFound: new Set(),
    outageUntilMs: -Infinity,
    overloaded: false,
    plan() {
      const fault = troubles.next;
      troubles.next = { kind: 'none' };
      return fault;
    },
  };
  return troubles;
};

export type CounterpartLimits = { readonly callTimeoutMs: number; readonly latestEffectMs: number };

export const faultyCounterpart = (
  around: Surroundings,
  counterpart: Counterpart,
  troubles: ErpTroubles,
  limits: CounterpartLimits,
): Counterpart => {
  const { life, faults, clock, random } = around;
  const { callTimeoutMs, latestEffectMs } = limits;

  /** Late, and still as promised: a call that a process sends now has taken effect before `latestEffectMs`. */
  const lateMs = (): number => random.int(1_000, latestEffectMs - 1);
  const late = (afterMs: number): ErpFault =>
    // Without an answer for longer than the caller waits, or with the connection lost at once.
    afterMs > callTimeoutMs && random.chance(0.5) ? { kind: 'slow', ms: afterMs } : { kind: 'late', afterMs };

  const troubleOf = (kind: FaultKind | undefined): ErpFault => {
    switch (kind) {
      case 'fault-before':
        return { kind: 'unavailable' };
      case 'lost-answer':
        return { kind: 'lost-answer' };
      case 'delay':
        return { kind: 'slow', ms: random.int(100, callTimeoutMs * 2) };
      case 'late-effect':
      case 'late-when-sent-again':
        return late(lateMs());
      case 'late-beyond-promise':
        return { kind: 'late', afterMs: latestEffectMs + random.int(10 * latestEffectMs, 60 * latestEffectMs) };
      default:
        return { kind: 'none' };
    }
  };

  const outage = (boundary: Boundary): ErpFault => {
    if (!troubles.overloaded || random.chance(0.4)) return { kind: 'unavailable' };
    return boundary === 'execute' ? late(lateMs()) : { kind: 'none' };
  };

  const call = async <A>(
    boundary: Boundary,
    commands: readonly CounterpartCommand[],
    send: () => Promise<readonly A[]>,
  ): Promise<readonly A[]> => {
    if (!life.alive()) return never();
    const asked = commands.some(({ commandId }) => troubles.notFound.has(commandId));
    const kind = faults.choose(boundary, (each) => each !== (asked ? 'late-effect' : 'late-when-sent-again'));
    if (kind === 'crash-before') {
      life.crash();
      return never();
    }
    if (kind === 'outage') {
      troubles.outageUntilMs = clock.now() + random.int(10_000, 600_000);
      troubles.overloaded = random.chance(0.5);
    }
    troubles.next = clock.now() < troubles.outageUntilMs ? outage(boundary) : troubleOf(kind);
    const answers = await life.guard(send());
    if (kind === 'crash-after') {
      life.crash();
      return never();
    }
    return answers;
  };

  return {
    ...counterpart,
    execute: (commands) => call('execute', commands, () => counterpart.execute(commands)),
    lookup: async (commands) => {
      const answers = await call('lookup', commands, () => counterpart.lookup(commands));
      answers.forEach((answer, n) => {
        const command = commands[n];
        if (answer.kind === 'not-found' && command !== undefined) troubles.notFound.add(command.commandId);
      });
      return answers;
    },
  };
};
