import { streamName, tenant, type EventId } from '@q2c/kernel';
import { createSystemClock, openDataFolder, openSqliteEventLog } from '../src/index.ts';

/**
 * A process that appends to a data folder and says so only after it was told that it is durable:
 * appender.ts FOLDER STREAMS APPENDS_A_STREAM — `open`, then a line `stream revision id` for each acknowledged append.
 */
const [, , path = '', streams = '20', appends = '1'] = process.argv;

const folder = await openDataFolder(path, new Date());
const log = await openSqliteEventLog({ file: folder.file('events.db'), clock: createSystemClock() });

/** Resolves when the line is out: on a pipe that the reader is slow to empty, a synchronous write fails with EAGAIN. */
const say = (line: string): Promise<void> =>
  new Promise((resolve, reject) => {
    process.stdout.write(`${line}\n`, (error) => (error ? reject(error) : resolve()));
  });

await say('open');

const hex = (value: number, length: number): string => value.toString(16).padStart(length, '0');

const write = async (n: number): Promise<void> => {
  const stream = streamName('killed', tenant('acme'), String(n));
  const found = await log.events.readStream(stream);
  let last = found.kind === 'found' ? found.events.length - 1 : -1;
  for (let count = 0; count < Number(appends); count += 1) {
    const id = `${hex(process.pid, 8)}-0000-5000-8000-${hex(n, 6)}${hex(count, 6)}` as EventId;
    const event = { id, type: 'Counted', data: `{"text":"${'x'.repeat(200)}"}`, metadata: '{}' };
    const answer = await log.events.append(stream, last === -1 ? 'no-stream' : last, [event]);
    if (answer.kind !== 'appended') throw new Error(`${stream} was at ${answer.actual}, not ${last}`);
    last = answer.revision;
    await say(`${stream} ${last} ${id}`);
  }
};

await Promise.all(Array.from({ length: Number(streams) }, (_, n) => write(n)));
await log.close();
folder.close();
