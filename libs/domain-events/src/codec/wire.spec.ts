import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf } from '@q2c/kernel';
import fc from 'fast-check';
import { goldenFolder } from '../../scripts/schema-folder.ts';
import { MAX_INPUT_BYTES, q2cLanguage } from './index.ts';
import { fileStem, schemaIds } from './schema-ids.ts';

const { wire } = q2cLanguage;
const golden = (stem: string): Buffer => readFileSync(join(goldenFolder, `${stem}.avro`));
const codeOfDecoding = (bytes: Uint8Array): string => {
  const decoded = wire.decode(bytes);
  return decoded.ok ? 'ok' : decoded.refusal.code;
};

/** Avro by hand, so that what no encoder would write can be sent. */
const varint = (value: bigint): readonly number[] => {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return [...bytes, Number(rest)];
};
const long = (value: bigint): readonly number[] => varint(value >= 0n ? value * 2n : -value * 2n - 1n);
const text = (value: string): readonly number[] => [...long(BigInt(Buffer.byteLength(value))), ...Buffer.from(value)];
const message = (stem: string, ...body: readonly (readonly number[])[]): Uint8Array => {
  const header = Buffer.alloc(5);
  header.writeInt32BE(schemaIds[stem] ?? -1, 1);
  return Buffer.concat([header, Buffer.from(body.flat())]);
};

describe('a message that is not one', () => {
  it.each([
    ['nothing at all', Buffer.alloc(0), 'message-truncated'],
    ['less than a header', Buffer.from([0, 0, 0, 0]), 'message-truncated'],
    ['another first byte', Buffer.from([1, 0, 0, 0, 1, 0]), 'message-malformed'],
    ['a schema nobody knows', Buffer.from([0, 0x7f, 0, 0, 1, 0]), 'schema-unknown'],
    ['a negative schema id', Buffer.from([0, 0xff, 0xff, 0xff, 0xff, 0]), 'schema-unknown'],
    ['one byte too many', Buffer.alloc(MAX_INPUT_BYTES + 1), 'message-too-large'],
  ])('%s is refused', (_, bytes, code) => {
    expect(codeOfDecoding(bytes)).toBe(code);
  });

  it('as large as allowed is looked at', () => {
    expect(codeOfDecoding(Buffer.alloc(MAX_INPUT_BYTES))).toBe('schema-unknown');
  });

  it.each(q2cLanguage.definitions.map(fileStem))('%s cut anywhere, or with a byte more, is refused', (stem) => {
    const whole = golden(stem);
    expect(codeOfDecoding(whole)).toBe('ok');
    for (let length = 0; length < whole.length; length++)
      expect(codeOfDecoding(whole.subarray(0, length))).toMatch(/^message-(truncated|malformed)$/);
    expect(codeOfDecoding(Buffer.concat([whole, Buffer.from([0])]))).toBe('message-malformed');
  });

  it('whatever its bytes, is decoded or refused, never thrown at', () => {
    const codes = new Set<string>();
    const anything = fc.constantFrom(...q2cLanguage.definitions.map(fileStem)).chain((stem) => {
      const whole = golden(stem);
      return fc
        .array(fc.tuple(fc.integer({ min: 5, max: whole.length - 1 }), fc.nat({ max: 255 })), {
          minLength: 1,
          maxLength: 8,
        })
        .map((changes) => {
          const bytes = Buffer.from(whole);
          for (const [at, byte] of changes) bytes[at] = byte;
          return bytes;
        });
    });
    fc.assert(
      fc.property(fc.oneof(anything, fc.uint8Array({ maxLength: 200 })), (bytes) => {
        const decoded = wire.decode(bytes);
        codes.add(decoded.ok ? 'ok' : decoded.refusal.code);
      }),
      { numRuns: 2_000, seed: 7 },
    );
    expect([...codes]).toEqual(expect.arrayContaining(['ok', 'message-truncated', 'message-malformed']));
  });
});

