import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { goldenFolder, readFolder } from '../../scripts/schema-folder.ts';
import { q2cLanguage } from './index.ts';
import { fileStem } from './schema-ids.ts';

const texts = readFolder(goldenFolder);
const stems = q2cLanguage.definitions.map((definition) => ({ definition, stem: fileStem(definition) }));
const bytes = (name: string): Buffer => readFileSync(join(goldenFolder, name));
const body = (message: Buffer): Buffer => message.subarray(5);

it('every record and version has golden bytes, and no golden bytes are of an unknown one', () => {
  const expected = stems.flatMap(({ stem }) => [`${stem}.jcs`, `${stem}.avro`]);
  const found = [...texts.keys()].filter((name) => name.endsWith('.jcs') || name.endsWith('.avro'));
  expect(found.sort()).toEqual(expected.sort());
});

describe.each(stems)('golden bytes of $stem', ({ definition, stem }) => {
  const tools = q2cLanguage.definition(definition.name, definition.version);
  const json = texts.get(`${stem}.jcs`) ?? '';
  const value = tools.fromJson(json);

  it('decode from JSON, and are written the same way today', () => {
    expect(tools.toJson(value)).toBe(json);
  });

  it.each([`${stem}.avro`, `fastavro/${stem}.avro`])('decode from %s to the same value', (file) => {
    const message = bytes(file);
    expect([message[0], message.readInt32BE(1)]).toEqual([0, tools.schemaId]);
    expect(tools.fromAvro(tools.avroType.fromBuffer(body(message)))).toEqual(value);
  });

  it('are written to Avro the same way today', () => {
    expect(tools.avroType.toBuffer(tools.toAvro(value)).equals(body(bytes(`${stem}.avro`)))).toBe(true);
  });

  it('arrive over the wire in the newest version', () => {
    const newest = q2cLanguage.definition(definition.name);
    const decoded = q2cLanguage.wire.decode(bytes(`${stem}.avro`));
    expect(decoded).toMatchObject({ ok: true, value: { record: definition.name, version: newest.version } });
    if (decoded.ok) expect(newest.toJson(decoded.value.value)).toEqual(expect.any(String));
  });
});

it.each(['Quote', 'QuoteAccepted'])('version 1 of %s is lifted to version 2', (name) => {
  const [v1, v2] = [1, 2].map((version) => texts.get(`${name}.v${version}.jcs`) ?? '');
  const read = (version: number, text = ''): object => q2cLanguage.definition(name, version).fromJson(text);
  const lifted = { ...read(1, v1), purchaseOrderNumber: null };
  expect(q2cLanguage.wire.decode(bytes(`${name}.v1.avro`))).toMatchObject({ ok: true, value: { value: lifted } });
  expect(read(2, v2)).toEqual({ ...lifted, purchaseOrderNumber: 'PO-1' });
});

it('a stored QuoteAccepted of version 1 is read as version 2', () => {
  const text = texts.get('QuoteAccepted.v1.jcs') ?? '';
  const stored = q2cLanguage.definition('QuoteAccepted', 1).fromJson(text);
  const lifted = q2cLanguage.decodeEvent('QuoteAccepted', 1, text);
  expect(lifted).toEqual({ ...stored, purchaseOrderNumber: null });
  expect(q2cLanguage.encodeEvent('QuoteAccepted', lifted).schemaVersion).toBe(2);
});
