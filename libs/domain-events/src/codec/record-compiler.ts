import type { Embedded } from '../definition/index.ts';

/** How a record inside another one is coded. Implemented by the language, which knows all records. */
export type RecordCompiler = {
  /** Canonical JSON of the value. `version` must be the newest. Throws a mismatch. */
  readonly json: (embedded: Embedded) => string;
  /** Brings a stored value to the newest version. Throws a mismatch. */
  readonly parse: (record: string, version: number, json: unknown) => Embedded;
  /** Avro bytes without header. */
  readonly toBytes: (embedded: Embedded) => Buffer;
  readonly fromBytes: (record: string, version: number, bytes: Buffer) => Embedded;
};