describe('a hostile message', () => {
  const head = [text('acme/order/1'), text('PostInvoice')];
  const attempts = (...list: readonly (readonly number[])[]): Uint8Array =>
    message('CommandParked.v1', text('acme/order/1'), long(0n), ...list);

  it('that announces more items than a list may have is refused before they are read', () => {
    expect(codeOfDecoding(attempts(long(51n)))).toBe('too-many-items');
    expect(codeOfDecoding(attempts(long(2n ** 62n)))).toBe('too-many-items');
    // A negative count with a size of the block, as Avro allows.
    expect(codeOfDecoding(attempts(long(-(2n ** 40n)), long(1n)))).toBe('too-many-items');
  });

  it('that brings its items in many blocks is refused as well', () => {
    const item = [...long(1n), ...text('2026-01-01T00:00:00.000Z'), ...long(1n), ...text('timeout')];
    const blocks = (count: number): readonly (readonly number[])[] =>
      Array.from({ length: count }, () => [...long(1n), ...item]);
    expect(codeOfDecoding(attempts(...blocks(50), long(0n)))).toBe('ok');
    expect(codeOfDecoding(attempts(...blocks(51), long(0n)))).toBe('too-many-items');
  });

  it('that ends inside a list is truncated, however many items it announces', () => {
    expect(codeOfDecoding(attempts(long(50n)))).toBe('message-truncated');
  });

  it('that announces a text longer than itself is truncated', () => {
    expect(codeOfDecoding(message('BreakerClosed.v1', long(2n ** 31n), [65]))).toBe('message-truncated');
    expect(codeOfDecoding(message('BreakerClosed.v1', long(2n ** 62n), [65]))).toBe('message-truncated');
  });

  it.each<[string, Uint8Array]>([
    ['a text of negative length', message('BreakerClosed.v1', long(-1n), [65])],
    ['text that is not UTF-8', message('BreakerClosed.v1', long(2n), [0xc3, 0x28])],
    ['half a surrogate pair in UTF-8', message('BreakerClosed.v1', long(3n), [0xed, 0xa0, 0x80])],
    ['an enum symbol beyond the last', message('CommandParked.v1', text('acme/order/1'), long(2n), long(0n))],
    ['a branch beyond the last', message('CommandRequested.v1', ...head, text('s'), text('l'), long(0n), long(2n))],
    [
      'an int of more than 32 bits',
      attempts(long(1n), long(2n ** 31n), text('2026-01-01T00:00:00.000Z'), long(1n), text('timeout'), long(0n)),
    ],
    [
      'a long of more than 64 bits',
      message('RevenuePosted.v1', text('J'), text('2026-01-01'), [...Array<number>(10).fill(0xff), 1], text('EUR')),
    ],
    [
      'a long of 65 bits in ten bytes',
      message('RevenuePosted.v1', text('J'), text('2026-01-01'), [...Array<number>(9).fill(0xff), 0x7f], text('EUR')),
    ],
    [
      'an amount below the range',
      message('RevenuePosted.v1', text('J'), text('2026-01-01'), long(-(2n ** 63n)), text('EUR')),
    ],
    ['a currency that is no code', message('RevenuePosted.v1', text('J'), text('2026-01-01'), long(1n), text('euro'))],
    [
      'a source version of more than 64 bits',
      message('InputStale.v1', text('crm'), text('quote'), text('Q'), text(String(2n ** 64n)), text('')),
    ],
    [
      'a source version that is no number',
      message('InputStale.v1', text('crm'), text('q'), text('Q'), text('1e3'), text('')),
    ],
    [
      'an embedded record nobody knows',
      message(
        'CommandRequested.v1',
        ...head,
        text('s'),
        text('l'),
        long(0n),
        long(0n),
        text('Nope'),
        long(1n),
        long(0n),
      ),
    ],
    [
      'a record inside a record inside a record',
      message(
        'CommandRequested.v1',
        ...head,
        text('s'),
        text('l'),
        long(0n),
        long(0n),
        text('CommandRequested'),
        long(1n),
        long(0n),
      ),
    ],
  ])('with %s is malformed', (_, bytes) => {
    expect(codeOfDecoding(bytes)).toBe('message-malformed');
  });

  it('has U+FFFD in it where the sender wrote U+FFFD', () => {
    const bytes = wire.encode('BreakerClosed', { system: '\ufffd' });
    expect(wire.decode(bytes)).toMatchObject({ ok: true, value: { value: { system: '\ufffd' } } });
  });
});

describe('what comes in from outside', () => {
  const quote = wire.decode(golden('Quote.v2'));
  if (!quote.ok) throw new Error(quote.refusal.detail);

  it('is validated in full', () => {
    const bytes = wire.encode('Quote', { ...quote.value.value, total: { minor: 1n, currency: 'EUR' } });
    expect(wire.decode(bytes)).toEqual({
      ok: false,
      refusal: { code: 'content-invalid', detail: 'total: the total is the sum of the lines' },
    });
  });

  it('names what is wrong and never the value, which may be personal', () => {
    const secret = 'x'.repeat(400);
    const { avroType, toAvro, schemaId } = q2cLanguage.definition('Quote');
    const avro = toAvro(quote.value.value) as { billTo: object };
    const body = avroType.toBuffer({ ...avro, billTo: { ...avro.billTo, email: secret } });
    const header = Buffer.alloc(5);
    header.writeInt32BE(schemaId, 1);
    const decoded = wire.decode(Buffer.concat([header, body]));
    expect(decoded).toMatchObject({ ok: false, refusal: { code: 'content-invalid' } });
    expect(JSON.stringify(decoded)).toContain('billTo.email');
    expect(JSON.stringify(decoded)).not.toContain('xxx');
  });
});

describe('encoding', () => {
  const codeThrown = (record: string, value: object): string | undefined => {
    try {
      wire.encode(record, value);
    } catch (error) {
      return codeOf(error);
    }
    return undefined;
  };

  it('gives bytes with memory of their own', () => {
    const bytes = wire.encode('BreakerClosed', { system: 'erp' });
    expect(bytes.buffer.byteLength).toBe(bytes.length);
    const copy = Uint8Array.from(bytes);
    wire.encode('BreakerClosed', { system: 'other' });
    expect(bytes).toEqual(copy);
  });

  it('refuses what is no record, no value of it, or too long for a message', () => {
    expect(codeThrown('Nope', {})).toBe('record-unknown');
    expect(codeThrown('BreakerClosed', { system: 5 })).toBe('value-malformed');
    const lines = (length: number) =>
      Array.from({ length }, (_, index) => ({
        lineNumber: index + 1,
        productCode: 'P',
        description: '€'.repeat(500),
        quantity: '1',
        unitPrice: '1',
        amount: { minor: 1n, currency: 'EUR' },
      }));
    const book = (count: number) => ({
      quoteNumber: 'Q',
      customerNumber: 'C',
      legalEntity: 'DE',
      orderDate: '2026-01-01',
      lines: lines(count),
      total: { minor: 1n, currency: 'EUR' },
      purchaseOrderNumber: null,
      billTo: { subject: 's', text: 'x' },
    });
    expect(wire.encode('BookOrder', book(500)).length).toBeGreaterThan(750_000);
    expect(codeThrown('BookOrder', book(1_000))).toBe('message-too-large');
    expect(codeThrown('BookOrder', book(1_001))).toBe('value-malformed');
  });
});
