import { refuse, ok, type Result } from '@q2c/kernel';
import { openContainer } from './container.ts';
import { intakeRecordOf, type IntakeRecord, type SchemaRefusal } from './intake-record.ts';
import { createMessages, type FileRecord } from './messages.ts';

/** A container file whose records are inputs of ours. */
export type IntakeFile = Omit<IntakeRecord, 'resolved'> & {
  readonly codec: string;
  readonly size: number;
  /** Once. Throws a `FileFault` where the file is damaged; what came before is sound. */
  records(): AsyncGenerator<FileRecord, void>;
  /** Bytes of the file that were read so far. */
  position(): number;
  close(): Promise<void>;
};

/**
 * Of the file of this path, or of its bytes. `object`: where the record's name does not say it. Faults: a `FileFault`, or
 * what the file system says.
 */
export const openIntakeFile = async (
  from: string | Uint8Array,
  object?: string,
): Promise<Result<IntakeFile, SchemaRefusal>> => {
  const container = await openContainer(from);
  const found = intakeRecordOf(container.schema, object);
  if (!found.ok) {
    await container.close();
    return refuse(found.refusal);
  }
  const messages = createMessages(found.value);
  const { resolved: _resolved, ...described } = found.value;
  const { codec, size, position, close } = container;
  return ok({
    ...{ ...described, codec, size, position, close },
    async *records() {
      let before = 0;
      for await (const block of container.blocks()) {
        yield* messages.of(block, before);
        before += block.count;
      }
    },
  });
};
