import { MAX_INPUT_BYTES } from '@q2c/domain-events/codec';
import type { Block } from './container.ts';
import { FileFault } from './file-fault.ts';
import { inputOf, isMalformed, type Input } from './input.ts';
import type { IntakeRecord } from './intake-record.ts';
import { createOutput, isOutputFull, writeBytes, type Output } from './output.ts';
import { isUnfit } from './transcode.ts';

/** The records of blocks as messages in wire form, or why one of them has none. */
export type FileRecord = {
  /** In the file, from 1. */
  readonly record: number;
  readonly block: number;
  /** Where the block begins in the file, and the record in the block's uncompressed data; bytes. */
  readonly offset: number;
  readonly offsetInBlock: number;
} & (
  | { readonly kind: 'message'; readonly message: Uint8Array }
  | { readonly kind: 'unfit'; readonly code: 'message-too-large' | 'value-unfit'; readonly detail: string }
);

const HEADER_BYTES = 5;
const MAGIC = 0;

type Made = { readonly message: Uint8Array } | { readonly code: 'message-too-large' | 'value-unfit'; detail: string };

const faultIn = ({ number, offset }: Block, record: number, at: number, what: string): FileFault =>
  new FileFault('record-malformed', `record ${record}, at byte ${at} of the block's data: ${what}`, {
    ...{ block: number, offset },
  });

export const createMessages = ({ schemaId, resolved: { transcode, skip } }: IntakeRecord) => {
  const output: Output = createOutput(MAX_INPUT_BYTES);
  const header = Buffer.alloc(HEADER_BYTES, MAGIC);
  header.writeInt32BE(schemaId, 1);

  const make = (input: Input): Made => {
    output.at = 0;
    writeBytes(output, header, 0, HEADER_BYTES);
    try {
      transcode(input, output);
    } catch (error) {
      if (isUnfit(error)) return { code: 'value-unfit', detail: error.message };
      if (!isOutputFull(error)) throw error;
      return { code: 'message-too-large', detail: `it has more than ${MAX_INPUT_BYTES} bytes as a message` };
    }
    // A copy: the memory is used again for the next one.
    return { message: new Uint8Array(output.bytes.subarray(0, output.at)) };
  };

  /** A block with one record that is not there in full gives out none: where the others end is as doubtful. */
  const check = (block: Block, before: number): void => {
    const input = inputOf(block.data);
    for (let index = 0; index < block.count; index += 1) {
      const start = input.at;
      try {
        skip(input);
      } catch (error) {
        if (!isMalformed(error)) throw error;
        throw faultIn(block, before + index + 1, start, error.message);
      }
      if (input.at === start) throw faultIn(block, before + index + 1, start, 'it has no bytes');
    }
    if (input.at < block.data.length)
      throw faultIn(block, before + block.count, input.at, 'more bytes than the records of the block have');
  };

  return {
    /** `before`: how many records came before this block. Throws a `FileFault`. */
    *of(block: Block, before: number): Generator<FileRecord, void> {
      check(block, before);
      const input = inputOf(block.data);
      for (let record = before + 1; record <= before + block.count; record += 1) {
        const offsetInBlock = input.at;
        const made = make(input);
        // A record without a place in ours may have been left in its middle.
        input.at = offsetInBlock;
        input.depth = 0;
        skip(input);
        const place = { record, block: block.number, offset: block.offset, offsetInBlock };
        yield 'message' in made ? { ...place, kind: 'message', ...made } : { ...place, kind: 'unfit', ...made };
      }
    },
  };
};
