import { codeOf, Fault, messageOf, ok, refuse, type Result } from '@q2c/kernel';

/**
 * JSON text (RFC 8259), read without losing anything: a whole number is a bigint, however long; a name that stands twice
 * in one object is refused, since readers differ in which one they take (RFC 7493, section 2.3). What is refused is
 * described without quoting the text: it may be personal.
 */
export type Json =
  | null
  | boolean
  | string
  /** Written as digits alone. */
  | bigint
  /** Written with a fraction or an exponent, or with more digits than any field of ours has. */
  | number
  | readonly Json[]
  | ReadonlyMap<string, Json>;

const depthMax = 32;
const digitsMax = 40;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Names of fields are short words; anything else may be a person's, and is not repeated. */
export const shownName = (name: string): string => (/^[\w.-]{1,60}$/.test(name) ? name : '?');

const flawCode = 'json-flawed';
const flaw = (message: string): Fault => new Fault(flawCode, message, { retriable: false });

const decoded = (bytes: Uint8Array): string => {
  try {
    return utf8.decode(bytes);
  } catch {
    throw flaw('not UTF-8');
  }
};

/** The whole grammar, by the engine's own parser. */
const assertGrammar = (text: string): void => {
  try {
    JSON.parse(text);
  } catch (error) {
    const position = /at position (\d+)/.exec(messageOf(error))?.[1];
    throw flaw(position === undefined ? 'not JSON' : `not JSON from character ${position} on`);
  }
};

/** Of text with the right grammar, so commas and colons say nothing new. */
const tokensOf = (text: string): (() => string) => {
  const tokens = text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]]|[^\s{}[\],:"]+/g);
  return () => tokens.next().value?.[0] ?? '';
};

const scalar = (token: string): Json => {
  const digits = /^-?(\d+)$/.exec(token)?.[1];
  if (digits !== undefined && digits.length <= digitsMax) return BigInt(token);
  return JSON.parse(token) as Json;
};

const build = (text: string): Json => {
  const next = tokensOf(text);
  const value = (token: string, depth: number): Json => {
    if (token !== '{' && token !== '[') return scalar(token);
    if (depth === depthMax) throw flaw(`nested deeper than ${depthMax}`);
    if (token === '[') {
      const items: Json[] = [];
      for (let item = next(); item !== ']'; item = next()) items.push(value(item, depth + 1));
      return items;
    }
    const members = new Map<string, Json>();
    for (let key = next(); key !== '}'; key = next()) {
      const name = JSON.parse(key) as string;
      if (members.has(name)) throw flaw(`"${shownName(name)}" stands twice in one object`);
      members.set(name, value(next(), depth + 1));
    }
    return members;
  };
  return value(next(), 0);
};

/** The refusal says what is wrong in a few words. */
export const readJson = (bytes: Uint8Array): Result<Json, string> => {
  try {
    const text = decoded(bytes);
    assertGrammar(text);
    return ok(build(text));
  } catch (error) {
    if (codeOf(error) === flawCode) return refuse(messageOf(error));
    throw error;
  }
};
