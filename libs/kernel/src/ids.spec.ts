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
    ['a dot in an id', 'transaction', ['a.b']],
    ['an id of 65 characters', 'transaction', ['a'.repeat(65)]],
  ])('refuse %s', (_what, category, parts) =>
    expect(codeOfThrown(() => streamName(category, acme, ...parts))).toBe('stream-name-malformed'),
  );
});

describe('command ids', () => {
  const stream = streamName('transaction', acme, 'q1');
  it('begin with their stream', () => {
    const id = commandId(stream, 'order', 'order', 2);
    expect(id).toBe('transaction-acme.q1/order/order/2');
    expect(streamOfCommand(id)).toBe(stream);
  });
  it('refuse other characters and more than 200', () => {
    expect(codeOfThrown(() => commandId(stream, 'order', 'a b', 1))).toBe('command-id-malformed');
    expect(codeOfThrown(() => commandId(stream, 'order', 'a'.repeat(200), 1))).toBe('command-id-malformed');
  });
});
