import type { FinishedWorld } from '../world/world.ts';
import { hourMs, minuteMs } from '../world/plan/world-plan.ts';
import { ofType, textOf, type Checker, type Evidence } from './evidence.ts';

/** How far ahead of the world's the furthest clock had been by then: what is decided by it may be appended later. */
const aheadMs = ({ clocks }: FinishedWorld, byMs: number): number =>
  Math.max(...clocks.filter(({ fromMs }) => fromMs <= byMs).map((reading) => reading.aheadMs));

/** Every deadline that was reached is dealt with, once there is peace, and none before its time. */
export const deadlinesKept: Checker = {
  name: 'deadlines-kept',
  check: ({ world, streams }) => {
    const problems: string[] = [];
    const { calmFromMs, endMs } = world.plan;
    const calm = world.setting.temper === 'calm';
    // Without faults nothing holds a deadline up; with them, leases of the dead have to run out.
    const slackMs = calm ? 5 * minuteMs : 3 * hourMs;
    for (const [stream, events] of streams)
      for (const { data, appendedAtMs } of ofType(events, 'DeadlineSet')) {
        const [name, at] = [textOf(data, 'name'), textOf(data, 'at')];
        const atMs = Date.parse(at);
        const cleared = ofType(events, 'DeadlineCleared').find(
          (other) => textOf(other.data, 'name') === name && textOf(other.data, 'at') === at,
        );
        const latestMs = Math.max(atMs, appendedAtMs, calm ? 0 : calmFromMs) + slackMs;
        if (latestMs < endMs && (cleared?.appendedAtMs ?? Infinity) > latestMs)
          problems.push(`${stream}: ${name} at ${at} was not dealt with in time`);
      }
    return [...problems, ...tooEarly(world, streams)];
  },
};

const reachedBy: Readonly<Record<string, string>> = {
  delivery: 'ObligationSatisfied',
  'payment-due': 'PaymentOverdue',
};

const tooEarly = (world: FinishedWorld, streams: Evidence['streams']): string[] => {
  const problems: string[] = [];
  for (const [stream, events] of streams)
    events.forEach(({ type, data, appendedAtMs }, n) => {
      if (type !== 'DeadlineCleared') return;
      const reached = events[n + 1]?.type === reachedBy[textOf(data, 'name')];
      if (reached && appendedAtMs < Date.parse(textOf(data, 'at')) - aheadMs(world, appendedAtMs))
        problems.push(`${stream}: ${textOf(data, 'name')} was reached at ${new Date(appendedAtMs).toISOString()}`);
    });
  return problems;
};

/** Nobody waits for what has been announced. */
export const waitsWoken: Checker = {
  name: 'waits-woken',
  check: ({ streams }) => {
    const announced = new Set<string>();
    for (const [stream, events] of streams)
      for (const { data } of ofType(events, 'PaymentReceived'))
        announced.add(`${stream.slice('payment-'.length, stream.indexOf('.'))}/${textOf(data, 'reference')}`);
    const problems: string[] = [];
    for (const [stream, events] of streams) {
      /** By kind. */
      const waits = new Map<string, string>();
      for (const { type, data } of events) {
        if (type === 'WaitingFor') waits.set(textOf(data, 'kind'), textOf(data, 'key'));
        if (type === 'WaitEnded') waits.delete(textOf(data, 'kind'));
      }
      for (const key of waits.values())
        if (announced.has(key)) problems.push(`${stream} waits for ${key}, which was announced`);
    }
    return problems;
  },
};
