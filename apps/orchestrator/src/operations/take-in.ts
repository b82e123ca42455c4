import { ok, refuse, type Result } from '@q2c/kernel';
import type { Embedded } from '../embedded/open.ts';
import type { Refused, TakenIn } from './answers.ts';
import { idOf, transactionHref } from './ids.ts';

export const intakeObjectNames = ['quote', 'payment-notice'] as const;
export type IntakeObjectName = (typeof intakeObjectNames)[number];

/**
 * One message in wire form. Answers only after its events are durable, whether it was taken in or parked, so a caller
 * that got any answer may forget the message. Tenant and source come from the configuration, never from the message.
 */
export const takeIn = async (
  { orchestrator, configuration, clock, inputs }: Embedded,
  object: IntakeObjectName,
  bytes: Uint8Array,
): Promise<Result<TakenIn, Refused>> => {
  const [taken] = await orchestrator.intake.take([
    {
      tenant: configuration.tenant,
      source: configuration.sources[object],
      object,
      bytes,
      origin: { kind: 'http', name: `/v1/intake/${object}`, partition: null, offset: null },
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
  return ok(object === 'quote' ? { transaction: id, href: transactionHref(id) } : { payment: id, href: null });
};
