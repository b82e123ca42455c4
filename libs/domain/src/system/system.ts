import type { Decider, DomainEvent } from '@q2c/domain-events';
import { ok, refuse } from '@q2c/kernel';

/** `system-<tenant>.<instance>`: what happened to the connection with one counterpart instance. */
export type CounterpartSystem = { readonly breaker: 'closed' | 'open' };

export const systemDecider: Decider<CounterpartSystem, DomainEvent> = {
  category: 'system',
  initial: { breaker: 'closed' },
  evolve(state, event) {
    if (event.type === 'BreakerOpened') return { breaker: 'open' };
    return event.type === 'BreakerClosed' ? { breaker: 'closed' } : state;
  },
  decide(input, state) {
    if (input.kind !== 'breaker')
      return refuse({ code: 'input-unexpected', detail: `${input.kind} for a system stream` });
    const { system } = input;
    if (input.change === 'opened')
      return ok(
        state.breaker === 'open'
          ? []
          : [{ type: 'BreakerOpened', data: { system, code: input.code, until: input.until } }],
      );
    return ok(state.breaker === 'closed' ? [] : [{ type: 'BreakerClosed', data: { system } }]);
  },
  next: () => [],
};
