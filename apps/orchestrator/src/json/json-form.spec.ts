import { MAX_INPUT_BYTES, q2cLanguage } from '@q2c/domain-events/codec';
import { codeOf } from '@q2c/kernel';
import fc from 'fast-check';
import { quoteJson, quoteMessage, paymentMessage } from '../spec/messages.ts';
import { createJsonForm } from './json-form.ts';

const toWire = createJsonForm(q2cLanguage, 'Quote');
const translate = (text: string) => toWire(Buffer.from(text));
const problemsOf = (value: object): readonly string[] => {
  const wire = translate(JSON.stringify(value));
  return wire === undefined || wire.ok ? [] : wire.refusal.detail.split('; ');
};
/** The text with one value in it replaced by other text. */
const withText = (from: string, to: string): string => {
  const text = JSON.stringify(quoteJson('Q-1'));
  expect(text).toContain(from);
  return text.replace(from, to);
};

test('says the same as the wire form, byte for byte, in any order and with white space', () => {
  const wire = { ok: true, value: quoteMessage('Q-1') };
  const json = quoteJson('Q-1');
  expect(translate(JSON.stringify(json))).toEqual(wire);
  expect(translate(`\r\n\t ${JSON.stringify(json, null, 2)}\n`)).toEqual(wire);
  expect(translate(JSON.stringify(Object.fromEntries(Object.entries(json).reverse())))).toEqual(wire);
});

test('every quote and its JSON make the same message', () => {
  const int64 = fc.bigInt({ min: 1n, max: 2n ** 63n - 1n });
  const words = { unit: 'binary', minLength: 0, maxLength: 40 } as const;
  const edges = fc.constantFrom(0n, 2n ** 53n + 1n, 2n ** 64n - 1n);
  const any = fc.record({
    sourceVersion: fc.oneof(edges, fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })),
    minor: fc.oneof(int64, fc.constantFrom(2n ** 53n + 1n, 2n ** 63n - 1n)),
    purchaseOrderNumber: fc.constantFrom(null, 'PO-1'),
    description: fc.string(words).map((text) => text.toWellFormed()),
    name: fc.string(words).map((text) => text.toWellFormed()),
    paymentTermsDays: fc.integer({ min: 0, max: 3_650 }),
    asNumbers: fc.boolean(),
  });
  const digits = /"(minor|sourceVersion)":"(-?\d+)"/g;
  fc.assert(
    fc.property(any, ({ minor, description, name, asNumbers, ...terms }) => {
      const money = { minor, currency: 'JPY' };
      const line = { lineNumber: 1, productCode: 'P', description, quantity: '1.5', unitPrice: '-2', amount: money };
      const quote = {
        ...{ quoteNumber: 'Q-1', customerNumber: 'C-1', legalEntity: 'DE', acceptedOn: '2026-01-01', ...terms },
        ...{ deliveryDate: '2026-01-31', lines: [line], total: money, billTo: { name, email: '' } },
      };
      const text = q2cLanguage.definition('Quote').toJson(quote);
      expect(translate(asNumbers ? text.replaceAll(digits, '"$1":$2') : text)).toEqual({
        ok: true,
        value: q2cLanguage.wire.encode('Quote', quote),
      });
    }),
  );
});

test('what there is none of may be left out', () => {
  const { purchaseOrderNumber: _none, ...older } = quoteJson('Q-1');
  expect(translate(JSON.stringify(older))).toEqual({ ok: true, value: quoteMessage('Q-1') });
});

test('decimals may have zeros that say nothing, as in Avro', () => {
  expect(translate(withText('"quantity":"1"', '"quantity":"1.00"'))).toEqual({ ok: true, value: quoteMessage('Q-1') });
});

describe('a number', () => {
  /** Of the line; that of the total comes behind it. */
  const minor = (text: string): string => withText('"minor":"120000"', `"minor":${text}`);
  const at = 'lines.0.amount.minor';
  const digitsAlone = `${at}: expected a whole number: digits alone, as a number or as text`;
  test.each([
    ['1200.00', digitsAlone],
    ['120000.0', digitsAlone],
    ['12e4', digitsAlone],
    ['9007199254740993.0', digitsAlone],
    ['"1,200"', digitsAlone],
    ['"120000.0"', digitsAlone],
    ['"0120000"', digitsAlone],
    ['" 120000"', digitsAlone],
    ['"0x1D4C0"', digitsAlone],
    ['""', digitsAlone],
    ['null', digitsAlone],
    ['true', digitsAlone],
    ['["120000"]', digitsAlone],
    ['9223372036854775808', `${at}: Too big: expected bigint to be <=9223372036854775807`],
  ])('%s is no amount of minor units', (text, problem) => {
    const wire = translate(minor(text));
    expect(wire).toMatchObject({ ok: false, refusal: { code: 'content-invalid' } });
    expect(wire?.ok === false && wire.refusal.detail.split('; ')[0]).toBe(problem);
  });

  test('beyond 2^53 it loses no digit', () => {
    const total = '9007199254740993';
    const text = minor(total).replace('"minor":"120000"', `"minor":${total}`);
    const wire = translate(text);
    const decoded = wire?.ok === true ? q2cLanguage.wire.decode(wire.value) : undefined;
    expect(decoded).toMatchObject({ value: { value: { total: { minor: 9_007_199_254_740_993n } } } });
    expect(translate(text.replace(total, '9007199254740992'))).toMatchObject({
      refusal: { detail: 'total: the total is the sum of the lines' },
    });
  });

  test.each(['30.0', '3e1', '2147483647.00000001', '"30"', 'null'])('%s is no number of days', (text) => {
    const wire = translate(withText('"paymentTermsDays":30', `"paymentTermsDays":${text}`));
    expect(wire?.ok === false && wire.refusal.detail).toMatch(/^paymentTermsDays: [^;]+$/);
  });

  test('a decimal is no JSON number: those lose digits', () => {
    for (const text of ['1', '1.5'])
      expect(translate(withText('"quantity":"1"', `"quantity":${text}`))).toMatchObject({
        refusal: { detail: 'lines.0.quantity: Invalid input: expected string, received number' },
      });
  });
});

