import type { ResumedItem, ResumedPage } from '@q2c/orchestrator/answers';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { show, type Session } from '../session.ts';

/**
 * Resumes everything that waits for the same reason, page by page until there is none left, and tells of each as it
 * goes. What was resumed stays so when a later page fails: running it again goes on.
 */
export type ResumeAllWords = {
  readonly code: string;
  readonly system?: string;
  readonly by: string;
  readonly note: string;
  readonly dryRun: boolean;
};

type Result = ResumedItem['result'];

/** So many at once: a page is answered well within the time that an answer may take. */
const pageSize = 100;
const told: Readonly<Record<Result, string>> = {
  'would-resume': 'would resume',
  done: 'resumed',
  'already-so': 'already so',
  refused: 'refused',
};
const counted: Readonly<Record<Result, string>> = { ...told, 'would-resume': 'would be resumed' };

const named = ({ result, quoteNumber, exceptionId, system }: ResumedItem): string =>
  `${told[result]}: ${quoteNumber} ${exceptionId}${system === null ? '' : ` (${system})`}`;

const tell = ({ print, complain, output }: Session, item: ResumedItem): void => {
  const { refusal } = item;
  if (refusal !== null) complain(`${named(item)}: ${refusal.code}: ${refusal.detail}`);
  else if (output === 'table') print(named(item));
};

const summary = (
  { code, system }: ResumeAllWords,
  counts: Readonly<Record<Result, number>>,
  others: Readonly<Record<string, number>>,
): string => {
  const some = (Object.keys(counts) as Result[]).filter((result) => counts[result] > 0);
  const done =
    some.length === 0
      ? `nothing waits for ${code}${system === undefined ? '' : ` at ${system}`}`
      : some.map((result) => `${counts[result]} ${counted[result]}`).join(', ');
  const left = Object.entries(others).map(([reason, count]) => `${count} ${reason}`);
  return left.length === 0 ? done : `${done}; left as they are: ${left.join(', ')}`;
};

export const resumeAll = async (session: Session, words: ResumeAllWords): Promise<ExitCode> => {
  const { client, output, print, complain } = session;
  const items: ResumedItem[] = [];
  const counts: Record<Result, number> = { 'would-resume': 0, done: 0, 'already-so': 0, refused: 0 };
  const others: Record<string, number> = {};
  let after: string | null = null;
  do {
    const request: object = { ...words, limit: pageSize, ...(after === null ? {} : { after }) };
    const answer = await client.post<ResumedPage>('/v1/transactions/resume', request);
    if (answer.kind !== 'answered') {
      if (Object.values(counts).some((count) => count > 0))
        complain(`came as far as this: ${summary(words, counts, others)}; run it again to go on`);
      return show(session, answer, () => '');
    }
    for (const item of answer.body.items) {
      counts[item.result] += 1;
      if (output === 'json') items.push(item);
      tell(session, item);
    }
    for (const [code, count] of Object.entries(answer.body.others)) others[code] = (others[code] ?? 0) + count;
    after = answer.body.nextAfter;
  } while (after !== null);
  print(
    output === 'json'
      ? JSON.stringify({ dryRun: words.dryRun, counts, others, items }, null, 2)
      : summary(words, counts, others),
  );
  return counts.refused > 0 ? exitCodes.refused : exitCodes.ok;
};
