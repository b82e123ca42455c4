import { compareRecords, type Evidence, type Finding } from '../checkers/index.ts';

/**
 * What a world's findings mean. Ordinary worlds have none. In a world whose ERP breaks its promise (an effect later
 * than `latestEffectMs`) the product cannot keep one effect each; there the comparison of records has to show every
 * double that stands in the ERP's own books, and nothing else may be wrong.
 */
export type Verdict = {
  /** Empty when the world passed. */
  readonly problems: readonly Finding[];
  /** Doubles that the broken promise caused and the comparison of records showed. */
  readonly shownBreaks: number;
};

/** Doubles as the books alone tell them. */
const doublesInBooks = ({ documents }: Evidence): readonly string[] => {
  const counts = new Map<string, number>();
  for (const { kind, reference } of documents)
    counts.set(`${kind} ${reference}`, (counts.get(`${kind} ${reference}`) ?? 0) + 1);
  return [...counts].flatMap(([reference, count]) => (count > 1 ? [reference] : []));
};

export const verdictOf = (evidence: Evidence, findings: readonly Finding[]): Verdict => {
  if (!evidence.world.setting.breaksPromise) return { problems: findings, shownBreaks: 0 };
  const shown = compareRecords(evidence).filter(({ kind }) => kind === 'doubled');
  const doubles = doublesInBooks(evidence);
  const hidden = doubles.filter((reference) => !shown.some(({ what }) => what.startsWith(`${reference} `)));
  const others = doubles.length === 0 ? findings : findings.filter(({ checker }) => checker !== 'one-effect-each');
  return {
    problems: [
      ...others,
      ...hidden.map((reference) => ({ checker: 'breaks-shown', problem: `${reference} is hidden` })),
    ],
    shownBreaks: shown.length,
  };
};
