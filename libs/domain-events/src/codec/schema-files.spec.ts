import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import avsc from 'avsc';
import { readFolder, schemaFolder } from '../../scripts/schema-folder.ts';
import { q2cLanguage, quoteToCashRecords } from './index.ts';
import { lintPersonalFields, lintSchema } from './lint.ts';
import { releaseProblems, schemaFiles } from './schema-files.ts';
import { schemaIds } from './schema-ids.ts';

const committed = readFolder(schemaFolder);
const released = committed.get('RELEASED') ?? '';

it('schemas/ is what the definitions give, no more and no less', () => {
  const expected = schemaFiles(q2cLanguage);
  expect(Object.fromEntries([...committed].filter(([name]) => name !== 'RELEASED'))).toEqual(
    Object.fromEntries(expected),
  );
});

it('every record of the product has a schema id of its own, and every id a record', () => {
  const stems = q2cLanguage.definitions.map(({ name, version }) => `${name}.v${version}`);
  expect(Object.keys(schemaIds).sort()).toEqual(stems.sort());
  expect(new Set(Object.values(schemaIds)).size).toBe(stems.length);
});

describe('released schemas', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'schemas-'));
    cpSync(schemaFolder, folder, { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const problems = (): readonly string[] => {
    const files = readFolder(folder);
    return releaseProblems(files.get('RELEASED') ?? '', files);
  };

  it('are the pairs that prove upcasting, unchanged', () => {
    const names = released.split('\n').flatMap((line) => /^[0-9a-f]{64} {2}(.+)$/.exec(line)?.[1] ?? []);
    expect(names).toEqual(['Quote.v1.avsc', 'Quote.v2.avsc', 'QuoteAccepted.v1.avsc', 'QuoteAccepted.v2.avsc']);
    expect(problems()).toEqual([]);
  });

  it('may not change, not even in white space', () => {
    appendFileSync(join(folder, 'Quote.v1.avsc'), '\n');
    expect(problems()).toEqual(['Quote.v1.avsc: was released and is not the same any more']);
  });

  it('may not be deleted', () => {
    rmSync(join(folder, 'QuoteAccepted.v1.avsc'));
    expect(problems()).toEqual(['QuoteAccepted.v1.avsc: was released and is missing']);
  });

  it('others may change as long as they are not released', () => {
    appendFileSync(join(folder, 'OrderBooked.v1.avsc'), '\n');
    rmSync(join(folder, 'PostInvoice.v1.avsc'));
    expect(problems()).toEqual([]);
  });

  it('stand in RELEASED in a form that the check understands', () => {
    writeFileSync(join(folder, 'RELEASED'), 'd0bff3ae Quote.v1.avsc\n');
    expect(problems()).toEqual(['RELEASED: "d0bff3ae Quote.v1.avsc" is not a hash and a file']);
  });
});

it.each(['Quote', 'QuoteAccepted'])('versions of %s read each other: full compatibility', (name) => {
  const [v1, v2] = [1, 2].map((version) =>
    avsc.Type.forSchema(
      JSON.parse(readFileSync(join(schemaFolder, `${name}.v${version}.avsc`), 'utf8')) as avsc.Schema,
    ),
  );
  if (v1 === undefined || v2 === undefined) throw new Error('no schemas');
  expect(v2.createResolver(v1)).toBeDefined();
  expect(v1.createResolver(v2)).toBeDefined();
});

describe.each(
  q2cLanguage.definitions.map((definition) => ({ definition, title: `${definition.name}.v${definition.version}` })),
)('$title', ({ definition, title }) => {
  it('passes the lint', () => {
    expect(lintSchema(JSON.parse(committed.get(`${title}.avsc`) ?? 'null'))).toEqual([]);
    expect(lintPersonalFields(definition)).toEqual([]);
  });
});

it('the language holds the records of the product and those of the runtime', () => {
  expect(q2cLanguage.definitions.length).toBeGreaterThan(quoteToCashRecords.length);
});
