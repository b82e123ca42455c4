import type { Decider, DomainEvent } from '@q2c/domain-events';
import { ok, refuse } from '@q2c/kernel';

/** `parked-<tenant>.<source>.<day>.<share>`: inputs that could not be taken in, each until it is taken or discarded. */
export type ParkedDay = Readonly<Record<string, 'parked' | 'taken' | 'discarded'>>;

const evolve = (day: ParkedDay, event: DomainEvent): ParkedDay => {
  switch (event.type) {
    case 'InputParked':
      return { ...day, [event.data.parkedId]: 'parked' };
    case 'ParkedInputTaken':
      return { ...day, [event.data.parkedId]: 'taken' };
    case 'ParkedInputDiscarded':
      return { ...day, [event.data.parkedId]: 'discarded' };
    default:
      return day;
  }
};

export const parkedDecider: Decider<ParkedDay, DomainEvent> = {
  category: 'parked',
  initial: {},
  evolve,
  decide(input, day) {
    if (input.kind === 'park') {
      const { kind: _kind, ...data } = input;
      return ok(day[input.parkedId] === undefined ? [{ type: 'InputParked', data }] : []);
    }
    if (input.kind !== 'parked-act')
      return refuse({ code: 'input-unexpected', detail: `${input.kind} for a parked stream` });
    const { parkedId, by } = input;
    if (day[parkedId] === undefined) return refuse({ code: 'parked-input-not-found', detail: parkedId });
    if (day[parkedId] !== 'parked') return ok([]);
    return ok([
      input.act === 'taken'
        ? { type: 'ParkedInputTaken', data: { parkedId, by } }
        : { type: 'ParkedInputDiscarded', data: { parkedId, by, why: input.why } },
    ]);
  },
  next: () => [],
};
