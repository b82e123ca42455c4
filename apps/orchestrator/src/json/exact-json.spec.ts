import fc from 'fast-check';
import { readJson, type Json } from './exact-json.ts';

const read = (text: string) => readJson(Buffer.from(text));
const refusalOf = (bytes: Uint8Array | string): string | undefined => {
  const result = readJson(Buffer.from(bytes));
  return result.ok ? undefined : result.refusal;
};

/** As `JSON.parse` gives it. */
const plain = (json: Json): unknown => {
  if (typeof json === 'bigint') return Number(json);
  if (typeof json !== 'object' || json === null) return json;
  if (Array.isArray(json)) return json.map(plain);
  return Object.fromEntries([...(json as ReadonlyMap<string, Json>)].map(([name, value]) => [name, plain(value)]));
};

test('reads what the engine reads, with white space or without', () => {
  const anything = fc.jsonValue({ stringUnit: 'binary', maxDepth: 6 });
  fc.assert(
    fc.property(anything, fc.nat({ max: 4 }), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      const result = read(text);
      // Through text again: JSON has no −0 of its own among whole numbers.
      expect(JSON.stringify(result.ok ? plain(result.value) : result.refusal)).toBe(
        JSON.stringify(JSON.parse(text)).replaceAll(/(?<=[[:,]|^)-0(?=[\],}]|$)/g, '0'),
      );
    }),
  );
});

test.each<[string, Json]>([
  ['0', 0n],
  ['9007199254740993', 9_007_199_254_740_993n],
  ['-9223372036854775807', -9_223_372_036_854_775_807n],
  ['18446744073709551615', 18_446_744_073_709_551_615n],
  [' 1 ', 1n],
  ['1.0', 1],
  ['1e3', 1000],
  ['9007199254740993.0', 9_007_199_254_740_992],
  ['9'.repeat(41), 1e41],
  ['"\\u00e9\\n\\"\\\\ {}[],:"', 'é\n"\\ {}[],:'],
  ['"a\u00a0b"', 'a\u00a0b'],
])('%s', (text, expected) => {
  expect(read(text)).toEqual({ ok: true, value: expected });
});

test('names that are special to JavaScript are names', () => {
  const result = read('{"__proto__":{"a":1},"constructor":2}');
  expect(result.ok && [...(result.value as ReadonlyMap<string, Json>).keys()]).toEqual(['__proto__', 'constructor']);
});

test.each([
  ['nothing', ''],
  ['white space', ' \n'],
  ['a word', 'hello'],
  ['half an object', '{"a":1'],
  ['something behind it', '{} {}'],
  ['a comment', '{} // that is all'],
  ['a comma too many', '[1,]'],
  ['single quotes', "{'a':1}"],
  ['a number with a zero before it', '01'],
  ['NaN', 'NaN'],
  ['a raw line break in text', '"a\nb"'],
  ['a byte order mark', '\ufeff{}'],
])('%s is no JSON', (_name, text) => {
  expect(refusalOf(text)).toMatch(/^not JSON/);
});

test.each([
  ['a stray byte', [0x22, 0xff, 0x22]],
  ['Latin-1', [0x22, 0xeb, 0x22]],
  ['half a character', [0x22, 0xc3, 0x22]],
  ['an overlong slash', [0x22, 0xc0, 0xaf, 0x22]],
  ['a surrogate', [0x22, 0xed, 0xa0, 0x80, 0x22]],
  ['UTF-16', [0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00]],
])('%s is no UTF-8', (_name, bytes) => {
  expect(refusalOf(Uint8Array.from(bytes))).toBe('not UTF-8');
});

test('a name that stands twice in one object is refused, in two objects it is not', () => {
  expect(refusalOf('{"total":1,"lines":[{"total":2},{"total":3}]}')).toBeUndefined();
  expect(refusalOf('{"total":1,"total":1}')).toBe('"total" stands twice in one object');
  expect(refusalOf('[{"a":{"b":1,"\\u0062":2}}]')).toBe('"b" stands twice in one object');
});

test('no refusal quotes what was sent', () => {
  for (const text of ['{"name":"Ada Example}', '{"name": Ada}', '{"Ada Example":1,"Ada Example":2}', 'Ada'])
    expect(refusalOf(text)).toMatch(/^(?!.*Ada)/);
});

test('depth is bounded, and a hostile text costs no more than its length', () => {
  expect(refusalOf('['.repeat(32) + ']'.repeat(32))).toBeUndefined();
  expect(refusalOf('['.repeat(33) + ']'.repeat(33))).toBe('nested deeper than 32');
  const half = 450_000;
  expect(refusalOf('['.repeat(half) + ']'.repeat(half))).toMatch(/^nested deeper|^not JSON/);
  expect(refusalOf('{"a":'.repeat(150_000))).toMatch(/^not JSON/);
  expect(refusalOf(`"${'\\"'.repeat(half)}"`)).toBeUndefined();
  expect(refusalOf('1'.repeat(2 * half))).toBeUndefined();
});
