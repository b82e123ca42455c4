import { refuse, type Result } from '@q2c/kernel';
import type { Clock } from '@q2c/ports';
import type { Logger } from 'pino';
import { isPowerOfTwo } from '../embedded/health.ts';
import type { Refused } from '../operations/answers.ts';
import { createReplays } from './replays.ts';
import { verifySignature, type Secrets, type SignatureFlaw } from './signature.ts';

/**
 * A way in whose credential is the signature of each message. What is not signed is answered with one and the same
 * refusal, whatever is wrong with it, and leaves no trace but a line in the log.
 */
export type SignedWebhook<Value> = {
  /** Takes the body in when it is signed, once for each signature. */
  accept(
    header: string | undefined,
    body: Uint8Array,
    takeIn: () => Promise<Result<Value, Refused>>,
  ): Promise<Result<Value, Refused>>;
};

export type SignedWebhookOptions = {
  readonly name: string;
  readonly secrets: Secrets;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Logger;
};

/** About 1 KiB each. */
const replaysMax = 10_000;

export const createSignedWebhook = <Value>(options: SignedWebhookOptions): SignedWebhook<Value> => {
  const { name, secrets, clock, log } = options;
  const replays = createReplays<Result<Value, Refused>>({ max: replaysMax, now: () => clock.now() });
  const flaws = new Map<SignatureFlaw, number>();

  /** Anybody can send what is not signed: a flood of it must not fill the log. */
  const tell = (flaw: SignatureFlaw): void => {
    const times = (flaws.get(flaw) ?? 0) + 1;
    flaws.set(flaw, times);
    if (isPowerOfTwo(times)) log.warn({ webhook: name, signature: flaw, times }, 'a webhook was refused');
  };

  return {
    async accept(header, body, takeIn) {
      const signed = verifySignature(secrets, header, body, clock.now());
      if (signed.ok) return replays.once(signed.value, takeIn);
      tell(signed.refusal);
      return refuse({ code: 'signature-refused', detail: 'the message is not signed as agreed' });
    },
  };
};
