import { createSecretKey } from 'node:crypto';
import { isTenant, ok, refuse, type Result, type Tenant } from '@q2c/kernel';
import { z } from 'zod';
import type { Secrets } from './webhooks/signature.ts';

/**
 * The configuration: one schema over environment variables. A wrong one is refused as a whole, with every problem
 * named, a variable that nobody reads included: a misspelt name would otherwise be a setting silently lost.
 */
const slug = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,31}$/, 'expected a-z, 0-9, - and _, at most 32 characters');
const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, `expected a whole number from ${min} to ${max}`)
    .transform(Number)
    .refine((value) => value >= min && value <= max, `expected a whole number from ${min} to ${max}`);

/** Loopback only: the token travels in clear, and nothing here is made to face a network. */
const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);

const faultNames = ['unavailable', 'slow', 'lost', 'late'] as const;
const faultsSyntax = 'expected e.g. "seed=7,unavailable=20,slow=20,lost=40,late=20", shares of 1,000 calls';

export type ErpFaultShares = { readonly seed: string } & Readonly<Record<(typeof faultNames)[number], number>>;

const erpFaults = z.string().transform((text, context): ErpFaultShares => {
  const shares = { seed: '', unavailable: 0, slow: 0, lost: 0, late: 0 };
  const problem = (message: string): ErpFaultShares => {
    context.addIssue({ code: 'custom', message: `${message}; ${faultsSyntax}` });
    return shares;
  };
  for (const part of text.split(',')) {
    const [name = '', value = '', ...rest] = part.split('=');
    const fault = faultNames.find((known) => known === name);
    if (rest.length === 0 && name === 'seed' && value !== '') shares.seed = value;
    else if (rest.length === 0 && fault !== undefined && /^\d{1,3}$/.test(value)) shares[fault] = Number(value);
    else return problem(`"${part}" is no seed and no share`);
  }
  if (shares.seed === '') return problem('no seed');
  const sum = faultNames.reduce((total, name) => total + shares[name], 0);
  return sum > 1000 ? problem(`the shares add up to ${sum}`) : shares;
});

const secretLengths = { min: 32, max: 256 } as const;

/** What is wrong with them, without repeating any. */
const problemsOfSecrets = (given: readonly string[]): readonly string[] => {
  const { min, max } = secretLengths;
  return [
    ...(given.length > 2 ? [`expected one or two secrets with a comma between them, got ${given.length}`] : []),
    ...given.flatMap((secret, n) =>
      /^[!-~]+$/.test(secret) && secret.length >= min && secret.length <= max
        ? []
        : [`secret ${n + 1}: expected ${min} to ${max} visible ASCII characters`],
    ),
    ...(new Set(given).size < given.length ? ['the same secret twice'] : []),
  ];
};

/** As key objects: those show themselves to no log. */
const secrets = z.string().transform((text, context): Secrets => {
  const given = text.split(',').map((secret) => secret.trim());
  const problems = problemsOfSecrets(given);
  for (const message of problems) context.addIssue({ code: 'custom', message });
  const [first, ...others] = problems.length > 0 ? [] : given.map((secret) => createSecretKey(secret, 'utf8'));
  return first === undefined ? z.NEVER : [first, ...others];
});

const variables = z.strictObject({
  Q2C_DATA: z.string().min(1).default('.q2c/data'),
  Q2C_HOST: z
    .string()
    .default('127.0.0.1')
    .refine(isLoopback, 'expected a loopback address (127.0.0.1, ::1, localhost): the API serves this machine only'),
  Q2C_PORT: wholeNumber(0, 65_535).default(0),
  Q2C_TENANT: z
    .string()
    .default('acme')
    .refine(isTenant, 'expected a tenant: a letter, then letters and digits, 2 to 32 in all'),
  Q2C_QUOTE_SOURCE: slug.default('crm'),
  Q2C_PAYMENT_SOURCE: slug.default('bank'),
  Q2C_WEBHOOK_PAYMENT_SECRETS: secrets.optional(),
  Q2C_WEBHOOK_PAYMENT_SOURCE: slug.default('payment'),
  Q2C_LOG_LEVEL: z.enum(['silent', 'fatal', 'error', 'warn', 'info', 'debug']).default('info'),
  Q2C_CLOCK: z.enum(['system', 'virtual', 'manual']).default('system'),
  Q2C_CLOCK_START: z.iso.datetime({ precision: 3 }).default('2026-01-01T00:00:00.000Z'),
  Q2C_ERP_LATEST_EFFECT_MS: wholeNumber(0, 86_400_000).default(60_000),
  Q2C_ERP_FAULTS: erpFaults.optional(),
});

export type ClockKind = 'system' | 'virtual' | 'manual';

export type Configuration = {
  /** The data folder: everything durable stands in it. */
  readonly dataFolder: string;
  readonly host: string;
  /** 0: any free port; the one taken stands in the data folder. */
  readonly port: number;
  readonly tenant: Tenant;
  /** Which upstream system each object comes from: never taken from a message. */
  readonly sources: Readonly<Record<'quote' | 'payment-notice', string>>;
  /** Who reports payments by signed webhook, and what it signs with; `undefined` where nobody does. */
  readonly paymentWebhook: { readonly source: string; readonly secrets: Secrets } | undefined;
  readonly logLevel: 'silent' | 'fatal' | 'error' | 'warn' | 'info' | 'debug';
  /** `virtual` moves by itself to whatever is due next, `manual` only when told; both stand in the data folder. */
  readonly clock: ClockKind;
  readonly clockStartMs: number;
  /** How late a call to the reference ERP may still take effect, ms. */
  readonly erpLatestEffectMs: number;
  readonly erpFaults: ErpFaultShares | undefined;
};

/** Names of all variables it reads, for help texts. */
export const variableNames: readonly string[] = Object.keys(variables.shape);

const problemOf = ({ path, message, code, ...issue }: z.core.$ZodIssue): readonly string[] =>
  code === 'unrecognized_keys' && 'keys' in issue
    ? issue.keys.map((key) => `${key}: no such setting`)
    : [`${path.join('.')}: ${message}`];

/** Every problem, one sentence each. */
export const readConfiguration = (
  environment: Readonly<Record<string, string | undefined>>,
): Result<Configuration, readonly string[]> => {
  const ours = Object.entries(environment).filter(([name, value]) => name.startsWith('Q2C_') && value !== undefined);
  const read = variables.safeParse(Object.fromEntries(ours));
  if (!read.success) return refuse(read.error.issues.flatMap(problemOf));
  const values = read.data;
  return ok({
    dataFolder: values.Q2C_DATA,
    host: values.Q2C_HOST,
    port: values.Q2C_PORT,
    tenant: values.Q2C_TENANT,
    sources: { quote: values.Q2C_QUOTE_SOURCE, 'payment-notice': values.Q2C_PAYMENT_SOURCE },
    paymentWebhook:
      values.Q2C_WEBHOOK_PAYMENT_SECRETS === undefined
        ? undefined
        : { source: values.Q2C_WEBHOOK_PAYMENT_SOURCE, secrets: values.Q2C_WEBHOOK_PAYMENT_SECRETS },
    logLevel: values.Q2C_LOG_LEVEL,
    clock: values.Q2C_CLOCK,
    clockStartMs: Date.parse(values.Q2C_CLOCK_START),
    erpLatestEffectMs: values.Q2C_ERP_LATEST_EFFECT_MS,
    erpFaults: values.Q2C_ERP_FAULTS,
  });
};
