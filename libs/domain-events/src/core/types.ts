import { date, int, money, nullable, instant, internal, part, text, visible } from '../definition/index.ts';

/** Stable ids of people and systems outside. */
export const key = (max: number) => text(max, visible);
/** Numbers of documents, customers, products: whatever their system calls them. */
export const documentNumber = key(80);
export const commandIdText = text(200, /^[A-Za-z0-9._/-]+$/);
/** A reason code, e.g. `credit-hold`. */
export const code = key(120);
/** Words for a person. Must hold no personal data. */
export const detail = text(4_000);
/** SHA-256 in lower-case hex. */
export const sha256 = text(64, /^[0-9a-f]{64}$/);
/** Whose instance: `erp-eu1`, `crm`. */
export const system = key(80);
/** Who did it: an operator or a system, by id. */
export const actor = key(200);

/** The record that a counterpart made. */
export const effect = part('Effect', internal({ number: documentNumber, date: date(), amount: nullable(money()) }));

/** One call to a counterpart: numbered from 1; `result` is `succeeded` or the code of what happened. */
export const attempt = part(
  'Attempt',
  internal({ attempt: int(1), at: instant(), durationMs: int(0), result: text(500) }),
);

export const MAX_ATTEMPTS = 50;
