import { viewReader } from '@q2c/composition';
import { auditReader, createEventDecoder, indexReader, parkedReader, type ReaderDefinition } from '@q2c/runtime';
import { paymentsView, transactionsView } from '@q2c/views';
import { hash } from 'node:crypto';
import type { FinishedWorld } from '../world/world.ts';
import type { Checker } from './evidence.ts';

type Collections = Map<string, Map<string, string>>;

/** Runs a reader's definition over all events in batches of its own, on empty rows. */
const rebuild = async ({ backends }: FinishedWorld, definition: ReaderDefinition): Promise<Collections> => {
  const rows: Collections = new Map(definition.collections.map((name) => [name, new Map<string, string>()]));
  const events = backends.events
    .events()
    .filter(({ stream }) => definition.prefixes?.some((prefix) => stream.startsWith(prefix)) ?? true);
  const batchSize = 17;
  for (let from = 0; from < events.length; from += batchSize) {
    const batch = events.slice(from, from + batchSize);
    const through = batch.at(-1)?.position;
    if (through === undefined) break;
    await definition.apply(
      { events: batch, through },
      {
        get: (collection, keys) => Promise.resolve(keys.map((key) => rows.get(collection)?.get(key))),
        put(collection, key, value) {
          if (value === null) rows.get(collection)?.delete(key);
          else rows.get(collection)?.set(key, value);
        },
      },
    );
  }
  return rows;
};

const differences = async (world: FinishedWorld, definition: ReaderDefinition): Promise<string[]> => {
  const problems: string[] = [];
  const head = world.backends.events.events().at(-1)?.position;
  const checkpoint = world.backends.rows.checkpoints.get(definition.name);
  if (checkpoint !== head)
    problems.push(`${definition.name} stands at ${checkpoint ?? 'the beginning'} of ${head ?? ''}`);
  for (const [name, rows] of await rebuild(world, definition)) {
    const live = world.backends.rows.collections.get(name)?.values ?? new Map<string, string>();
    for (const key of new Set([...rows.keys(), ...live.keys()]))
      if (rows.get(key) !== live.get(key))
        problems.push(`${name}[${key}] is ${live.get(key) ?? 'missing'}, rebuilt ${rows.get(key) ?? 'missing'}`);
  }
  return problems;
};

const nobody = (): void => undefined;

export const indexesRebuildEqual: Checker = {
  name: 'indexes-rebuild-equal',
  check: ({ world }) => {
    const { language, announcing, announces } = world.definition;
    const decode = createEventDecoder(language);
    return differences(world, indexReader(decode, announcing, announces, { timetable: nobody, open: nobody }));
  },
};

export const viewsRebuildEqual: Checker = {
  name: 'views-rebuild-equal',
  check: async ({ world }) => {
    const decode = createEventDecoder(world.definition.language);
    const definitions = [
      ...[parkedReader(decode), auditReader()],
      ...[transactionsView, paymentsView].map((view) => viewReader(view, decode)),
    ];
    return (await Promise.all(definitions.map((definition) => differences(world, definition)))).flat();
  },
};

const framed = (text: string): string => `${new TextEncoder().encode(text).length}:${text}`;

/** The leaves as a stranger would compute them from the events alone. */
export const auditComplete: Checker = {
  name: 'audit-complete',
  check: ({ world }) => {
    const leaves = world.backends.events
      .events()
      .map(({ stream, revision, id, type, data, metadata }) =>
        hash('sha256', [stream, String(revision), id, type, data, metadata].map(framed).join(''), 'hex'),
      );
    const rows = world.backends.rows.collections.get('audit');
    const stored = (rows?.keys ?? []).filter((key) => key !== 'size').map((key) => rows?.values.get(key) ?? '');
    const problems =
      stored.join('') === leaves.join('') ? [] : [`the leaves differ from those of ${leaves.length} events`];
    return rows?.values.get('size') === String(leaves.length) || leaves.length === 0
      ? problems
      : [...problems, `the audit counts ${rows?.values.get('size') ?? 'nothing'} of ${leaves.length} events`];
  },
};
