import { isFileFault, openIntakeFile, type FileFault, type FileRecord } from '../index.ts';

/** Everything a file gives, and what ended it. */
export type ReadAll = { readonly records: readonly FileRecord[]; readonly fault: FileFault | undefined };

export const readAll = async (path: string, object?: string): Promise<ReadAll> => {
  const records: FileRecord[] = [];
  const opened = await openIntakeFile(path, object);
  if (!opened.ok) throw new RangeError(`${opened.refusal.code}: ${JSON.stringify(opened.refusal.misfits)}`);
  try {
    for await (const record of opened.value.records()) records.push(record);
    return { records, fault: undefined };
  } catch (error) {
    if (!isFileFault(error)) throw error;
    return { records, fault: error };
  } finally {
    await opened.value.close();
  }
};

export const messagesOf = ({ records }: ReadAll): readonly Uint8Array[] =>
  records.map((record) => {
    if (record.kind !== 'message') throw new RangeError(`record ${record.record}: ${record.code}: ${record.detail}`);
    return record.message;
  });
