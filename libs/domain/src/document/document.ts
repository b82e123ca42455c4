import type { Decider, DomainEvent } from '@q2c/domain-events';
import { ok, refuse } from '@q2c/kernel';

/** `document-<tenant>.<sha256>`: a body too large for an event, part by part. The state is how many parts stand. */
export type StoredParts = number;

export const documentDecider: Decider<StoredParts, DomainEvent> = {
  category: 'document',
  initial: 0,
  evolve: (stored, event) => (event.type === 'DocumentPartStored' ? event.data.part + 1 : stored),
  decide(input, stored) {
    if (input.kind !== 'store-part')
      return refuse({ code: 'input-unexpected', detail: `${input.kind} for a document` });
    const { kind: _kind, ...data } = input;
    // The stream is named by its content, so a part that stands is this part.
    if (data.part < stored) return ok([]);
    if (data.part > stored)
      return refuse({ code: 'part-out-of-order', detail: `part ${data.part} of a document that has ${stored}` });
    return ok([{ type: 'DocumentPartStored', data }]);
  },
  next: () => [],
};
