import { createHmac } from 'node:crypto';

/** Signs as a payment provider does: seconds since the epoch, a dot, and the body. */
export const signatureOf = (secret: string, seconds: number, body: string | Uint8Array): string =>
  createHmac('sha256', secret).update(`${seconds}.`).update(body).digest('hex');

export const signatureHeader = (secret: string, seconds: number, body: string | Uint8Array): string =>
  `t=${seconds},v1=${signatureOf(secret, seconds, body)}`;
