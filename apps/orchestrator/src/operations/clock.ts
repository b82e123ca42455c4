import { ok, refuse, type Result } from '@q2c/kernel';
import type { Embedded } from '../embedded/open.ts';
import type { Moved, Refused } from './answers.ts';

/** Moves a manual clock to whatever is due next, once nothing is on its way any more. */
export const moveClock = async ({ configuration, mover, clock }: Embedded): Promise<Result<Moved, Refused>> => {
  if (configuration.clock !== 'manual' || mover === undefined)
    return refuse({
      code: 'clock-not-manual',
      detail: `the clock is "${configuration.clock}": it moves by itself; start with Q2C_CLOCK=manual to move it`,
    });
  const { kind } = await mover.move();
  return ok({ result: kind, now: new Date(clock.now()).toISOString() });
};
