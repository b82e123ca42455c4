import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createMemoryErpRecords, type ErpDocument, type ErpRecords } from './records.ts';
import { openSqliteErpRecords } from './sqlite-records.ts';

const folder = mkdtempSync(join(tmpdir(), 'q2c-erp-'));
afterAll(() => rmSync(folder, { recursive: true }));

const order = (reference: string, minor = 100n): Omit<ErpDocument, 'number'> => ({
  kind: 'order',
  reference,
  date: '2026-03-01',
  amount: { minor, currency: 'EUR' },
  legalEntity: 'DE01',
  customerNumber: 'C-1',
  lines: ['SETUP × 1 = 100'],
  billTo: 'Ada ada@example.com',
  basis: 'Q-1',
});

let files = 0;
const adapters: readonly (readonly [string, () => ErpRecords])[] = [
  ['memory', createMemoryErpRecords],
  ['SQLite', () => openSqliteErpRecords({ file: join(folder, `erp-${(files += 1)}.db`) })],
];

describe.each(adapters)('ERP records in %s', (_name, make) => {
  test('each kind has a serial number series of its own', async () => {
    const records = make();
    const numbers = [];
    for (const kind of ['order', 'invoice', 'order', 'journal'] as const)
      numbers.push((await records.add({ ...order('a'), kind })).number);
    expect(numbers).toEqual(['SO-0000001', 'INV-0000001', 'SO-0000002', 'JE-0000001']);
  });

  test('the same reference twice is booked twice: nothing here deduplicates', async () => {
    const records = make();
    await records.add(order('a'));
    await records.add(order('a'));
    await records.add(order('b'));
    const found = await records.byReference('order', 'a');
    expect(found.map(({ number }) => number)).toEqual(['SO-0000001', 'SO-0000002']);
    expect(await records.byReference('invoice', 'a')).toEqual([]);
  });

  test('a document is found by its number and by no other series', async () => {
    const records = make();
    const stored = await records.add(order('a', 9_007_199_254_740_993n));
    expect(await records.byNumber('order', stored.number)).toEqual(stored);
    expect(stored.amount.minor).toBe(9_007_199_254_740_993n);
    for (const number of ['INV-0000001', 'SO-0000002', 'SO-', ''])
      expect(await records.byNumber('order', number)).toBeUndefined();
    expect(await records.byNumber('invoice', stored.number)).toBeUndefined();
  });

  test('a hold stands until it is lifted', async () => {
    const records = make();
    await records.setCreditHold('C-1', true);
    await records.setCreditHold('C-1', true);
    expect(await records.isOnCreditHold('C-1')).toBe(true);
    expect(await records.isOnCreditHold('C-2')).toBe(false);
    await records.setCreditHold('C-1', false);
    expect(await records.isOnCreditHold('C-1')).toBe(false);
  });
});

test('what was booked is still there when the file is opened again, also for a reader beside the ERP', async () => {
  const file = join(folder, 'kept.db');
  const first = openSqliteErpRecords({ file });
  const stored = await first.add(order('a'));
  const reader = openSqliteErpRecords({ file, readOnly: true });
  expect(await reader.all('order')).toEqual([stored]);
  await expect(reader.add(order('b'))).rejects.toMatchObject({ code: 'store-read-only' });
  reader.close();
  first.close();
  const again = openSqliteErpRecords({ file });
  expect((await again.add(order('c'))).number).toBe('SO-0000002');
  again.close();
});

test('books of version 1 are kept, without what they did not hold', async () => {
  const file = join(folder, 'older.db');
  const older = new DatabaseSync(file);
  older.exec(`
    CREATE TABLE documents (kind TEXT NOT NULL, n INTEGER NOT NULL, reference TEXT NOT NULL, date TEXT NOT NULL,
      minor INTEGER NOT NULL, currency TEXT NOT NULL, legal_entity TEXT NOT NULL, basis TEXT NOT NULL,
      PRIMARY KEY (kind, n)) WITHOUT ROWID;
    CREATE INDEX by_reference ON documents (kind, reference);
    CREATE TABLE credit_holds (customer TEXT PRIMARY KEY) WITHOUT ROWID;
    INSERT INTO documents VALUES ('order', 1, 'a', '2026-03-01', 100, 'EUR', 'DE01', 'Q-1');
    PRAGMA user_version=1`);
  older.close();
  const records = openSqliteErpRecords({ file });
  expect(await records.all('order')).toEqual([
    { ...order('a'), number: 'SO-0000001', customerNumber: '', lines: [], billTo: '' },
  ]);
  expect((await records.add(order('b'))).number).toBe('SO-0000002');
  records.close();
});
