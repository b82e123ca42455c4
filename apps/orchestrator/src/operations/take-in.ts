import type { InputOrigin } from '@q2c/domain-events';
import { ok, refuse, type Result } from '@q2c/kernel';
import type { Embedded } from '../embedded/open.ts';
import type { Refused, TakenIn } from './answers.ts';
import { idOf, transactionHref } from './ids.ts';

export const intakeObjectNames = ['quote', 'payment-notice'] as const;
export type IntakeObjectName = (typeof intakeObjectNames)[number];

/** Who says what, and which way it came. */
type Said = {
  readonly object: IntakeObjectName;
  readonly source: string;
  readonly origin: Pick<InputOrigin, 'kind' | 'name'>;
  readonly bytes: Uint8Array;
};

/** The answer, which a repetition gets as well, and whether this is one. */
export type Told = { readonly answer: TakenIn; readonly result: 'accepted' | 'already-known' };

const take = async (
  { orchestrator, configuration, clock, inputs }: Embedded,
  { object, source, origin, bytes }: Said,
): Promise<Result<Told, Refused>> => {
  const [taken] = await orchestrator.intake.take([
    {
      ...{ tenant: configuration.tenant, source, object, bytes },
      origin: { ...origin, partition: null, offset: null },
      takenAtMs: clock.now(),
    },
  ]);
  inputs.came();
  if (taken === undefined) throw new RangeError('intake gave no answer');
  if (taken.kind === 'parked')
    return refuse({
      ...taken.refusal,
      more: { parkedId: taken.parkedId, href: `/v1/parked/${taken.parkedId}` },
    });
  const id = idOf(taken.stream);
  const answer: TakenIn =
    object === 'quote' ? { transaction: id, href: transactionHref(id) } : { payment: id, href: null };
  return ok({ answer, result: taken.kind });
};

/**
 * One message, in wire form or as JSON. Answers only after its events are durable, whether it was taken in or parked, so
 * a caller that got any answer may forget the message. Tenant and source come from the configuration, never from it.
 */
export const takeIn = (
  embedded: Embedded,
  object: IntakeObjectName,
  bytes: Uint8Array,
): Promise<Result<Told, Refused>> => {
  const origin = { kind: 'http', name: `/v1/intake/${object}` } as const;
  return take(embedded, { object, source: embedded.configuration.sources[object], origin, bytes });
};

/** What the payment provider says, when it is signed; otherwise nothing is taken in, and nothing kept. */
export const takePaymentWebhook = async (
  embedded: Embedded,
  signature: string | undefined,
  bytes: Uint8Array,
): Promise<Result<TakenIn, Refused>> => {
  const { paymentWebhook, configuration } = embedded;
  if (paymentWebhook === undefined || configuration.paymentWebhook === undefined)
    return refuse({ code: 'webhook-not-configured', detail: 'start with Q2C_WEBHOOK_PAYMENT_SECRETS' });
  const { source } = configuration.paymentWebhook;
  const origin = { kind: 'webhook', name: '/v1/webhooks/payment' } as const;
  return paymentWebhook.accept(signature, bytes, async () => {
    const taken = await take(embedded, { object: 'payment-notice', source, origin, bytes });
    return taken.ok ? ok(taken.value.answer) : taken;
  });
};