describe('what is wrong', () => {
  test('is told at once, each by its path', () => {
    const { legalEntity: _missing, lines, ...quote } = quoteJson('Q-1');
    const [line] = lines as readonly object[];
    const problems = problemsOf({
      ...quote,
      colour: 'red',
      acceptedOn: '2026-02-30',
      lines: [{ ...line, weight: 1, quantity: 7, amount: { minor: 1.5, currency: 'EUR', scale: 2 } }, 'line', null],
      total: { minor: '120000', currency: 'DEM' },
      billTo: { name: 7 },
    });
    expect([...problems].sort()).toEqual([
      'acceptedOn: not a date like 2026-01-31',
      'billTo.email: is missing',
      'billTo.name: Invalid input: expected string, received number',
      'colour: no such field',
      'legalEntity: is missing',
      'lines.0.amount.minor: expected a whole number: digits alone, as a number or as text',
      'lines.0.amount.scale: no such field',
      'lines.0.quantity: Invalid input: expected string, received number',
      'lines.0.weight: no such field',
      'lines.1: Invalid input: expected object, received string',
      'lines.2: Invalid input: expected object, received null',
      'total.currency: not an active ISO 4217 currency',
    ]);
  });

  test('between fields is told as for Avro', () => {
    const wrong = { ...quoteJson('Q-1'), deliveryDate: '2026-01-09', total: { minor: '1', currency: 'EUR' } };
    expect(problemsOf(wrong)).toEqual([
      'total: the total is the sum of the lines',
      'deliveryDate: delivery is not before acceptance',
    ]);
  });

  test('is not told with the names that people have, and not without end', () => {
    expect(problemsOf({ ...quoteJson('Q-1'), 'Ada Example': 1 })).toEqual(['?: no such field']);
    const many = Object.fromEntries(Array.from({ length: 700 }, (_, n) => [`f${n}`, 1]));
    const problems = problemsOf({ ...quoteJson('Q-1'), ...many });
    expect(problems).toHaveLength(501);
    expect(problems.at(-1)).toBe('200 more problems');
  });

  test.each([
    ['a list', '[]'],
    ['text', '"Q-1"'],
    ['a number', '17'],
    ['nothing', 'null'],
  ])('%s is no record', (_name, text) => {
    expect(translate(text)).toMatchObject({
      refusal: { code: 'content-invalid', detail: expect.stringMatching(/^Invalid input/) },
    });
  });

  test('half a surrogate pair is no text', () => {
    expect(translate(withText('"Ada Example"', '"\\ud800"'))).toMatchObject({
      refusal: { code: 'content-invalid', detail: 'billTo.name: not well-formed Unicode' },
    });
  });

  test('that it is no JSON is told without quoting it', () => {
    const wire = translate('{"billTo":{"name":"Ada Example"');
    expect(wire).toMatchObject({
      refusal: { code: 'message-malformed', detail: expect.stringMatching(/as JSON: not JSON/) },
    });
    expect(JSON.stringify(wire)).not.toContain('Ada');
  });
});

describe('bytes that are no text', () => {
  test.each<[string, Uint8Array]>([
    ['none', new Uint8Array()],
    ['a wire message', quoteMessage('Q-1')],
    ['white space alone', Buffer.from(' \r\n\t')],
    ['control characters', Uint8Array.of(0x20, 1, 2)],
  ])('are left alone: %s', (_name, bytes) => {
    expect(toWire(bytes)).toBeUndefined();
  });

  test('nor is text that is longer than a message may be', () => {
    expect(toWire(Buffer.alloc(MAX_INPUT_BYTES, '{'))).toMatchObject({ ok: false });
    expect(toWire(Buffer.alloc(MAX_INPUT_BYTES + 1, '{'))).toBeUndefined();
  });
});

test('each object has its own record', () => {
  const notice = q2cLanguage.wire.decode(paymentMessage('P-1', 'Q-1'));
  const json = notice.ok ? q2cLanguage.definition('PaymentNotice').toJson(notice.value.value) : '';
  expect(createJsonForm(q2cLanguage, 'PaymentNotice')(Buffer.from(json))).toEqual({
    ok: true,
    value: paymentMessage('P-1', 'Q-1'),
  });
  expect(translate(json)).toMatchObject({ ok: false });
});

test('a record that nobody knows is a mistake of ours', () => {
  let thrown: unknown;
  try {
    createJsonForm(q2cLanguage, 'Nope');
  } catch (error) {
    thrown = error;
  }
  expect(codeOf(thrown)).toBe('record-unknown');
});
