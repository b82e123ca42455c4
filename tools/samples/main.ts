/**
 * Writes `samples/`: `npm run samples`. The same records every time, under one build of zlib the same bytes; a test
 * compares what stands in them with the files.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sampleFiles } from './sample-files.ts';

const folder = new URL('../../samples/', import.meta.url);
for (const [name, bytes] of await sampleFiles()) {
  const file = fileURLToPath(new URL(name, folder));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, bytes);
  console.log(`${name}: ${bytes.length} bytes`);
}
