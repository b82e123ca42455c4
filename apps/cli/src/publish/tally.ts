import type { FileRecord, IntakeFile } from '../avro-file/index.ts';
import type { Outcome, OutcomeKind, Trouble } from './outcome.ts';

/** What became of the records of each file. Its size does not grow with the files. */
export type Counts = Readonly<Record<OutcomeKind, number>>;

export type Damage = {
  readonly code: string;
  readonly detail: string;
  /** `null`: not in a block. */
  readonly block: number | null;
  readonly offset: number | null;
};

export type FileTally = Pick<IntakeFile, 'object' | 'record' | 'version' | 'codec'> & {
  readonly file: string;
  readonly bytes: number;
  readonly counts: Record<OutcomeKind, number>;
  /** Whether everything in it was read. */
  readToEnd: boolean;
  damage: Damage | null;
};

export type TroubleItem = {
  readonly file: string;
  readonly record: number;
  readonly block: number;
  readonly offset: number;
  readonly offsetInBlock: number;
} & Trouble;

export type Tally = {
  readonly files: readonly FileTally[];
  open(path: string, file: IntakeFile): FileTally;
  add(file: FileTally, record: FileRecord, outcome: Outcome): TroubleItem | undefined;
  counts(): Counts;
  /** How many there are of all kinds. */
  records(): number;
  troubles(): readonly TroubleItem[];
  /** Those beyond what is listed. */
  troublesLeftOut(): number;
};

const nothing = (): Record<OutcomeKind, number> => ({
  ...{ accepted: 0, 'already-known': 0, 'taken-in': 0, parked: 0, refused: 0, unanswered: 0, valid: 0 },
});
export const outcomeKinds = Object.keys(nothing()) as readonly OutcomeKind[];

export const sumOf = (counts: Counts): number => Object.values(counts).reduce((sum, count) => sum + count, 0);

export const createTally = (listedAtMost: number): Tally => {
  const files: FileTally[] = [];
  const all = nothing();
  const listed: TroubleItem[] = [];
  let leftOut = 0;
  return {
    files,
    open(path, { object, record, version, codec, size }) {
      const tally: FileTally = {
        ...{ file: path, object, record, version, codec, bytes: size },
        ...{ counts: nothing(), readToEnd: false, damage: null },
      };
      files.push(tally);
      return tally;
    },
    add(file, { record, block, offset, offsetInBlock }, outcome) {
      file.counts[outcome.kind] += 1;
      all[outcome.kind] += 1;
      if (!('code' in outcome)) return undefined;
      const item: TroubleItem = { file: file.file, record, block, offset, offsetInBlock, ...outcome };
      if (listed.length < listedAtMost) listed.push(item);
      else leftOut += 1;
      return item;
    },
    counts: () => all,
    records: () => sumOf(all),
    troubles() {
      // Answers come in an order of their own.
      const places = new Map(files.map(({ file }, index) => [file, index]));
      const placeOf = ({ file }: TroubleItem): number => places.get(file) ?? 0;
      return listed.toSorted((a, b) => placeOf(a) - placeOf(b) || a.record - b.record);
    },
    troublesLeftOut: () => leftOut,
  };
};
