import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';
import { assertInvariant } from '@q2c/kernel';
import { documentNumber, type ErpDocument, type ErpKind, type ErpRecords } from './records.ts';

/**
 * The reference ERP's books in a file of its own (`erp.db`). A document takes the next number of its series and is
 * flushed to the disk in one commit of the ERP's own, so a crash of the orchestrator leaves documents behind whose
 * answer nobody heard. `reference` is indexed and not unique: the same order sent twice stands here twice.
 */
export type SqliteErpRecords = ErpRecords & {
  /** Customers whose orders are held now. */
  onCreditHold(): Promise<readonly string[]>;
  close(): void;
};

export type SqliteErpOptions = {
  readonly file: string;
  /** For readers beside a running ERP, such as an audit of its books: nothing is created or changed. */
  readonly readOnly?: boolean;
};

const schemaVersion = 2;
const schema = `
CREATE TABLE documents (
  kind TEXT NOT NULL,
  n INTEGER NOT NULL,
  reference TEXT NOT NULL,
  date TEXT NOT NULL,
  minor INTEGER NOT NULL,
  currency TEXT NOT NULL,
  legal_entity TEXT NOT NULL,
  basis TEXT NOT NULL,
  PRIMARY KEY (kind, n)
) WITHOUT ROWID;
CREATE INDEX by_reference ON documents (kind, reference);
CREATE TABLE credit_holds (customer TEXT PRIMARY KEY) WITHOUT ROWID;`;
/** What books of version 1 did not hold. */
const added = `
ALTER TABLE documents ADD COLUMN customer TEXT NOT NULL DEFAULT '';
ALTER TABLE documents ADD COLUMN lines TEXT NOT NULL DEFAULT '[]';
ALTER TABLE documents ADD COLUMN bill_to TEXT NOT NULL DEFAULT '';`;

const columns = 'kind, n, reference, date, minor, currency, legal_entity, basis, customer, lines, bill_to';

const documentOf = (row: Readonly<Record<string, SQLOutputValue>>): ErpDocument => {
  const kind = String(row['kind']) as ErpKind;
  return {
    kind,
    number: documentNumber(kind, Number(row['n'])),
    reference: String(row['reference']),
    date: String(row['date']),
    amount: { minor: row['minor'] as bigint, currency: String(row['currency']) },
    legalEntity: String(row['legal_entity']),
    customerNumber: String(row['customer']),
    lines: JSON.parse(String(row['lines'])) as readonly string[],
    billTo: String(row['bill_to']),
    basis: String(row['basis']),
  };
};

const open = ({ file, readOnly = false }: SqliteErpOptions): DatabaseSync => {
  const database = new DatabaseSync(file, { readOnly, readBigInts: true, timeout: 5_000 });
  if (!readOnly) database.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL');
  const version = (): unknown => database.prepare('PRAGMA user_version').get()?.['user_version'];
  const begun = version();
  if (!readOnly && (begun === 0n || begun === 1n))
    database.exec(
      `BEGIN IMMEDIATE; ${begun === 0n ? schema : ''} ${added} PRAGMA user_version=${schemaVersion}; COMMIT`,
    );
  assertInvariant(
    version() === BigInt(schemaVersion),
    'store-version-unknown',
    `${file} has schema ${String(version())}, expected ${schemaVersion}`,
  );
  return database;
};

/** Faults: `store-version-unknown`; errors of `node:sqlite` as they are. */
export const openSqliteErpRecords = (options: SqliteErpOptions): SqliteErpRecords => {
  const database = open(options);
  // The number is taken and the document stored by one statement, so no two documents share a number.
  const insert = options.readOnly
    ? undefined
    : database.prepare(
        `INSERT INTO documents (${columns})
         SELECT ?1, COALESCE(MAX(n), 0) + 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10 FROM documents WHERE kind = ?1 RETURNING n`,
      );
  const byReference = database.prepare(`SELECT ${columns} FROM documents WHERE kind = ? AND reference = ? ORDER BY n`);
  const byNumber = database.prepare(`SELECT ${columns} FROM documents WHERE kind = ? AND n = ?`);
  const all = database.prepare(`SELECT ${columns} FROM documents WHERE kind = ? ORDER BY n`);
  const held = database.prepare('SELECT customer FROM credit_holds ORDER BY customer');
  const isHeld = database.prepare('SELECT 1 FROM credit_holds WHERE customer = ?');

  return {
    async add(document) {
      const { kind, reference, date, amount, legalEntity, basis, customerNumber, lines, billTo } = document;
      const row = insert?.get(
        ...[kind, reference, date, amount.minor, amount.currency, legalEntity, basis],
        ...[customerNumber, JSON.stringify(lines), billTo],
      );
      assertInvariant(row !== undefined, 'store-read-only', 'these records were opened for reading');
      return { ...document, number: documentNumber(kind, Number(row['n'])) };
    },
    byReference: async (kind, reference) => byReference.all(kind, reference).map(documentOf),
    async byNumber(kind, number) {
      const digits = /-(\d+)$/.exec(number)?.[1];
      const row = digits === undefined ? undefined : byNumber.get(kind, BigInt(digits));
      const found = row === undefined ? undefined : documentOf(row);
      // `INV-7` is not `SO-7`.
      return found?.number === number ? found : undefined;
    },
    all: async (kind) => all.all(kind).map(documentOf),
    isOnCreditHold: async (customer) => isHeld.get(customer) !== undefined,
    async setCreditHold(customer, hold) {
      const sql = hold
        ? 'INSERT OR IGNORE INTO credit_holds (customer) VALUES (?)'
        : 'DELETE FROM credit_holds WHERE customer = ?';
      database.prepare(sql).run(customer);
    },
    onCreditHold: async () => held.all().map((row) => String(row['customer'])),
    close: () => database.close(),
  };
};
