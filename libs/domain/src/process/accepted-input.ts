import type { DomainEvent, IntakeInput, Refusal } from '@q2c/domain-events';
import { ok, refuse, type Result } from '@q2c/kernel';

/**
 * The input a stream was opened with, and what to say to further versions of it. Duplicates are found here, in the
 * fold: same version and content is already so, same version with other content is refused with both fingerprints,
 * an older one is recorded as stale, a newer one is for the process to decide, unless nothing but its number is new.
 *
 * Of older versions the `staleKept` that were recorded last are remembered. One that was forgotten since is recorded
 * once more when it comes again, whatever it says.
 */
export type AcceptedInput = {
  readonly object: string;
  readonly sourceVersion: bigint;
  readonly fingerprint: string;
  /** In the order in which they were recorded. */
  readonly stale: readonly StaleVersion[];
};

export type StaleVersion = { readonly sourceVersion: bigint; readonly fingerprint: string };

export const staleKept = 20;

export const evolveAcceptedInput = <A extends AcceptedInput>(accepted: A, event: DomainEvent): A => {
  if (event.type !== 'InputStale') return accepted;
  const { sourceVersion, fingerprint } = event.data;
  return { ...accepted, stale: [...accepted.stale, { sourceVersion, fingerprint }].slice(-staleKept) };
};

/** Said again in the same words, or in other words under the same version. */
const compare = (
  known: StaleVersion,
  became: 'accepted' | 'recorded',
  { object, source, number, sourceVersion, fingerprint }: IntakeInput,
): Result<readonly DomainEvent[], Refusal> =>
  fingerprint === known.fingerprint
    ? ok([])
    : refuse({
        code: 'input-contradicts',
        detail:
          `${object} ${number} version ${sourceVersion} of ${source} came with other content: ` +
          `${became} ${known.fingerprint}, refused ${fingerprint}. Correct it at the source under a new version`,
      });

/** `newer`: the refusal for a version beyond the accepted one, where the process does not take it up. */
export const decideRepetition = (
  accepted: AcceptedInput,
  input: IntakeInput,
  newer: string,
): Result<readonly DomainEvent[], Refusal> => {
  const { object, source, number, sourceVersion, fingerprint } = input;
  if (sourceVersion === accepted.sourceVersion) return compare(accepted, 'accepted', input);
  if (sourceVersion > accepted.sourceVersion)
    return fingerprint === accepted.fingerprint
      ? ok([])
      : refuse({
          code: newer,
          detail: `${object} ${number} version ${sourceVersion} came after version ${accepted.sourceVersion} was accepted`,
        });
  const stale = accepted.stale.find((each) => each.sourceVersion === sourceVersion);
  if (stale !== undefined) return compare(stale, 'recorded', input);
  return ok([{ type: 'InputStale', data: { source, object, number, sourceVersion, fingerprint } }]);
};
