import { codeOf, Fault, messageOf, ok, refuse, type Result } from '@q2c/kernel';
import type { RecordValue } from '../definition/index.ts';
import { MAX_INPUT_BYTES } from '../core/parked-input-events.ts';
import type { CompiledRecord } from './compiled-record.ts';
import { describe, isMismatch } from './mismatch.ts';
import { problemsOf } from './problems.ts';
import type { Vocabulary } from './vocabulary.ts';

/**
 * The wire form: Confluent's framing (0x00, schema id as big-endian int32) and Avro. A message is at most 900,000
 * bytes. What comes in is bounded before and while it is decoded, so a hostile message costs no more than its bytes;
 * intake records are then validated in full, since they come from outside.
 */
export type WireRefusal = {
  readonly code:
    | 'message-truncated'
    | 'message-too-large'
    | 'schema-unknown'
    | 'message-malformed'
    | 'too-many-items'
    /** The shape is right, the content breaks a rule of the record. */
    | 'content-invalid';
  readonly detail: string;
};

export type WireRecord = { readonly record: string; readonly version: number; readonly value: RecordValue };

export type Wire = {
  /** A value of the newest version. Faults `record-unknown`, `value-malformed`, `message-too-large`. */
  encode(record: string, value: object): Uint8Array;
  /** The value in its newest version. */
  decode(bytes: Uint8Array): Result<WireRecord, WireRefusal>;
};

const HEADER_BYTES = 5;
const MAGIC = 0;

const refusalCodes: ReadonlySet<string> = new Set<WireRefusal['code']>(['message-truncated', 'too-many-items']);

const refusalOf = (error: unknown): WireRefusal => {
  if (isMismatch(error)) return { code: 'message-malformed', detail: describe(error) };
  const code = codeOf(error);
  const detail = messageOf(error);
  if (code !== undefined && refusalCodes.has(code)) return { code: code as WireRefusal['code'], detail };
  return { code: detail === 'truncated buffer' ? 'message-truncated' : 'message-malformed', detail };
};

export const createWire = (vocabulary: Vocabulary): Wire => {
  // Encoding is synchronous, so one buffer serves all records; it never grows beyond the largest message.
  let scratch = Buffer.alloc(4_096);

  const write = ({ avroType, schemaId }: CompiledRecord, name: string, value: unknown): Uint8Array => {
    let end = avroType.encode(value, scratch, HEADER_BYTES);
    if (end < 0) {
      const needed = scratch.length - end;
      if (needed > MAX_INPUT_BYTES)
        throw new Fault('message-too-large', `${name} has ${needed} bytes, ${MAX_INPUT_BYTES} are allowed`, {
          retriable: false,
        });
      scratch = Buffer.alloc(Math.min(MAX_INPUT_BYTES, needed * 2));
      end = avroType.encode(value, scratch, HEADER_BYTES);
    }
    scratch.writeUInt8(MAGIC, 0);
    scratch.writeInt32BE(schemaId, 1);
    // A copy with memory of its own: a slice of a pool would drag the whole pool into another thread.
    return Uint8Array.prototype.slice.call(scratch, 0, end);
  };

  const read = (record: CompiledRecord, body: Buffer): WireRecord =>
    vocabulary.lift(record, record.codec.fromAvro(record.avroType.fromBuffer(body)) as RecordValue);

  const validated = (decoded: WireRecord): Result<WireRecord, WireRefusal> => {
    const newest = vocabulary.newest(decoded.record);
    if (newest?.definition.kind !== 'intake') return ok(decoded);
    const checked = newest.zod.safeParse(decoded.value);
    if (checked.success) return ok({ ...decoded, value: checked.data });
    const problems = problemsOf(checked.error).map(({ path, message }) => `${path}: ${message}`);
    return refuse({ code: 'content-invalid', detail: problems.join('; ') });
  };

  return {
    encode(name, value) {
      const record = vocabulary.newest(name);
      if (record === undefined) throw new Fault('record-unknown', `no record "${name}"`, { retriable: false });
      try {
        return write(record, name, record.codec.toAvro(value));
      } catch (error) {
        if (!isMismatch(error)) throw error;
        throw new Fault('value-malformed', `${name}: ${describe(error)}`, { retriable: false, cause: error });
      }
    },
    decode(bytes) {
      if (bytes.length > MAX_INPUT_BYTES)
        return refuse({ code: 'message-too-large', detail: `${bytes.length} bytes, ${MAX_INPUT_BYTES} are allowed` });
      if (bytes.length < HEADER_BYTES) return refuse({ code: 'message-truncated', detail: `${bytes.length} bytes` });
      const message = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
      if (message[0] !== MAGIC) return refuse({ code: 'message-malformed', detail: `the first byte is not 0` });
      const schemaId = message.readInt32BE(1);
      const record = vocabulary.bySchemaId(schemaId);
      if (record === undefined) return refuse({ code: 'schema-unknown', detail: `schema id ${schemaId}` });
      let decoded: WireRecord;
      try {
        decoded = read(record, message.subarray(HEADER_BYTES));
      } catch (error) {
        return refuse(refusalOf(error));
      }
      return validated(decoded);
    },
  };
};
