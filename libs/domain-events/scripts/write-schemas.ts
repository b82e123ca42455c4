/**
 * Writes schemas/ from the definitions: `npm run node -- libs/domain-events/scripts/write-schemas.ts`.
 * A released file is not written over: the change needs a new version.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { q2cLanguage } from '../src/codec/index.ts';
import { releaseProblems, schemaFiles } from '../src/codec/schema-files.ts';
import { readFolder, schemaFolder } from './schema-folder.ts';

const wanted = schemaFiles(q2cLanguage);
const problems = releaseProblems(readFolder(schemaFolder).get('RELEASED') ?? '', wanted);
if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exitCode = 1;
} else {
  for (const [name, text] of wanted) writeFileSync(join(schemaFolder, name), text);
  console.log(`${wanted.size} files written to schemas/`);
}
