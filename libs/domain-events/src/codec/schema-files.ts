import { createHash } from 'node:crypto';
import type { RecordDefinition } from '../definition/index.ts';
import type { Language } from './language.ts';
import { fileStem, schemaIds } from './schema-ids.ts';

/**
 * The published schemas: one file a record and version, and the table of ids. Files are written from the definitions.
 * A file whose hash stands in RELEASED never changes and never goes away; a new version is a new file.
 */
export type Files = ReadonlyMap<string, string>;

export const schemaFileName = (definition: RecordDefinition): string => `${fileStem(definition)}.avsc`;

const pretty = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

export const schemaFiles = ({
  definitions,
  definition: toolsOf,
}: Pick<Language, 'definitions' | 'definition'>): Files =>
  new Map([
    ...definitions.map((definition): [string, string] => [
      schemaFileName(definition),
      pretty(toolsOf(definition.name, definition.version).avroSchema),
    ]),
    ['ids.json', pretty(schemaIds)],
  ]);

export const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/** As `sha256sum` writes it: hash, two spaces, file name. */
const releasedLine = /^([0-9a-f]{64}) {2}([A-Za-z0-9]+\.v[1-9][0-9]*\.avsc)$/;

/** What is wrong with a folder of schemas, given the text of RELEASED. */
export const releaseProblems = (released: string, files: Files): readonly string[] =>
  released
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .flatMap((line) => {
      const [, hash, name] = releasedLine.exec(line) ?? [];
      if (hash === undefined || name === undefined) return [`RELEASED: "${line}" is not a hash and a file`];
      const text = files.get(name);
      if (text === undefined) return [`${name}: was released and is missing`];
      return sha256(text) === hash ? [] : [`${name}: was released and is not the same any more`];
    });
