import type { Money, StreamName } from '@q2c/kernel';
import type { ErpDocument } from '@q2c/reference-systems';
import type { FinishedWorld } from '../world/world.ts';

/** What a finished world left behind, read as plain JSON: checkers share no code with what they check. */
export type Fields = Readonly<Record<string, unknown>>;

export type SeenEvent = {
  readonly stream: StreamName;
  readonly revision: number;
  readonly type: string;
  readonly data: Fields;
  readonly metadata: Fields;
  /** On the world's clock, ms since epoch. */
  readonly appendedAtMs: number;
};

export type Evidence = {
  readonly world: FinishedWorld;
  readonly events: readonly SeenEvent[];
  readonly streams: ReadonlyMap<StreamName, readonly SeenEvent[]>;
  /** Everything in the ERP's books. */
  readonly documents: readonly ErpDocument[];
};

/** Gives one line a problem; none when all is well. */
export type Checker = {
  readonly name: string;
  readonly check: (evidence: Evidence) => readonly string[] | Promise<readonly string[]>;
};

export const gather = async (world: FinishedWorld): Promise<Evidence> => {
  const events = world.backends.events.events().map((event, n): SeenEvent => ({
    stream: event.stream,
    revision: event.revision,
    type: event.type,
    data: JSON.parse(event.data) as Fields,
    metadata: JSON.parse(event.metadata) as Fields,
    appendedAtMs: world.appendedAtMs[n] ?? Number.NaN,
  }));
  const { records } = world.backends;
  const documents = await Promise.all([records.all('order'), records.all('invoice'), records.all('journal')]);
  return { world, events, streams: Map.groupBy(events, ({ stream }) => stream), documents: documents.flat() };
};

export const textOf = (fields: Fields, name: string): string => {
  const value = fields[name];
  return typeof value === 'string' ? value : '';
};

/** Money as events hold it: minor units as decimal text. */
export const moneyOf = (fields: Fields, name: string): Money => {
  const { minor, currency } = fields[name] as { minor: string; currency: string };
  return { minor: BigInt(minor), currency };
};

export const ofType = (events: readonly SeenEvent[] | undefined, type: string): readonly SeenEvent[] =>
  (events ?? []).filter((event) => event.type === type);

export const oneOfType = (events: readonly SeenEvent[] | undefined, type: string): SeenEvent | undefined =>
  (events ?? []).find((event) => event.type === type);

/** `<stream>/<step>/<object>/<n>` */
export const commandParts = (commandId: string): { stream: string; step: string; object: string; n: number } => {
  const [stream = '', step = '', object = '', n = ''] = commandId.split('/');
  return { stream, step, object, n: Number.parseInt(n, 10) };
};
