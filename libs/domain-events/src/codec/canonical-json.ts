import { assertInvariant } from '@q2c/kernel';

export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue | undefined };

/**
 * Canonical JSON (RFC 8785) of any JSON value: no white space, keys in the order of their UTF-16 code units, numbers
 * and text as ECMAScript writes them. Keys that are `undefined` are left out. Fault `json-malformed` on text that is
 * no well-formed Unicode and on numbers that JSON does not have.
 */
export const canonicalJson = (value: JsonValue): string => {
  if (typeof value === 'string') {
    assertInvariant(value.isWellFormed(), 'json-malformed', 'text is not well-formed Unicode');
    return JSON.stringify(value);
  }
  if (typeof value === 'number')
    assertInvariant(Number.isFinite(value), 'json-malformed', `${value} is no JSON number`);
  return typeof value === 'object' && value !== null ? canonicalContainer(value) : JSON.stringify(value);
};

const isList = (value: object): value is readonly JsonValue[] => Array.isArray(value);

const canonicalContainer = (
  value: readonly JsonValue[] | { readonly [key: string]: JsonValue | undefined },
): string => {
  if (isList(value)) return `[${value.map(canonicalJson).join()}]`;
  const members: string[] = [];
  // Sorting text without a comparison function compares UTF-16 code units.
  for (const key of Object.keys(value).sort()) {
    const member = value[key];
    if (member !== undefined) members.push(`${canonicalJson(key)}:${canonicalJson(member)}`);
  }
  return `{${members.join()}}`;
};
