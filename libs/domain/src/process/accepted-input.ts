import type { DomainEvent, IntakeInput, Refusal } from '@q2c/domain-events';
import { ok, refuse, type Result } from '@q2c/kernel';

/**
 * The input a stream was opened with, and what to say to further versions of it. Duplicates are found here, in the
 * fold: same version and content is already so, same version with other content is refused with both fingerprints,
 * an older one is recorded as stale, a newer one is for the process to decide.
 */
export type AcceptedInput = {
  readonly object: string;
  readonly sourceVersion: bigint;
  readonly fingerprint: string;
  readonly staleVersions: readonly bigint[];
};

export const evolveAcceptedInput = <A extends AcceptedInput>(accepted: A, event: DomainEvent): A =>
  event.type === 'InputStale'
    ? { ...accepted, staleVersions: [...accepted.staleVersions, event.data.sourceVersion] }
    : accepted;

/** `newer`: the refusal for a version beyond the accepted one, where the process does not take it up. */
export const decideRepetition = (
  accepted: AcceptedInput,
  input: IntakeInput,
  newer: string,
): Result<readonly DomainEvent[], Refusal> => {
  const { object, source, number, sourceVersion, fingerprint } = input;
  if (sourceVersion === accepted.sourceVersion)
    return fingerprint === accepted.fingerprint
      ? ok([])
      : refuse({
          code: 'input-contradicts',
          detail:
            `${object} ${number} version ${sourceVersion} of ${source} came with other content: ` +
            `accepted ${accepted.fingerprint}, refused ${fingerprint}. Correct it at the source under a new version`,
        });
  if (sourceVersion > accepted.sourceVersion)
    return refuse({
      code: newer,
      detail: `${object} ${number} version ${sourceVersion} came after version ${accepted.sourceVersion} was accepted`,
    });
  if (accepted.staleVersions.includes(sourceVersion)) return ok([]);
  return ok([{ type: 'InputStale', data: { source, object, number, sourceVersion, fingerprint } }]);
};
