import { event, instant, internal, nullable, symbol, u64 } from '../definition/index.ts';
import { actor, code, commandIdText, detail, documentNumber, key, sha256, system } from './types.ts';

const waiting = { kind: key(40), key: key(200) };
/** The stream cannot go on before something with this key happens elsewhere. */
export const waitingFor = event('WaitingFor', { ...internal(waiting) });
/** `by` is the stream where it happened. */
export const waitEnded = event('WaitEnded', { ...internal({ ...waiting, by: key(200) }) });

/** A due entry is derived from it; when it is reached, `decide` still checks. */
export const deadlineSet = event('DeadlineSet', { ...internal({ name: key(120), at: instant() }) });
/** `at` repeats the deadline's own instant, so that its due entry is found without reading the stream. */
export const deadlineCleared = event('DeadlineCleared', { ...internal({ name: key(120), at: instant() }) });

/** A business exception: `owner` is the role whose work queue it stands in. */
export const exceptionRaised = event('ExceptionRaised', {
  ...internal({ exceptionId: key(250), code, owner: key(80), detail, commandId: nullable(commandIdText) }),
});

export const exceptionResolved = event('ExceptionResolved', {
  ...internal({
    exceptionId: key(250),
    resolution: symbol('resumed', 'cancelled', 'settled'),
    by: actor,
    note: detail,
  }),
});

/** An input came whose source version is older than what was accepted. */
export const inputStale = event('InputStale', {
  ...internal({ source: system, object: key(80), number: documentNumber, sourceVersion: u64(), fingerprint: sha256 }),
});

/** The breaker of one counterpart instance: while open nothing is delivered and no attempts are used up. */
export const breakerOpened = event('BreakerOpened', { ...internal({ system, code, until: instant() }) });
export const breakerClosed = event('BreakerClosed', { ...internal({ system }) });
