import { parseArgs } from 'node:util';
import { startEngine } from '../engine/engine.ts';

/**
 * `npm run bench:idle`: processor time of a whole process that has worked and now has nothing to do. Readers, alarms,
 * leases and connectors are up; nothing may poll.
 */
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '30' },
    output: { type: 'string', default: 'table' },
    help: { type: 'boolean', default: false },
  },
});
const seconds = Number(values.seconds);
if (values.help || !(seconds >= 1 && seconds <= 600) || !['json', 'table'].includes(values.output)) {
  console.log('usage: npm run bench:idle -- [--seconds 1-600] [--output json|table]');
  process.exit(values.help ? 0 : 2);
}

const engine = await startEngine({ kind: 'native', retentionMs: 86_400_000 });
await engine.many(100, 2_000);
await engine.caughtUp();
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
// What the load left behind (garbage, checkpoints of files) is not idling.
await pause(5_000);
const before = process.cpuUsage();
await pause(seconds * 1000);
const { user, system } = process.cpuUsage(before);
engine.check();
await engine.stop();
const percent = Number(((user + system) / (seconds * 1e4)).toFixed(3));
if (values.output === 'json') console.log(JSON.stringify({ idle: { seconds, cpuPercentOfOneCore: percent } }));
else console.log(`idle for ${seconds} s: ${percent} % of one core (goal: below 1 %)`);
