/**
 * Writes the Avro twin of each golden `.jcs` file that has none yet:
 * `npm run node -- libs/domain-events/scripts/write-golden.ts`. Existing files stay as they are.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { q2cLanguage } from '../src/codec/index.ts';
import { fileStem } from '../src/codec/schema-ids.ts';
import { goldenFolder, readFolder } from './schema-folder.ts';

const texts = readFolder(goldenFolder);
for (const definition of q2cLanguage.definitions) {
  const stem = fileStem(definition);
  const text = texts.get(`${stem}.jcs`);
  const target = join(goldenFolder, `${stem}.avro`);
  if (text === undefined) {
    console.error(`${stem}.jcs is missing: write one value by hand`);
    process.exitCode = 1;
  } else if (!existsSync(target)) {
    const { schemaId, avroType, toAvro, fromJson } = q2cLanguage.definition(definition.name, definition.version);
    const header = Buffer.alloc(5);
    header.writeInt32BE(schemaId, 1);
    writeFileSync(target, Buffer.concat([header, avroType.toBuffer(toAvro(fromJson(text)))]));
    console.log(`${stem}.avro`);
  }
}
