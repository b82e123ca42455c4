import type { Language } from '@q2c/domain-events/codec';
import type { RecordedEvent } from '@q2c/ports';
import { schemaVersionOf } from './metadata.ts';

/** An event as deciders and reducers see it: the newest version of its data. */
export type DecodedEvent = { readonly type: string; readonly data: object };

/**
 * Decodes recorded events. The store hands the same object to every reader of a process, so each event is decoded
 * once per process, however many readers want it; the memo goes with the object.
 */
export const createEventDecoder = (language: Language): ((event: RecordedEvent) => DecodedEvent) => {
  const memo = new WeakMap<RecordedEvent, DecodedEvent>();
  return (event) => {
    const known = memo.get(event);
    if (known !== undefined) return known;
    const decoded = {
      type: event.type,
      data: language.decodeEvent(event.type, schemaVersionOf(event.metadata), event.data),
    };
    memo.set(event, decoded);
    return decoded;
  };
};

export type EventDecoder = ReturnType<typeof createEventDecoder>;
