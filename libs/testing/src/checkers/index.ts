import { auditComplete, indexesRebuildEqual, viewsRebuildEqual } from './derived.ts';
import { moneyConserved, oneEffectEach } from './effects.ts';
import { documentsAsExpected, everyInputHasItsEffect, terminalStates } from './endings.ts';
import type { Checker } from './evidence.ts';
import { deadLettersCopied, parkedInputsKept } from './parked.ts';
import { noPersonalDataInClear } from './privacy.ts';
import { noPaymentGuessed, unappliedCashListed } from './payments.ts';
import { indexesAsEventsSay, viewsAsExpected } from './rows.ts';
import { commandIdsWellFormed, everyRequestAnswered, factsOnce, streamsGapless } from './streams.ts';
import { deadlinesKept, waitsWoken } from './time.ts';
import { processVersionKept } from './versions.ts';
import { comesToRest, noAlarms } from './world.ts';

export type { Checker, Evidence } from './evidence.ts';
export { gather } from './evidence.ts';
export { compareRecords, type RecordBreak } from './effects.ts';

/** In the order in which a reader wants to hear of them: what is nearest to the cause first. */
export const checkers: readonly Checker[] = [
  ...[comesToRest, streamsGapless, factsOnce, commandIdsWellFormed, processVersionKept, oneEffectEach],
  ...[moneyConserved, noPaymentGuessed, everyInputHasItsEffect, parkedInputsKept, deadLettersCopied],
  ...[noPersonalDataInClear, indexesRebuildEqual, viewsRebuildEqual, auditComplete, unappliedCashListed],
  ...[indexesAsEventsSay, everyRequestAnswered, deadlinesKept, waitsWoken],
  ...[terminalStates, documentsAsExpected, viewsAsExpected, noAlarms],
];

export type Finding = { readonly checker: string; readonly problem: string };
