import { createVirtualClock as createClock, type VirtualClock, type VirtualClockOptions } from '@q2c/event-log';

/**
 * A virtual clock whose turns are turns of Node's event loop, unless the caller gives its own: callbacks run in the
 * order in which they were asked for, after all promises that are ready.
 */
export const createVirtualClock = (
  options: Pick<VirtualClockOptions, 'startMs'> & Partial<VirtualClockOptions>,
): VirtualClock => createClock({ turn: (wake) => setImmediate(wake), ...options });
