import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, Problem } from '../client.ts';
import type { Outcome } from './outcome.ts';

/**
 * Sends one message until it is answered. What may pass (no connection, no answer in time, 503, and 401, as a process
 * that was started again has another token) is tried again, with growing pauses, for so long and no longer. Sending
 * again is harmless: what is known is recognised.
 */
export type Deliver = (object: string, message: Uint8Array) => Promise<Outcome>;

export type DeliverOptions = {
  readonly client: Client;
  /** Real time, ms, for which one message is tried. */
  readonly giveUpAfterMs: number;
  readonly firstPauseMs: number;
  /** Told of each try that has to be made again. */
  readonly onAgain: () => void;
  /** Nobody answers any more: what has not been answered by now is not tried again. */
  readonly hasEnded: () => boolean;
};

type SendAnswer = Awaited<ReturnType<Client['send']>>;

const longestPauseMs = 2_000;
const mayPass: ReadonlySet<unknown> = new Set([401, 503]);

const textOf = (value: unknown, otherwise: string): string => (typeof value === 'string' ? value : otherwise);

const outcomeOf = (answer: Exclude<SendAnswer, { readonly kind: 'unreachable' }>): Outcome => {
  if (answer.kind === 'answered') {
    const { result } = answer.body;
    return { kind: result === 'accepted' || result === 'already-known' ? result : 'taken-in' };
  }
  const { code, detail, parkedId } = answer.problem;
  const why = { code, detail: detail ?? '' };
  return typeof parkedId === 'string' ? { kind: 'parked', ...why, parkedId } : { kind: 'refused', ...why };
};

const whyNot = (problem: Problem): Outcome => ({
  kind: 'unanswered',
  code: problem.code,
  detail: textOf(problem.detail, 'not now'),
});

/** What the last try came to: an outcome for good, or why there is none yet. */
const tryOnce = async (client: Client, path: string, message: Uint8Array): Promise<Outcome> => {
  const answer = await client.send(path, message);
  if (answer.kind === 'unreachable') return { kind: 'unanswered', code: 'unreachable', detail: answer.why };
  return answer.kind === 'refused' && mayPass.has(answer.problem['status'])
    ? whyNot(answer.problem)
    : outcomeOf(answer);
};

/** Half of it by chance, so that those who were turned away together do not come back together. */
const pauseMs = (firstMs: number, tries: number): number =>
  Math.min(longestPauseMs, firstMs * 2 ** tries) * (0.5 + Math.random() / 2);

export const createDeliver = (options: DeliverOptions): Deliver => {
  const { client, giveUpAfterMs, firstPauseMs, onAgain, hasEnded } = options;
  return async (object, message) => {
    const startedAt = performance.now();
    for (let tries = 0; ; tries += 1) {
      const outcome = await tryOnce(client, `/v1/intake/${object}`, message);
      if (outcome.kind !== 'unanswered' || hasEnded() || performance.now() - startedAt > giveUpAfterMs) return outcome;
      onAgain();
      await sleep(pauseMs(firstPauseMs, tries));
    }
  };
};
