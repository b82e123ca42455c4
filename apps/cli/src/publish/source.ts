import { codeOf, messageOf } from '@q2c/kernel';
import { isFileFault, openIntakeFile, type FileRecord } from '../avro-file/index.ts';
import { isFromFileSystem } from './look-at.ts';
import type { Damage, FileTally, Tally } from './tally.ts';

/** One record, the counts of its file, and how many bytes of all files were read up to it. */
export type Sourced = { readonly tally: FileTally; readonly record: FileRecord; readonly bytes: number };
export type Source = AsyncGenerator<Sourced, void>;

const damageOf = (error: unknown): Damage | undefined => {
  if (!isFileFault(error) && !isFromFileSystem(error)) return undefined;
  const where = isFileFault(error) ? error.place : { block: null, offset: null };
  return { code: codeOf(error) ?? '', detail: messageOf(error), ...where };
};

/** The records of all files, one file after the other. A damaged file ends there, and the next one begins. */
export async function* sourceOf(paths: readonly string[], object: string | undefined, tally: Tally): Source {
  let before = 0;
  for (const path of paths) {
    const opened = await openIntakeFile(path, object);
    // It was looked at a moment ago: somebody put another one in its place.
    if (!opened.ok) throw new RangeError(`${path} is not what it was: ${opened.refusal.detail}`);
    const file = opened.value;
    const ofFile = tally.open(path, file);
    try {
      for await (const record of file.records()) yield { tally: ofFile, record, bytes: before + file.position() };
      ofFile.readToEnd = true;
    } catch (error) {
      const damage = damageOf(error);
      if (damage === undefined) throw error;
      ofFile.damage = damage;
    } finally {
      await file.close();
    }
    before += file.size;
  }
}

/** So many workers at once take one after the other, until there is none left or one of them says that it is over. */
export const takeAll = async (
  source: Source,
  atOnce: number,
  takeOne: (sourced: Sourced) => Promise<'go-on' | 'over'>,
): Promise<void> => {
  let over = false;
  const work = async (): Promise<void> => {
    while (!over) {
      const next = await source.next();
      if (next.done === true) return;
      if ((await takeOne(next.value)) === 'over') over = true;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  await source.return();
};
