import type { Checker } from './evidence.ts';

export const comesToRest: Checker = {
  name: 'comes-to-rest',
  check: ({ world }) => (world.breakdown === null ? [] : [world.breakdown]),
};

/** No process met a fault that retries cannot heal: it would have stopped a part of it. */
export const noAlarms: Checker = {
  name: 'no-alarms',
  check: ({ world }) => world.alarms.map(({ process, where, message }) => `${process} ${where}: ${message}`),
};
