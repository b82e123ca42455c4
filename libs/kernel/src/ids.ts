import { assertInvariant } from './invariant.ts';

/** A type that is structurally `T` but cannot be mixed up with another one. */
export type Brand<T, Name extends string> = T & { readonly __brand: Name };

/** Tenant slug, never renamed: it is part of every stream name. */
export type Tenant = Brand<string, 'Tenant'>;
/** `<category>-<tenant>.<part>[.<part>…]`, e.g. `transaction-acme.7k3…`. Categories have no hyphen. */
export type StreamName = Brand<string, 'StreamName'>;
/** `<stream>/<step>/<object>/<n>`: stable over technical retries, idempotency key at the counterpart. */
export type CommandId = Brand<string, 'CommandId'>;
/** UUID version 5, lower case. */
export type EventId = Brand<string, 'EventId'>;

const tenantPattern = /^[a-z][a-z0-9]{1,31}$/;
const categoryPattern = /^[a-z][a-z0-9]{0,31}$/;
/** Long enough for a SHA-256 in hex. */
const partPattern = /^[a-z0-9][a-z0-9_-]{0,63}$/;
const commandPartPattern = /^[A-Za-z0-9._-]+$/;
const COMMAND_ID_LENGTH_MAX = 200;

export const isTenant = (text: string): text is Tenant => tenantPattern.test(text);

export const tenant = (text: string): Tenant => {
  assertInvariant(isTenant(text), 'tenant-malformed', `"${text}" is no tenant: expected ${tenantPattern}`);
  return text;
};

/** Builds a stream name; every part is checked, since names are immutable data. */
export const streamName = (category: string, owner: Tenant, ...parts: readonly string[]): StreamName => {
  assertInvariant(categoryPattern.test(category), 'stream-name-malformed', `"${category}" is no stream category`);
  assertInvariant(parts.length > 0, 'stream-name-malformed', `stream of category "${category}" has no id`);
  for (const part of parts)
    assertInvariant(partPattern.test(part), 'stream-name-malformed', `"${part}" cannot stand in a stream name`);
  return `${category}-${owner}.${parts.join('.')}` as StreamName;
};

/** The part before the first hyphen: selects the decider. */
export const categoryOf = (stream: StreamName): string => stream.slice(0, stream.indexOf('-'));

/** The tenant a stream belongs to. */
export const tenantOf = (stream: StreamName): Tenant =>
  stream.slice(stream.indexOf('-') + 1, stream.indexOf('.')) as Tenant;

/**
 * The n-th request (from 1) for one object at one step of one stream. Steps and objects hold no `/`: the id is taken
 * apart at it.
 */
export const commandId = (stream: StreamName, step: string, object: string, n: number): CommandId => {
  const id = `${stream}/${step}/${object}/${n}`;
  const wellFormed = [step, object].every((each) => commandPartPattern.test(each)) && Number.isSafeInteger(n) && n >= 1;
  assertInvariant(
    wellFormed && id.length <= COMMAND_ID_LENGTH_MAX,
    'command-id-malformed',
    `"${id}" cannot be a command id`,
  );
  return id as CommandId;
};

export const streamOfCommand = (id: CommandId): StreamName => id.slice(0, id.indexOf('/')) as StreamName;
