import { join } from 'node:path';
import { createMemoryBus } from '@q2c/adapter-memory';
import { createSystemClock, createSystemIds, openSqliteEventLog, openSqliteReadStore } from '@q2c/adapter-sqlite';
import { compose, defaultSettings } from '@q2c/composition';
import type { Counterpart } from '@q2c/ports';
import { acme, noPersonalData } from '../engine/engine.ts';
import { noopCounterpart, stepsProcess } from '../engine/steps-process.ts';

/**
 * The process that is measured: opens a filled folder and goes on. Prints one JSON line: when the first command reached
 * its counterpart, when all open ones had, when all due deadlines had been answered, and resident memory.
 */
const [folder, openCount, dueCount] = process.argv.slice(2);
if (folder === undefined) throw new RangeError('usage: start.ts FOLDER OPEN DUE');

// performance.now() counts from the start of the process.
const clock = createSystemClock();
const ids = createSystemIds();
const log = await openSqliteEventLog({ file: join(folder, 'events.db'), clock });
const readStore = await openSqliteReadStore({ file: join(folder, 'read.db'), clock });
const bus = createMemoryBus({ clock, ids });

let firstCommandMs = NaN;
let allOpenMs = NaN;
let peakRssMiB = 0;
const seen = new Set<string>();
// The filled store's requests are old: a counterpart that forgets keys would have a person called for each.
const noop = noopCounterpart({ kind: 'native', retentionMs: Infinity });
const counterpart: Counterpart = {
  ...noop,
  execute(commands) {
    if (seen.size === 0) firstCommandMs = performance.now();
    for (const { commandId } of commands) if (commandId.endsWith('/step1/noop/1')) seen.add(commandId);
    if (seen.size >= Number(openCount) && Number.isNaN(allOpenMs)) allOpenMs = performance.now();
    return noop.execute(commands);
  },
};

const faults: string[] = [];
const app = compose(
  {
    eventStore: log.events,
    bus,
    claims: log.claims,
    readStore,
    personalData: noPersonalData,
    clock,
    ids,
    counterparts: [counterpart],
  },
  stepsProcess,
  { ...defaultSettings, tenant: acme, onFault: (where, error) => faults.push(`${where}: ${String(error)}`) },
);
await app.start();
const startedMs = performance.now();

const rows = async (collection: string): Promise<boolean> =>
  (await readStore.range(collection, { limit: 1 })).length > 0;
const limitMs = 120_000;
let allDueMs = NaN;
for (;;) {
  peakRssMiB = Math.max(peakRssMiB, process.memoryUsage.rss() / 2 ** 20);
  const due = await rows('due');
  if (!due && Number.isNaN(allDueMs)) allDueMs = performance.now();
  if (!due && !(await rows('open')) && seen.size >= Number(openCount)) break;
  if (performance.now() > limitMs) throw new RangeError(`not done after ${limitMs} ms; faults: ${faults.join('; ')}`);
  await new Promise((resolve) => setTimeout(resolve, 20));
}
console.log(
  JSON.stringify({
    startedMs: Math.round(startedMs),
    firstCommandMs: Math.round(firstCommandMs),
    allOpenMs: Math.round(allOpenMs),
    allDueMs: Math.round(allDueMs),
    peakRssMiB: Math.round(peakRssMiB),
    due: Number(dueCount),
    faults,
  }),
);
await app.stop();
await bus.close();
await log.close();
await readStore.close();
