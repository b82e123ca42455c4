import { visible as pattern } from '@q2c/domain-events/codec';
import { isCurrency, MINOR_MAX, MINOR_MIN } from '@q2c/kernel';
import { z } from 'zod';
import { pageLimits } from '../operations/pages.ts';
import { intakeObjectNames } from '../operations/take-in.ts';
import { problem, problemException } from './problem.ts';

/** What a request may say. Everything wrong with it is answered at once. */
const visible = (max: number) =>
  z.string().refine((text) => text.length <= max && pattern.test(text), `expected 1 to ${max} visible characters`);
const by = visible(150);
const note = z.string().min(1).max(4_000);
const limit = z
  .string()
  .regex(/^\d{1,4}$/)
  .transform(Number)
  .refine((value) => value >= 1 && value <= pageLimits.max, `expected 1 to ${pageLimits.max}`)
  .default(pageLimits.standard);

/** What stands at the counterpart, as somebody saw it there: whole, since whoever leaves the amount out has it guessed. */
const effect = z.strictObject({
  number: visible(80),
  date: z.iso.date(),
  amount: z.strictObject({
    minor: z
      .string()
      .regex(/^-?\d{1,19}$/, 'expected minor units as decimal text')
      .transform(BigInt)
      .refine((minor) => minor >= MINOR_MIN && minor <= MINOR_MAX, 'out of range'),
    currency: z.string().refine(isCurrency, 'expected an active ISO 4217 code'),
  }),
});

export const requests = {
  intakeObject: z.enum(intakeObjectNames),
  transactions: z.strictObject({
    state: z.enum(['running', 'waiting-for-person', 'completed', 'cancelled']).optional(),
    quoteNumber: visible(80).optional(),
    after: z.string().optional(),
    limit,
  }),
  payments: z.strictObject({ state: z.enum(['unapplied', 'applied']).optional(), after: z.string().optional(), limit }),
  page: z.strictObject({ after: z.string().optional(), limit }),
  operationId: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,80}$/)
    .optional(),
  resumeAll: z.strictObject({
    code: visible(120),
    system: visible(80).optional(),
    by,
    note,
    dryRun: z.boolean().default(false),
    after: z
      .string()
      .regex(/^[a-z2-7]{26}$/, 'expected the id of a transaction')
      .optional(),
    limit: z.int().min(1).max(pageLimits.max).default(pageLimits.standard),
  }),
  resume: z.strictObject({ exceptionId: visible(250), by, note }),
  cancel: z.strictObject({ by, note }),
  settle: z.strictObject({ exceptionId: visible(250), by, note, effect: effect.nullable() }),
  retry: z.strictObject({ by }),
  discard: z.strictObject({ by, note }),
};

/** The value, or a 400 that names every problem. */
export const valid = <S extends z.ZodType>(schema: S, value: unknown): z.output<S> => {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const problems = read.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  const detail = problems.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('; ');
  throw problemException(problem(400, 'request-malformed', detail, { problems }));
};
