import type { DomainEvent } from '@q2c/domain-events';
import type { RecordedEvent } from '@q2c/ports';
import { readMetadata, type EventDecoder, type ReaderDefinition, type Rows } from '@q2c/runtime';
import type { RowRef, View, ViewEvent } from '@q2c/views';

/**
 * Carries a pure view on an ordered reader: rows and checkpoint go in one commit. The rows a batch looks at are read
 * once, and each row is written once a batch, as its last event left it.
 */
const separator = '\u0000';
const idOf = ({ collection, key }: RowRef): string => collection + separator + key;

const load = async (rows: Rows, refs: readonly RowRef[]): Promise<Map<string, string | undefined>> => {
  const wanted = new Map<string, Set<string>>();
  for (const { collection, key } of refs) wanted.set(collection, (wanted.get(collection) ?? new Set()).add(key));
  const known = new Map<string, string | undefined>();
  for (const [collection, keySet] of wanted) {
    const keys = [...keySet];
    const values = await rows.get(collection, keys);
    keys.forEach((key, n) => known.set(idOf({ collection, key }), values[n]));
  }
  return known;
};

export const viewReader = (view: View, decode: EventDecoder): ReaderDefinition => {
  const types: ReadonlySet<string> | undefined = view.types === undefined ? undefined : new Set(view.types);
  const isLookedAt = ({ type }: RecordedEvent): boolean => types?.has(type) ?? true;
  return {
    name: view.name,
    collections: view.collections,
    prefixes: view.prefixes,
    async apply({ events }, rows) {
      const viewed = events.filter(isLookedAt).map((event): ViewEvent => ({
        stream: event.stream,
        at: readMetadata(event.metadata).recordTime,
        event: decode(event) as DomainEvent,
      }));
      const known = await load(rows, viewed.flatMap(view.reads));
      const changed = new Map<string, { readonly collection: string; readonly key: string; value: string | null }>();
      for (const event of viewed)
        for (const change of view.project(
          event,
          view.reads(event).map((ref) => known.get(idOf(ref))),
        )) {
          known.set(idOf(change), change.value ?? undefined);
          changed.set(idOf(change), change);
        }
      for (const { collection, key, value } of changed.values()) rows.put(collection, key, value);
    },
  };
};
