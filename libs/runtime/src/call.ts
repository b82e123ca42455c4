import { messageOf } from '@q2c/kernel';
import type { Clock, CounterpartCommand, TechnicalAnswer } from '@q2c/ports';
import { addAttempt } from './attempts.ts';
import type { Attempt } from './claiming.ts';
import { instantText } from './metadata.ts';
import { within } from './pause.ts';
import { withoutWords, type Opened, type OpenPersonal } from './personal.ts';

const technical = (code: string, detail: string, mayHaveTakenEffect: boolean): TechnicalAnswer => ({
  kind: 'technical',
  code,
  detail,
  mayHaveTakenEffect,
});

/** A counterpart's words, without personal values and cut to what our records hold; never refused for their form. */
const tidied = <A extends { readonly kind: string }>(answer: A, words: readonly string[]): A =>
  'code' in answer && typeof answer.code === 'string' && 'detail' in answer && typeof answer.detail === 'string'
    ? {
        ...answer,
        code:
          withoutWords(answer.code, words)
            .slice(0, 120)
            .replaceAll(/[^!-~]+/g, '-') || 'code-missing',
        // As JSON at most six bytes each: a claim's note holds it with room to spare.
        detail: withoutWords(answer.detail, words).slice(0, 1000).toWellFormed(),
      }
    : answer;

type Send<A> = (commands: readonly CounterpartCommand[]) => Promise<readonly A[]>;
type Called<A> = { readonly attempt: Attempt; readonly answer: A | TechnicalAnswer };
export type Made<A> = {
  /** Whether the counterpart was called at all: if not, the faults in here are our own. */
  readonly sent: boolean;
  readonly answers: readonly Called<A>[];
};

export type Call = <A extends { readonly kind: string }>(
  attempts: readonly Attempt[],
  send: Send<A>,
  /** On our clock, ms since epoch: nothing is sent from then on. */
  untilMs: number,
) => Promise<Made<A>>;

/**
 * One external call for all commands, under a time limit. No answer in time and a throw are technical faults whose
 * effect is unknown. What could not be sent in time, since opening personal data took too long, is never sent later:
 * its effect would come when nobody waits for it any more. Each call leaves a trace in the attempts of its commands.
 */
export const createCall =
  (clock: Clock, timeoutMs: number, openPersonal: OpenPersonal): Call =>
  async <A extends { readonly kind: string }>(attempts: readonly Attempt[], send: Send<A>, untilMs: number) => {
    const startedAt = clock.now();
    let phase: 'opening' | 'sent' | 'over' = 'opening';
    const commands = attempts.map(({ command }) => command);
    let opened: readonly Opened[] = [];
    const sending = openPersonal(commands).then((given) => {
      opened = given;
      if (phase === 'over' || clock.now() >= untilMs) return undefined;
      phase = 'sent';
      return send(
        commands.map(({ commandId, command, lane, accountingDate, payload }, n) => ({
          commandId,
          command,
          lane,
          accountingDate,
          payload: given[n]?.payload ?? payload,
        })),
      );
    });
    const wasSent = (): boolean => phase === 'sent';
    const answers = await within(clock, timeoutMs, sending, undefined).catch((error: unknown) =>
      commands.map(() => technical('connector-failed', messageOf(error).slice(0, 1000), wasSent())),
    );
    const sent = wasSent();
    const unanswered = sent
      ? technical('timeout', 'no answer in time', true)
      : technical('not-sent', 'it could not be sent in time', false);
    phase = 'over';
    const durationMs = Math.max(0, clock.now() - startedAt);
    const called = attempts.map((attempt, n): Called<A> => {
      const answer = tidied(answers?.[n] ?? unanswered, opened[n]?.words ?? []);
      const result = 'code' in answer && typeof answer.code === 'string' ? answer.code : answer.kind;
      const trace = {
        attempt: (attempt.note.attempts.at(-1)?.attempt ?? 0) + 1,
        at: instantText(startedAt),
        durationMs,
        result,
      };
      return { attempt: { ...attempt, note: addAttempt(attempt.note, trace) }, answer };
    });
    return { sent, answers: called };
  };
