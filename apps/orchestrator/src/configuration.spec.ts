import { createSecretKey } from 'node:crypto';
import { inspect } from 'node:util';
import { readConfiguration, variableNames } from './configuration.ts';

const refusalOf = (variables: Readonly<Record<string, string>>): readonly string[] => {
  const read = readConfiguration(variables);
  return read.ok ? [] : read.refusal;
};

test('without any variable it runs on this machine, on the real clock, without planted faults', () => {
  expect(readConfiguration({ HOME: 'x' })).toEqual({
    ok: true,
    value: {
      dataFolder: '.q2c/data',
      host: '127.0.0.1',
      port: 0,
      tenant: 'acme',
      sources: { quote: 'crm', 'payment-notice': 'bank' },
      paymentWebhook: undefined,
      logLevel: 'info',
      clock: 'system',
      clockStartMs: Date.UTC(2026, 0, 1),
      erpLatestEffectMs: 60_000,
      erpFaults: undefined,
    },
  });
});

test('every problem is named, also a variable that nobody reads', () => {
  const problems = refusalOf({
    Q2C_DATA: '',
    Q2C_PORT: '65536',
    Q2C_HOST: '0.0.0.0',
    Q2C_TENANT: 'Acme',
    Q2C_CLOCK: 'sundial',
    Q2C_DTAA: 'x',
  });
  const expected = ['Q2C_DATA', 'Q2C_PORT', 'Q2C_HOST', 'Q2C_TENANT', 'Q2C_CLOCK', 'Q2C_DTAA: no such setting'];
  expect(problems).toHaveLength(expected.length);
  for (const start of expected) expect(problems).toContainEqual(expect.stringMatching(`^${start}`));
});

test.each([
  ['Q2C_PORT', '-1'],
  ['Q2C_PORT', '80a'],
  ['Q2C_HOST', '127.0.0.1.example.org'],
  ['Q2C_HOST', '10.0.0.1'],
  ['Q2C_QUOTE_SOURCE', 'CRM'],
  ['Q2C_CLOCK_START', '2026-01-01'],
  ['Q2C_LOG_LEVEL', 'loud'],
  ['Q2C_ERP_FAULTS', 'lost=10'],
  ['Q2C_ERP_FAULTS', 'seed=1,lots=10'],
  ['Q2C_ERP_FAULTS', 'seed=1,lost=600,late=600'],
])('%s "%s" is refused', (name, value) => {
  expect(refusalOf({ [name]: value })).toEqual([expect.stringMatching(`^${name}: `)]);
});

test.each(['127.0.0.1', '127.1.2.3', '::1', 'localhost'])('%s is this machine', (host) => {
  expect(refusalOf({ Q2C_HOST: host })).toEqual([]);
});

test('planted faults are shares of a thousand calls', () => {
  const read = readConfiguration({ Q2C_ERP_FAULTS: 'seed=7,lost=40,late=20' });
  expect(read).toMatchObject({ value: { erpFaults: { seed: '7', unavailable: 0, slow: 0, lost: 40, late: 20 } } });
});

describe('secrets of the payment webhook', () => {
  const name = 'Q2C_WEBHOOK_PAYMENT_SECRETS';
  const [one, two, three] = ['first', 'second', 'third'].map((word) => `${word}-${'x'.repeat(32)}`);
  const text = (...secrets: readonly (string | undefined)[]): string => secrets.join(',');

  test.each([
    ['one', text(one), [one]],
    ['two, the new and the old one', `${text(one)} , ${text(two)}`, [one, two]],
  ])('are %s', (_name, value, expected) => {
    const read = readConfiguration({ [name]: value, Q2C_WEBHOOK_PAYMENT_SOURCE: 'psp' });
    const webhook = read.ok ? read.value.paymentWebhook : undefined;
    expect(webhook?.source).toBe('psp');
    expect(webhook?.secrets.length).toBe(expected.length);
    for (const [n, secret] of expected.entries())
      expect(webhook?.secrets[n]?.equals(createSecretKey(secret ?? '', 'utf8'))).toBe(true);
  });

  test.each([
    ['none', '', ['secret 1']],
    ['three', text(one, two, three), ['expected one or two']],
    ['one twice', text(one, one), ['the same secret twice']],
    ['short ones', 'geheim,secret', ['secret 1', 'secret 2']],
    ['a long one', 'y'.repeat(257), ['secret 1']],
    ['one with a space in it', `${text(one)} and more`, ['secret 1']],
    ['three, one of them short, one twice', text(one, one, 'geheim'), ['expected one', 'secret 3', 'the same']],
  ])('that are %s are refused, each problem named, none of them repeated', (_name, value, expected) => {
    const problems = refusalOf({ [name]: value });
    expect(problems).toHaveLength(expected.length);
    for (const [n, start] of expected.entries()) expect(problems[n]).toMatch(`${name}: ${start}`);
    expect(problems.join('\n')).not.toMatch(/xxx|yyy|geheim/);
  });

  test('show themselves to nobody who prints or logs the configuration', () => {
    const read = readConfiguration({ [name]: text(one, two) });
    const shown = [inspect(read, { depth: null, showHidden: true }), JSON.stringify(read)].join('\n');
    expect(shown).toContain('paymentWebhook');
    expect(shown).not.toMatch(/xxx/);
  });
});

test('its names are known', () => expect(variableNames).toContain('Q2C_DATA'));
