import type { DurableClock } from '@q2c/adapter-sqlite';
import type { Inputs } from './inputs.ts';
import type { Quiet } from './quiet.ts';

/**
 * Moves a virtual clock: only when nothing is in flight, and then to the next instant at which something is due: a
 * deadline, a retry, or what a counterpart or the bus still owes. So virtual time never overtakes work that the real
 * machine has not finished, and a year passes as fast as the work in it.
 */
export type Move = { readonly kind: 'moved'; readonly toMs: number } | { readonly kind: 'nothing-due' };

export type MoverOptions = {
  readonly clock: DurableClock;
  /** When something is due by itself next, ms since epoch; `null` when nothing is. */
  readonly nextWorkMs: () => Promise<number | null>;
  readonly inputs: Inputs;
  readonly untilQuiet: () => Promise<Quiet>;
  readonly onFault: (part: string, error: unknown) => void;
};

export type Mover = {
  /** Waits until nothing is in flight, then moves once. */
  move(): Promise<Move>;
  /**
   * Moves whenever no input came for `pauseMs` of real time and something is due, until stopped. While nothing is due
   * it sleeps until an input comes. The pause keeps time still between one input and the next.
   */
  run(pauseMs: number): { stop(): Promise<void> };
};

export const createMover = (options: MoverOptions): Mover => {
  const { clock, nextWorkMs, inputs, untilQuiet, onFault } = options;
  const target = (quiet: Quiet, next: number | null): number | null => {
    // What is due and was not done, or a reader that waits for a lease, goes on at the next wake of whoever waits.
    if (quiet === 'readers-behind' || (next !== null && next <= clock.now())) return clock.nextWakeMs();
    return next;
  };
  const move = async (): Promise<Move> => {
    const quiet = await untilQuiet();
    const toMs = target(quiet, await nextWorkMs());
    if (toMs === null) return { kind: 'nothing-due' };
    await clock.advanceTo(toMs);
    return { kind: 'moved', toMs };
  };

  const loop = async (stopped: AbortSignal, pauseMs: number): Promise<void> => {
    let seen = inputs.count();
    while (!stopped.aborted) {
      await untilQuiet();
      if (await inputs.beyond(seen, stopped, pauseMs)) {
        seen = inputs.count();
        continue;
      }
      // What a move set going may set going the next: no pause while nobody sends anything in between.
      let moved = await move();
      while (moved.kind === 'moved' && inputs.count() === seen && !stopped.aborted) moved = await move();
      if (moved.kind === 'nothing-due') await inputs.beyond(seen, stopped);
    }
  };

  return {
    move,
    run(pauseMs) {
      const controller = new AbortController();
      const running = loop(controller.signal, pauseMs).catch((error: unknown) => onFault('clock', error));
      return {
        async stop() {
          controller.abort();
          await running;
        },
      };
    },
  };
};
