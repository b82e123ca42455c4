import { describePlace } from '../avro-file/index.ts';
import type { OutcomeKind } from './outcome.ts';
import {
  outcomeKinds,
  sumOf,
  type Counts,
  type Damage,
  type FileTally,
  type Tally,
  type TroubleItem,
} from './tally.ts';

/** The words of `publish`. */
const told: Readonly<Record<OutcomeKind, string>> = {
  accepted: 'accepted',
  'already-known': 'already known',
  'taken-in': 'taken in, or known already',
  parked: 'parked',
  refused: 'refused',
  unanswered: 'without an answer',
  valid: 'valid',
};

export const grouped = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',');

export const countsText = (counts: Counts): string => {
  const some = outcomeKinds.filter((kind) => counts[kind] > 0);
  const records = sumOf(counts);
  const head = `${grouped(records)} record${records === 1 ? '' : 's'}`;
  return some.length === 0
    ? head
    : `${head}: ${some.map((kind) => `${grouped(counts[kind])} ${told[kind]}`).join(', ')}`;
};

export const troubleText = (item: TroubleItem): string => {
  const { kind, file, record, block, offset, code, detail } = item;
  const where = kind === 'parked' ? '' : ` (${describePlace({ block, offset })})`;
  const id = kind === 'parked' ? `; parked as ${item.parkedId}` : '';
  return `${kind}: ${file} record ${record}${where}: ${code}: ${detail}${id}`;
};

export const damageText = (file: string, { code, detail, block, offset }: Damage): string =>
  `${file}: ${offset === null ? '' : `${describePlace({ block, offset })}: `}${code}: ${detail}`;

const fileText = ({ file, object, record, version, codec, counts, readToEnd, damage }: FileTally): string => {
  const end = damage !== null ? '; what follows the damage was not read' : readToEnd ? '' : '; not read to its end';
  return `${file}: ${object} (${record}.v${version}, ${codec}), ${countsText(counts)}${end}`;
};

/** `notBegun`: files that were not read at all, because it ended before. */
export type Summary = {
  readonly tally: Tally;
  readonly dryRun: boolean;
  readonly sentAgain: number;
  readonly notBegun: readonly string[];
};

export const summaryText = ({ tally, sentAgain, notBegun }: Summary): string =>
  [
    ...tally.files.map(fileText),
    ...notBegun.map((file) => `${file}: not begun`),
    ...(tally.files.length + notBegun.length > 1 ? [`in all: ${countsText(tally.counts())}`] : []),
    ...(sentAgain > 0 ? [`sent again for want of an answer: ${grouped(sentAgain)}`] : []),
  ].join('\n');

/** `already-known` as the name of a member. */
const memberName = (kind: string): string => kind.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
const inJson = (counts: Counts): Readonly<Record<string, number>> => ({
  records: sumOf(counts),
  ...Object.fromEntries(Object.entries(counts).map(([kind, count]) => [memberName(kind), count])),
});

export const summaryJson = ({ tally, dryRun, sentAgain, notBegun }: Summary): string =>
  JSON.stringify(
    {
      ...{ dryRun, counts: inJson(tally.counts()), sentAgain },
      files: tally.files.map((file) => ({ ...file, counts: inJson(file.counts) })),
      ...{ notBegun, troubles: tally.troubles(), troublesLeftOut: tally.troublesLeftOut() },
    },
    null,
    2,
  );
