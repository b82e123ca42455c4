import type { StreamName } from '@q2c/kernel';
import type { Position, ReadStore, RecordedEvent } from '@q2c/ports';
import type { DecodedEvent, EventDecoder } from './events.ts';
import type { ReaderDefinition } from './reader.ts';
import type { Rows } from './row-cache.ts';

/**
 * The indexes: what is due, which commands are open, who waits for what. Derived from events alone by one ordered
 * reader, read by range, so that start-up never depends on the number of streams.
 *
 * | collection | key | value |
 * | --- | --- | --- |
 * | due | at, stream, deadline | – |
 * | open | command id | system, lane, revision and position of its latest request |
 * | waiting | kind, key, stream | – |
 * | waitkey | kind, key | how many wait, who announced |
 * | wakeup | kind, key | – : somebody waits for what somebody announced |
 */
export const indexCollections = ['due', 'open', 'waiting', 'waitkey', 'wakeup'] as const;

/** Separates parts of an index key; it sorts before everything a part may contain. */
const separator = '\u0001';
/** Sorts after every key whose first parts are these, and before all others that do. No separator at the end. */
export const beyond = (parts: string): string => `${parts}\u0002`;

export type WaitKey = { readonly kind: string; readonly key: string };
/** Which keys an event announces to those who wait for them. Pure, part of the process definition. */
export type Announces = (stream: StreamName, event: DecodedEvent) => readonly WaitKey[];

export type OpenCommand = {
  readonly system: string;
  readonly lane: string;
  readonly stream: StreamName;
  readonly revision: number;
  readonly position: string;
};

type WaitKeyRow = { waiting: number; announcedBy: string[] };
/** Announcements kept per key. More than this many payments for one document are found by the document, not by waking. */
const announcersMax = 64;

export const dueKey = (at: string, stream: StreamName, name: string): string =>
  `${at}${separator}${stream}${separator}${name}`;
export const readDueKey = (key: string): { at: string; stream: StreamName; name: string } => {
  const [at = '', stream = '', name = ''] = key.split(separator);
  return { at, stream: stream as StreamName, name };
};
/** Keys are text of others, of any characters; in a row's key they stand escaped. */
export const waitText = ({ kind, key }: WaitKey): string => `${kind}${separator}${encodeURIComponent(key)}`;
export const readWaitText = (text: string): WaitKey => {
  const [kind = '', key = ''] = text.split(separator);
  return { kind, key: decodeURIComponent(key) };
};
export const waiterPrefix = (wait: string): string => `${wait}${separator}`;
export const waiterOf = (key: string): StreamName => key.slice(key.lastIndexOf(separator) + 1) as StreamName;
export const readAnnouncers = (value: string): readonly StreamName[] =>
  (JSON.parse(value) as WaitKeyRow).announcedBy as StreamName[];

/** Loads a wait key's row, lets `change` alter it, and keeps `wakeup` in step: there while both sides are. */
const changeWaitKey = async (rows: Rows, wait: string, change: (row: WaitKeyRow) => void): Promise<void> => {
  const [text] = await rows.get('waitkey', [wait]);
  const row: WaitKeyRow = text === undefined ? { waiting: 0, announcedBy: [] } : (JSON.parse(text) as WaitKeyRow);
  change(row);
  const empty = row.waiting === 0 && row.announcedBy.length === 0;
  rows.put('waitkey', wait, empty ? null : JSON.stringify(row));
  rows.put('wakeup', wait, row.waiting > 0 && row.announcedBy.length > 0 ? '' : null);
};

/** Event types that touch rows the scheduler acts on. */
const timetable: ReadonlySet<string> = new Set(['DeadlineSet', 'DeadlineCleared', 'WaitingFor', 'WaitEnded']);
const indexed: ReadonlySet<string> = new Set([...timetable, 'CommandRequested', 'CommandSettled', 'CommandParked']);

type Field = Readonly<Record<string, string>>;

const applyOne = async (event: RecordedEvent, decode: EventDecoder, rows: Rows): Promise<void> => {
  const { stream } = event;
  switch (event.type) {
    case 'CommandRequested': {
      const { commandId = '', system = '', lane = '' } = decode(event).data as Field;
      const open: OpenCommand = { system, lane, stream, revision: event.revision, position: event.position };
      rows.put('open', commandId, JSON.stringify(open));
      return;
    }
    case 'CommandSettled':
    case 'CommandParked':
      rows.put('open', (decode(event).data as Field)['commandId'] ?? '', null);
      return;
    case 'DeadlineSet':
    case 'DeadlineCleared': {
      const { at = '', name = '' } = decode(event).data as Field;
      rows.put('due', dueKey(at, stream, name), event.type === 'DeadlineSet' ? '' : null);
      return;
    }
    case 'WaitingFor':
    case 'WaitEnded': {
      const wait = waitText(decode(event).data as unknown as WaitKey);
      const waits = event.type === 'WaitingFor';
      rows.put('waiting', waiterPrefix(wait) + stream, waits ? '' : null);
      await changeWaitKey(rows, wait, (row) => void (row.waiting += waits ? 1 : -1));
      return;
    }
    default:
  }
};

export const indexReader = (
  decode: EventDecoder,
  announcing: ReadonlySet<string>,
  announces: Announces,
  changed: { timetable(): void; open(): void },
): ReaderDefinition => {
  /** Through where rows that the scheduler acts on were touched and are not committed yet. */
  let touchedThrough: Position | null = null;
  let opened = false;
  const announce = async (event: RecordedEvent, rows: Rows): Promise<void> => {
    for (const wait of announces(event.stream, decode(event)))
      await changeWaitKey(rows, waitText(wait), (row) => {
        if (row.announcedBy.length < announcersMax && !row.announcedBy.includes(event.stream))
          row.announcedBy.push(event.stream);
      });
  };
  return {
    name: 'indexes',
    collections: indexCollections,
    async apply(batch, rows) {
      for (const event of batch.events) {
        if (indexed.has(event.type)) await applyOne(event, decode, rows);
        if (announcing.has(event.type)) await announce(event, rows);
        if (event.type === 'CommandRequested') opened = true;
        if (timetable.has(event.type) || announcing.has(event.type)) touchedThrough = batch.through;
      }
    },
    committed(to) {
      if (opened) changed.open();
      opened = false;
      if (touchedThrough === null) return;
      if (to >= touchedThrough) touchedThrough = null;
      changed.timetable();
    },
  };
};

/** The open ones among these commands, in their places. */
export const readOpenCommands = async (
  readStore: ReadStore,
  commandIds: readonly string[],
): Promise<readonly (OpenCommand | undefined)[]> =>
  (await readStore.get('open', commandIds)).map((value) =>
    value === undefined ? undefined : (JSON.parse(value) as OpenCommand),
  );
