import type { Language } from '@q2c/domain-events/codec';
import type { RecordedEvent } from '@q2c/ports';
import { schemaVersionOf } from './metadata.ts';

/** An event as deciders and reducers see it: the newest version of its data. */
export type DecodedEvent = { readonly type: string; readonly data: object };

/**
 * Decodes recorded events, each once per process however many readers want it. What this process wrote a moment ago is
 * known already: event ids are taken over the content, so an id stands for one value. The order of its keys is not
 * part of it: rows are written field by field.
 */
export type EventDecoder = {
  (event: RecordedEvent): DecodedEvent;
  /** Told before the append, since readers may see the event before the writer sees its answer. `data`: as written. */
  know(id: string, event: DecodedEvent, data: string): void;
};

/** Events of one generation. Two generations are kept: the oldest go all at once, at no cost an event. */
const generation = 2_048;
/** Larger events are decoded anew: kept, a few hundred of them would be most of the memory. */
const maxKnownLength = 16_384;

export const createEventDecoder = (language: Language): EventDecoder => {
  let young = new Map<string, DecodedEvent>();
  let old = young;
  const know = (id: string, event: DecodedEvent, data: string): void => {
    if (data.length > maxKnownLength) return;
    if (young.size >= generation) {
      old = young;
      young = new Map();
    }
    young.set(id, event);
  };
  const decode = ({ id, type, data, metadata }: RecordedEvent): DecodedEvent => {
    const known = young.get(id) ?? old.get(id);
    if (known !== undefined) return known;
    const decoded = { type, data: language.decodeEvent(type, schemaVersionOf(metadata), data) };
    know(id, decoded, data);
    return decoded;
  };
  return Object.assign(decode, { know });
};
