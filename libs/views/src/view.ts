import type { DomainEvent, EventType } from '@q2c/domain-events';
import type { StreamName } from '@q2c/kernel';

/**
 * A view: rows derived from events, by pure functions only. `project` sees the rows it asked for and says which to
 * write; who stores them, and where the reader stands, is not its business. The same events in the same order give
 * the same rows, byte for byte, so a rebuilt view can be compared with the live one.
 */
export type ViewEvent = {
  readonly stream: StreamName;
  /** When the event was recorded, ISO instant. */
  readonly at: string;
  readonly event: DomainEvent;
};

export type RowRef = { readonly collection: string; readonly key: string };
/** `value: null` deletes the row. */
export type RowChange = RowRef & { readonly value: string | null };

export type View = {
  readonly name: string;
  /** The collections it writes, all of them its own. */
  readonly collections: readonly string[];
  /** Only streams whose names start so. */
  readonly prefixes: readonly string[];
  /** Only events of these types, and all where it is left out: what others say it need not understand. */
  readonly types?: readonly EventType[];
  /** The rows that `project` looks at for this event. */
  readonly reads: (event: ViewEvent) => readonly RowRef[];
  /** In the order of `reads`; `undefined` for a row that is not there. */
  readonly project: (event: ViewEvent, rows: readonly (string | undefined)[]) => readonly RowChange[];
};
