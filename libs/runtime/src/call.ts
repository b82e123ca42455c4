import { messageOf } from '@q2c/kernel';
import type { Clock, CounterpartCommand, TechnicalAnswer } from '@q2c/ports';
import { addAttempt } from './attempts.ts';
import type { Attempt } from './claiming.ts';
import { instantText } from './metadata.ts';
import { within } from './pause.ts';
import type { OpenPersonal } from './personal.ts';

const technical = (code: string, detail: string): TechnicalAnswer => ({
  kind: 'technical',
  code,
  detail,
  mayHaveTakenEffect: true,
});
const timedOut = technical('timeout', 'no answer in time');

/** The words of a counterpart are its own: they are cut to what our records hold, never refused for their form. */
const tidied = <A extends { readonly kind: string }>(answer: A): A =>
  'code' in answer && typeof answer.code === 'string' && 'detail' in answer && typeof answer.detail === 'string'
    ? {
        ...answer,
        code: answer.code.slice(0, 120).toWellFormed().trim().replaceAll(/\s+/g, ' ') || 'code-missing',
        detail: answer.detail.slice(0, 4000).toWellFormed(),
      }
    : answer;

type Send<A> = (commands: readonly CounterpartCommand[]) => Promise<readonly A[]>;
type Called<A> = { readonly attempt: Attempt; readonly answer: A | TechnicalAnswer };

export type Call = <A extends { readonly kind: string }>(
  attempts: readonly Attempt[],
  send: Send<A>,
) => Promise<readonly Called<A>[]>;

/**
 * One external call for all commands, under a time limit. No answer in time and a throw are technical faults whose
 * effect is unknown. Each call leaves a trace in the attempts of its commands.
 */
export const createCall =
  (clock: Clock, timeoutMs: number, openPersonal: OpenPersonal): Call =>
  async <A extends { readonly kind: string }>(attempts: readonly Attempt[], send: Send<A>) => {
    const startedAt = clock.now();
    const commands = attempts.map(({ command }) => command);
    const sending = openPersonal(commands).then((payloads) =>
      send(
        commands.map(({ commandId, command, lane, accountingDate, payload }, n) => ({
          commandId,
          command,
          lane,
          accountingDate,
          payload: payloads[n] ?? payload,
        })),
      ),
    );
    const answers = await within(clock, timeoutMs, sending, undefined).catch((error: unknown) =>
      commands.map(() => technical('connector-failed', messageOf(error).slice(0, 1000))),
    );
    const durationMs = Math.max(0, clock.now() - startedAt);
    return attempts.map((attempt, n): Called<A> => {
      const answer = tidied(answers?.[n] ?? timedOut);
      const result = 'code' in answer && typeof answer.code === 'string' ? answer.code : answer.kind;
      const trace = {
        attempt: (attempt.note.attempts.at(-1)?.attempt ?? 0) + 1,
        at: instantText(startedAt),
        durationMs,
        result,
      };
      return { attempt: { ...attempt, note: addAttempt(attempt.note, trace) }, answer };
    });
  };
