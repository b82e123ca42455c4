import { q2cLanguage } from '@q2c/domain-events/codec';
import type { FileRecord } from '../avro-file/index.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { show, type Session } from '../session.ts';
import { createDeliver } from './deliver.ts';
import { lookAtAll, refusalText, type FileRefusal } from './look-at.ts';
import type { Outcome } from './outcome.ts';
import { createProgress } from './progress.ts';
import { damageText, summaryJson, summaryText, troubleText, type Summary } from './report.ts';
import { sourceOf, takeAll } from './source.ts';
import { createTally, type Tally } from './tally.ts';

/**
 * Takes container files in over the HTTP intake of the running process. Nothing is sent unless every file's schema
 * fits. Then records are read as fast as they are answered, so many at once, and each ends up in one of the counts:
 * what is not counted as taken in, known or parked was not acknowledged, and is said with its place.
 */
export type PublishWords = { readonly object?: string; readonly dryRun?: boolean };

export type PublishSettings = {
  readonly atOnce: number;
  /** Real time, ms, for which one record is tried. */
  readonly giveUpAfterMs: number;
  readonly firstPauseMs: number;
  /** In the summary; more are told as they come, and counted. */
  readonly troublesListed: number;
};

export const publishSettings: PublishSettings = {
  ...{ atOnce: 32, giveUpAfterMs: 60_000, firstPauseMs: 100, troublesListed: 1_000 },
};

type Take = (object: string, message: Uint8Array) => Promise<Outcome>;

/** Every rule that the intake has for a message of this form, without asking it. */
const checkOnly: Take = async (_object, message) => {
  const decoded = q2cLanguage.wire.decode(message);
  return decoded.ok ? { kind: 'valid' } : { kind: 'refused', ...decoded.refusal };
};

const outcomeOf = async (object: string, record: FileRecord, take: Take): Promise<Outcome> =>
  record.kind === 'message'
    ? take(object, record.message)
    : { kind: 'refused', code: record.code, detail: record.detail };

const exitCodeOf = (tally: Tally): ExitCode => {
  const { unanswered, parked, refused } = tally.counts();
  if (unanswered > 0) return exitCodes.unreachable;
  const isWhole = parked + refused === 0 && tally.files.every(({ damage }) => damage === null);
  return isWhole ? exitCodes.ok : exitCodes.refused;
};

const refuseFiles = ({ output, print, complain }: Session, refused: readonly FileRefusal[]): ExitCode => {
  if (output === 'json')
    print(JSON.stringify({ refused: refused.map(({ unreadable: _, ...refusal }) => refusal) }, null, 2));
  for (const each of refused) complain(refusalText(each));
  complain('nothing was sent');
  return refused.some(({ unreadable }) => unreadable) ? exitCodes.usage : exitCodes.refused;
};

const finish = ({ output, print, complain }: Session, summary: Summary): ExitCode => {
  const { tally } = summary;
  for (const { file, damage } of tally.files) if (damage !== null) complain(`damaged: ${damageText(file, damage)}`);
  print(output === 'json' ? summaryJson(summary) : summaryText(summary));
  if (tally.counts().unanswered > 0)
    complain('gave up for want of an answer; run it again: what was taken in is recognised, nothing is doubled');
  return exitCodeOf(tally);
};

export const publish = async (
  session: Session,
  paths: readonly string[],
  { object, dryRun = false }: PublishWords,
  settings: PublishSettings = publishSettings,
): Promise<ExitCode> => {
  const { client } = session;
  const { refused, totalBytes } = await lookAtAll(paths, object);
  if (refused.length > 0) return refuseFiles(session, refused);
  if (!dryRun) {
    const live = await client.get('/v1/health/live');
    if (live.kind !== 'answered') return show(session, live, () => '');
  }
  const tally = createTally(settings.troublesListed);
  const progress = createProgress(session.terminal);
  const hasEnded = (): boolean => tally.counts().unanswered > 0;
  let sentAgain = 0;
  const onAgain = (): void => void (sentAgain += 1);
  const take = dryRun ? checkOnly : createDeliver({ ...settings, client, onAgain, hasEnded });

  await takeAll(sourceOf(paths, object, tally), settings.atOnce, async ({ tally: file, record, bytes }) => {
    const trouble = tally.add(file, record, await outcomeOf(file.object, record, take));
    if (trouble !== undefined) {
      progress.clear();
      session.complain(troubleText(trouble));
    }
    progress.saw({ records: tally.records(), bytes, totalBytes });
    return hasEnded() ? 'over' : 'go-on';
  });
  progress.clear();
  const notBegun = paths.slice(tally.files.length);
  return finish(session, { tally, dryRun, sentAgain, notBegun });
};
