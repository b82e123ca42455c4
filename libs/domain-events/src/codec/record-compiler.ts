import type { Embedded } from '../definition/index.ts';

/** How a record inside another one is coded. Implemented by the language, which knows all records. */
export type RecordCompiler = {
  /** Canonical JSON of the value. `version` must be the newest. Throws a mismatch. */
  json(embedded: Embedded): string;
  /** Brings a stored value to the newest version. Throws a mismatch. */
  parse(record: string, version: number, json: unknown): Embedded;
  /** Avro bytes without header. */
  toBytes(embedded: Embedded): Buffer;
  fromBytes(record: string, version: number, bytes: Buffer): Embedded;
};
