import { compareRecords, type Evidence, type Finding } from '../checkers/index.ts';
import { commandParts } from '../checkers/evidence.ts';

/**
 * What a world's findings mean. Ordinary worlds have none. In a world whose ERP breaks its promise (an effect later
 * than `latestEffectMs`) the product cannot keep one effect each; there the comparison of records has to show every
 * double that stands in the ERP's own books, and nothing else may be wrong: no document lost or changed, and none
 * that nobody knows of, for a transaction that has no double.
 */
export type Verdict = {
  /** Empty when the world passed. */
  readonly problems: readonly Finding[];
  /** Doubles that the broken promise caused and the comparison of records showed. */
  readonly shownBreaks: number;
};

/** Transactions of which a document stands twice, as the books alone tell it: under one reference or under several. */
const doublesInBooks = ({ documents }: Evidence): readonly string[] => {
  const counts = new Map<string, number>();
  for (const { kind, reference } of documents) {
    const owner = `${kind} ${commandParts(reference).stream}`;
    counts.set(owner, (counts.get(owner) ?? 0) + 1);
  }
  return [...counts].flatMap(([owner, count]) => (count > 1 ? [owner.slice(owner.indexOf(' ') + 1)] : []));
};

/** Whether the finding says no more than that this transaction has a double. */
const tellsOfDouble = ({ checker, problem }: Finding, doubles: readonly string[]): boolean =>
  checker === 'one-effect-each' &&
  !/^(lost|differs): /.test(problem) &&
  doubles.some((stream) => problem.includes(stream));

export const verdictOf = (evidence: Evidence, findings: readonly Finding[]): Verdict => {
  if (!evidence.world.setting.breaksPromise) return { problems: findings, shownBreaks: 0 };
  const shown = compareRecords(evidence).filter(({ kind }) => kind === 'doubled' || kind === 'unknown-to-us');
  const doubles = doublesInBooks(evidence);
  const hidden = doubles.filter((stream) => !shown.some(({ what }) => what.includes(stream)));
  const others = findings.filter((finding) => !tellsOfDouble(finding, doubles));
  return {
    problems: [
      ...others,
      ...hidden.map((stream) => ({ checker: 'breaks-shown', problem: `the double of ${stream} is hidden` })),
    ],
    shownBreaks: shown.length,
  };
};
