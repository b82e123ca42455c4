import { categoryOf, codeOf, commandId, isTenant, streamName, streamOfCommand, tenant, tenantOf } from './index.ts';

const codeOfThrown = (act: () => unknown): string | undefined => {
  try {
    act();
  } catch (error) {
    return codeOf(error);
  }
  return undefined;
};

const acme = tenant('acme');

describe('tenants', () => {
  it.each(['acme', 'a1', `a${'b'.repeat(31)}`])('%s is a tenant', (text) => expect(isTenant(text)).toBe(true));
  it.each(['', 'a', 'Acme', '1acme', 'ac-me', `a${'b'.repeat(32)}`])('"%s" is none', (text) => {
    expect(isTenant(text)).toBe(false);
    expect(codeOfThrown(() => tenant(text))).toBe('tenant-malformed');
  });
});

describe('stream names', () => {
  it('name category, tenant and id', () => {
    const name = streamName('parked', acme, 'crm', '2026-01-05');
    expect(name).toBe('parked-acme.crm.2026-01-05');
    expect(categoryOf(name)).toBe('parked');
    expect(tenantOf(name)).toBe('acme');
  });
  it.each([
    ['a hyphen in the category', 'price-book', ['x']],
    ['no id', 'transaction', []],
    ['an upper-case id', 'transaction', ['X']],
    ['an upper-case letter in an id', 'transaction', ['aX']],
    ['an id that begins with a hyphen', 'transaction', ['-a']],
    ['an id that begins with an underscore', 'transaction', ['_a']],
    ['an empty id', 'transaction', ['']],
    ['a second id that begins with a hyphen', 'transaction', ['a', '-b']],
    ['an upper-case category', 'Transaction', ['x']],
    ['a dot in an id', 'transaction', ['a.b']],
    ['an id of 65 characters', 'transaction', ['a'.repeat(65)]],
  ])('refuse %s', (_what, category, parts) =>
    expect(codeOfThrown(() => streamName(category, acme, ...parts))).toBe('stream-name-malformed'),
  );
});

describe('parts of stream names', () => {
  it.each(['a', '7', 'a-b_c', '2026-01-05', 'a'.repeat(64)])('may be %s', (part) => {
    expect(streamName('transaction', acme, part)).toBe(`transaction-acme.${part}`);
  });
});

describe('command ids', () => {
  const stream = streamName('transaction', acme, 'q1');
  it('begin with their stream', () => {
    const id = commandId(stream, 'order', 'order', 2);
    expect(id).toBe('transaction-acme.q1/order/order/2');
    expect(streamOfCommand(id)).toBe(stream);
  });
  it.each([
    ['n not a number', 'order', 'order', Number.NaN],
    ['n below 1', 'order', 'order', 0],
    ['n negative', 'order', 'order', -1],
    ['n with a fraction', 'order', 'order', 1.5],
    ['n beyond what counts exactly', 'order', 'order', 2 ** 53],
    ['an empty step', '', 'order', 1],
    ['an empty object', 'order', '', 1],
    ['a slash in the step', 'or/der', 'order', 1],
    ['a slash in the object', 'order', 'or/der', 1],
  ])('refuse %s', (_what, step, object, n) =>
    expect(codeOfThrown(() => commandId(stream, step, object, n))).toBe('command-id-malformed'),
  );
  it('refuse other characters and more than 200', () => {
    expect(codeOfThrown(() => commandId(stream, 'order', 'a b', 1))).toBe('command-id-malformed');
    expect(codeOfThrown(() => commandId(stream, 'order', 'a'.repeat(200), 1))).toBe('command-id-malformed');
  });
});
