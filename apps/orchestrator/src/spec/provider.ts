import type { Page, ParkedItem } from '../operations/answers.ts';
import { paymentJson } from './messages.ts';
import { createStage, type Reply, type Running, type Variables } from './running.ts';
import { signatureHeader } from './signing.ts';

export const webhookPath = '/v1/webhooks/payment';
export const webhookSecrets = {
  old: 'the-secret-that-is-given-up-0123456789',
  new: 'the-secret-that-follows-it-0123456789',
} as const;

/** A payment provider, and one orchestrator after the other that it calls; all on one folder. */
export const createProvider = () => {
  const stage = createStage();
  const folder = stage.folder();
  let running: Running | undefined;
  let numbers = 0;
  const orchestrator = (): Running => {
    if (running === undefined) throw new RangeError('not started');
    return running;
  };
  const seconds = (): number => Math.floor(orchestrator().embedded.clock.now() / 1000);
  const post = (body: string | Uint8Array, signature?: string, headers: Variables = {}): Promise<Reply> =>
    orchestrator().ask('POST', webhookPath, Buffer.from(body), {
      ...{ authorization: '', 'content-type': 'application/json' },
      ...(signature === undefined ? {} : { 'q2c-signature': signature }),
      ...headers,
    });
  return {
    orchestrator,
    /** Also again, with other settings. */
    async start(variables: Variables = { Q2C_WEBHOOK_PAYMENT_SECRETS: webhookSecrets.old }): Promise<void> {
      await running?.stop();
      running = await stage.start(folder, variables);
    },
    end: () => stage.end(),
    /** Text of a notice, by default of a payment that nobody has heard of. */
    notice: (number = `P-${(numbers += 1)}`, reference = 'Q-1'): string =>
      JSON.stringify(paymentJson(number, reference), null, 1),
    seconds,
    post,
    signed: (body: string | Uint8Array, at = seconds(), secret: string = webhookSecrets.old): Promise<Reply> =>
      post(body, signatureHeader(secret, at, body)),
    head: () => orchestrator().embedded.store.head(),
    async parked(): Promise<readonly ParkedItem[]> {
      return ((await orchestrator().ask('GET', '/v1/parked')).body as Page<ParkedItem>).items;
    },
  };
};
