import { ok, refuse, type Result } from '@q2c/kernel';

/** The words of `resume`, beside who and why. */
export type ResumeWords = {
  readonly exception?: string;
  readonly all?: true;
  readonly code?: string;
  readonly system?: string;
  readonly dryRun?: true;
};

type One = { readonly transaction: string; readonly exception: string };
type All = { readonly code: string; readonly system?: string; readonly dryRun: boolean };

/** Either one exception of one transaction, or everything for one reason, said outright: never more by leaving a word out. */
export const whatToResume = (transaction: string | undefined, words: ResumeWords): Result<One | All, string> => {
  const { exception, all, code, system, dryRun } = words;
  if (all === true) {
    if (transaction !== undefined || exception !== undefined)
      return refuse('--all goes without a transaction and --exception');
    if (code === undefined)
      return refuse('--all goes with --code: only what waits for the same reason is resumed together');
    return ok({ code, dryRun: dryRun === true, ...(system === undefined ? {} : { system }) });
  }
  if (code !== undefined || system !== undefined || dryRun !== undefined)
    return refuse('--code, --system and --dry-run go with --all');
  if (transaction === undefined || exception === undefined)
    return refuse('say which transaction and which --exception of it, or --all with --code');
  return ok({ transaction, exception });
};
