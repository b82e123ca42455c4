import { createHmac, timingSafeEqual, type KeyObject } from 'node:crypto';
import { ok, refuse, type Result } from '@q2c/kernel';

/**
 * The signature of a webhook, in Stripe's way: the header says `t=<unix seconds>,v1=<hex>`, and each `v1` is
 * HMAC-SHA-256 over `<t>.<body>`, the body as its bytes came. One good `v1` under one of our secrets is enough, so either
 * side can change its secret while the other still has the old one; what stands in the header besides is left alone.
 */
export type Secrets = readonly [KeyObject, ...KeyObject[]];

export type Signed = {
  /** The same for the same message, whichever of the secrets it was signed with. */
  readonly id: string;
  /** From then on the signature is refused; ms since epoch. */
  readonly untilMs: number;
};

/** For our log alone: whoever sent it is told nothing of this. */
export type SignatureFlaw = 'missing' | 'malformed' | 'too-old-or-early' | 'wrong';

/** How far the sender's clock and the way here may take a message from our time, either way. */
export const toleranceMs = 300_000;

type Header = { readonly seconds: string; readonly signatures: readonly Buffer[] };

/** The header is as long as Node reads headers, 16 KiB. */
const readHeader = (header: string): Header | undefined => {
  const parts = header.split(',').map((part) => part.trim());
  const named = (name: string): readonly string[] =>
    parts.filter((part) => part.startsWith(`${name}=`)).map((part) => part.slice(name.length + 1));
  const [seconds, ...others] = named('t');
  const signatures = named('v1').filter((hex) => /^[0-9a-f]{64}$/i.test(hex));
  if (seconds === undefined || others.length > 0 || !/^[1-9]\d{0,11}$/.test(seconds) || signatures.length === 0)
    return undefined;
  return { seconds, signatures: signatures.map((hex) => Buffer.from(hex, 'hex')) };
};

/** Every pair is compared, each in constant time: nothing of a secret shows in the time it takes. */
export const verifySignature = (
  secrets: Secrets,
  header: string | undefined,
  body: Uint8Array,
  nowMs: number,
): Result<Signed, SignatureFlaw> => {
  if (header === undefined || header === '') return refuse('missing');
  const read = readHeader(header);
  if (read === undefined) return refuse('malformed');
  const signedAtMs = Number(read.seconds) * 1000;
  if (Math.abs(nowMs - signedAtMs) > toleranceMs) return refuse('too-old-or-early');
  const expected = secrets.map((secret) =>
    createHmac('sha256', secret).update(`${read.seconds}.`).update(body).digest(),
  );
  const matches = expected.flatMap((good) => read.signatures.filter((given) => timingSafeEqual(good, given)));
  if (matches.length === 0) return refuse('wrong');
  return ok({ id: expected[0]?.toString('hex') ?? '', untilMs: signedAtMs + toleranceMs });
};
