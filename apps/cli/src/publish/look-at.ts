import { codeOf, messageOf } from '@q2c/kernel';
import { describePlace, isFileFault, openIntakeFile, type Misfit } from '../avro-file/index.ts';

/** Why a file is not read at all. `unreadable`: the file system does not give it. */
export type FileRefusal = {
  readonly file: string;
  readonly unreadable: boolean;
  readonly code: string;
  readonly detail: string;
  readonly misfits: readonly Misfit[];
};

/** What the file system says of a path has a code as well. */
export const isFromFileSystem = (error: unknown): boolean =>
  codeOf(error) === 'file-not-regular' || (typeof error === 'object' && error !== null && 'syscall' in error);

/** Looks at the header of a file. Gives its size in bytes, or why it is not to be sent. */
const lookAt = async (file: string, object: string | undefined): Promise<FileRefusal | number> => {
  try {
    const opened = await openIntakeFile(file, object);
    if (!opened.ok) return { file, unreadable: false, ...opened.refusal };
    await opened.value.close();
    return opened.value.size;
  } catch (error) {
    const code = codeOf(error) ?? '';
    const refused = { file, code, detail: messageOf(error), misfits: [] };
    if (isFromFileSystem(error)) return { ...refused, unreadable: true };
    if (!isFileFault(error)) throw error;
    return { ...refused, unreadable: false, detail: `${describePlace(error.place)}: ${error.message}` };
  }
};

/** Of all files, so that everything that does not fit is said at once. */
export const lookAtAll = async (
  files: readonly string[],
  object: string | undefined,
): Promise<{ readonly refused: readonly FileRefusal[]; readonly totalBytes: number }> => {
  const refused: FileRefusal[] = [];
  let totalBytes = 0;
  for (const file of files) {
    const looked = await lookAt(file, object);
    if (typeof looked === 'number') totalBytes += looked;
    else refused.push(looked);
  }
  return { refused, totalBytes };
};

export const refusalText = ({ file, unreadable, code, detail, misfits }: FileRefusal): string =>
  [
    unreadable ? `error: ${file}: ${detail}` : `refused: ${file}: ${code}: ${detail}`,
    ...misfits.map(({ path, message }) => `  ${path === '' ? 'the record' : path}: ${message}`),
  ].join('\n');
