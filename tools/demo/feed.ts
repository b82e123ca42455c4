import { ask, type Running } from './orchestrator.ts';
import type { Message } from './messages.ts';

/**
 * Sends messages as an upstream system would: a few at a time, each again until it is acknowledged. What was on its
 * way when the process died was not acknowledged, so it is sent again.
 */
export type Feed = {
  /** Resolves when all are acknowledged. Rejects when one is refused (the samples hold no bad message) or never acknowledged. */
  readonly done: Promise<void>;
  readonly acknowledged: () => number;
  readonly repeated: () => number;
};

const atOnce = 16;
const giveUpAfterMs = 60_000;
const again = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export const startFeed = (messages: readonly Message[], running: () => Promise<Running>): Feed => {
  let next = 0;
  let acknowledged = 0;
  let repeated = 0;

  const send = async ({ object, wire }: Message): Promise<void> => {
    for (const startedAt = performance.now(); performance.now() - startedAt < giveUpAfterMs;) {
      const answer = await ask(await running(), 'POST', `/v1/intake/${object}`, wire).catch(() => undefined);
      if (answer?.status === 202) {
        acknowledged += 1;
        return;
      }
      // No answer, or "not now": the process is going down or coming up.
      if (answer !== undefined && answer.status < 500)
        throw new Error(`${object} was refused: ${JSON.stringify(answer.body)}`);
      repeated += 1;
      await again(50);
    }
    throw new Error(`${object} was not acknowledged within ${giveUpAfterMs / 1000} s`);
  };
  const work = async (): Promise<void> => {
    for (let message = messages[next++]; message !== undefined; message = messages[next++]) await send(message);
  };
  return {
    done: Promise.all(Array.from({ length: atOnce }, work)).then(() => undefined),
    acknowledged: () => acknowledged,
    repeated: () => repeated,
  };
};
