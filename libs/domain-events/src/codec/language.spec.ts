import { codeOf, messageOf } from '@q2c/kernel';
import {
  coreRecords,
  createLanguage,
  event,
  flag,
  internal,
  nullable,
  part,
  personal,
  q2cLanguage,
  quoteToCashRecords,
  revise,
  revisePart,
  sealed,
  symbol,
  text,
} from './index.ts';
import { ping, pingV1, specimen } from '../../test/specimen.ts';

const thrown = (act: () => unknown): { code: string | undefined; message: string } => {
  try {
    act();
  } catch (error) {
    return { code: codeOf(error), message: messageOf(error) };
  }
  return { code: undefined, message: '' };
};

const amount = { minor: 5n, currency: 'EUR' };
const booked = { orderNumber: 'O', bookedOn: '2026-01-31', amount };

describe('events', () => {
  it('are written as canonical JSON with bigint as decimal text', () => {
    expect(
      q2cLanguage.encodeEvent('OrderBooked', { ...booked, amount: { currency: 'EUR', minor: -(2n ** 63n) + 1n } }),
    ).toEqual({
      data: '{"amount":{"currency":"EUR","minor":"-9223372036854775807"},"bookedOn":"2026-01-31","orderNumber":"O"}',
      schemaVersion: 1,
    });
  });

  it.each<[string, object, string]>([
    [
      'a missing field',
      { orderNumber: 'O', amount },
      'OrderBooked: bookedOn: expected a date like 2026-01-31, got nothing',
    ],
    ['a field too many', { ...booked, note: 1 }, 'OrderBooked: unknown field "note"'],
    [
      'a float',
      { ...booked, amount: { minor: 1.5, currency: 'EUR' } },
      'OrderBooked: amount.minor: expected a bigint, got a number',
    ],
    [
      'undefined for null',
      { ...booked, bookedOn: undefined },
      'OrderBooked: bookedOn: expected a date like 2026-01-31, got nothing',
    ],
  ])('are not written with %s', (_, data, message) => {
    expect(thrown(() => q2cLanguage.encodeEvent('OrderBooked', data))).toEqual({ code: 'event-malformed', message });
  });

  it.each<[string, string]>([
    ['not JSON', '{'],
    ['no record', '[]'],
    ['a missing field', '{"bookedOn":"2026-01-31","orderNumber":"O"}'],
    ['a field too many', '{"amount":{"currency":"EUR","minor":"1"},"bookedOn":"2026-01-31","orderNumber":"O","x":1}'],
    ['an amount as number', '{"amount":{"currency":"EUR","minor":1},"bookedOn":"2026-01-31","orderNumber":"O"}'],
    ['an amount not canonical', '{"amount":{"currency":"EUR","minor":"01"},"bookedOn":"2026-01-31","orderNumber":"O"}'],
    ['minus zero', '{"amount":{"currency":"EUR","minor":"-0"},"bookedOn":"2026-01-31","orderNumber":"O"}'],
    [
      'an amount out of range',
      `{"amount":{"currency":"EUR","minor":"${2n ** 63n}"},"bookedOn":"2026-01-31","orderNumber":"O"}`,
    ],
  ])('do not decode from %s', (_, data) => {
    expect(thrown(() => q2cLanguage.decodeEvent('OrderBooked', 1, data)).code).toBe('event-malformed');
  });

  it('of an unknown type or version are a fault, and only events are events', () => {
    const unknown = [
      () => q2cLanguage.encodeEvent('OrderLost', {}),
      () => q2cLanguage.encodeEvent('PostInvoice', {}),
      () => q2cLanguage.decodeEvent('OrderLost', 1, '{}'),
      () => q2cLanguage.decodeEvent('OrderBooked', 2, '{}'),
      () => q2cLanguage.decodeEvent('OrderBooked', 0, '{}'),
      () => q2cLanguage.decodeEvent('Quote', 1, '{}'),
    ];
    expect(unknown.map((act) => thrown(act).code)).toEqual(unknown.map(() => 'event-type-unknown'));
  });
});

const own = createLanguage([...coreRecords, pingV1, ping, specimen]);

describe('a language with records of its own', () => {
  const tools = own.definition('Specimen');

  it('knows the core records too, whether they were named or not', () => {
    for (const language of [own, createLanguage([])])
      expect(language.encodeEvent('BreakerClosed', { system: 'erp' })).toEqual({
        data: '{"system":"erp"}',
        schemaVersion: 1,
      });
  });

  it('tells tools the classification of each field and where personal data is sealed', () => {
    expect(tools.classification).toMatchObject({ text: 'internal', 'nested.amount': 'internal', sealed: 'personal' });
    expect(Object.keys(tools.classification)).toContain('list.*.*');
    expect(tools.sealedFields).toEqual([
      { path: 'sealed', part: 'Holder' },
      { path: 'bytes', part: null },
    ]);
    expect(q2cLanguage.definition('Quote').personalFields).toEqual([{ path: 'billTo', part: 'Contact' }]);
    expect(thrown(() => own.definition('Nope')).code).toBe('record-unknown');
    expect(thrown(() => own.definition('Ping', 3)).code).toBe('record-unknown');
  });

  it('sorts keys by code units, whatever the order of the definition', () => {
    const odd = event('Odd', internal({ b: flag(), a: flag(), Z: flag(), a_: flag(), a1: flag() }));
    const value = { b: true, a: true, Z: true, a_: true, a1: true };
    expect(createLanguage([odd]).encodeEvent('Odd', value).data).toBe(
      '{"Z":true,"a":true,"a1":true,"a_":true,"b":true}',
    );
  });

  it.each([
    ['a version is missing', [ping]],
    ['two definitions are of the same version', [pingV1, { ...pingV1 }]],
    ['a record changes its kind', [pingV1, { ...ping, kind: 'event' as const }]],
    ['a later version has no upcaster', [pingV1, { ...ping, upcast: null }]],
    ['a symbol is not kebab-case', [event('Bad', internal({ symbol: symbol('Two_Words') }))]],
  ])('is refused at start when %s', (_, records) => {
    expect(
      thrown(() => {
        const language = createLanguage(records);
        for (const { name } of language.definitions) language.definition(name);
      }).code,
    ).toBe('definition-malformed');
  });
});

describe('a record inside another one', () => {
  const request = (value: object, version: number, record = 'Ping') => ({
    commandId: 'acme/ping/1',
    command: 'Ping',
    system: 's',
    lane: 'l',
    priority: 'interactive',
    accountingDate: null,
    payload: { record, version, value },
  });
  const stored =
    '{"accountingDate":null,"command":"Ping","commandId":"acme/ping/1","lane":"l","payload":' +
    '{"record":"Ping","value":{"count":3},"version":1},"priority":"interactive","system":"s"}';
  const lifted = { record: 'Ping', version: 2, value: { count: 3, loud: null } };

  it('is lifted to its newest version when read from the store', () => {
    expect(own.decodeEvent('CommandRequested', 1, stored)).toMatchObject({ payload: lifted });
  });

  it('is lifted to its newest version when it arrives from an older writer', () => {
    const older = createLanguage([pingV1]);
    const bytes = older.wire.encode('CommandRequested', request({ count: 3 }, 1));
    expect(own.wire.decode(bytes)).toMatchObject({ ok: true, value: { value: { payload: lifted } } });
  });

  it('is written in its newest version only', () => {
    expect(own.encodeEvent('CommandRequested', request({ count: 3, loud: true }, 2)).data).toContain(
      '"payload":{"record":"Ping","value":{"count":3,"loud":true},"version":2}',
    );
    expect(thrown(() => own.encodeEvent('CommandRequested', request({ count: 3 }, 1)))).toEqual({
      code: 'event-malformed',
      message: 'CommandRequested: payload.value: version 1 of Ping is not the newest',
    });
  });

  it('does not hold records itself', () => {
    const inner = request({ count: 3, loud: null }, 2);
    expect(thrown(() => own.encodeEvent('CommandRequested', request(inner, 1, 'CommandRequested')))).toEqual({
      code: 'event-malformed',
      message: 'CommandRequested: payload.value: CommandRequested holds records itself',
    });
  });

  it('that is wrong is named by its place', () => {
    expect(thrown(() => own.wire.encode('CommandRequested', request({ count: 'x', loud: null }, 2)))).toEqual({
      code: 'value-malformed',
      message: 'CommandRequested: payload.value.count: expected a whole number of 32 bits, got a string',
    });
  });
});

describe('the plain text of personal parts', () => {
  it('is canonical JSON of version and part', () => {
    const contact = { name: 'Zoë', email: 'z@example.com' };
    const plaintext = q2cLanguage.encodePart('Contact', contact);
    expect(plaintext).toBe('{"value":{"email":"z@example.com","name":"Zoë"},"version":1}');
    expect(q2cLanguage.decodePart('Contact', plaintext)).toEqual(contact);
  });

  it('is refused without being quoted', () => {
    const faults = [
      () => q2cLanguage.encodePart('Contact', { name: 'Secret', email: 5 }),
      () => q2cLanguage.decodePart('Contact', 'Secret'),
      () => q2cLanguage.decodePart('Contact', '{"name":"Secret"}'),
      () => q2cLanguage.decodePart('Contact', '{"value":{"name":"Secret"},"version":1}'),
    ].map(thrown);
    expect(faults.map(({ code }) => code)).toEqual(faults.map(() => 'value-malformed'));
    expect(faults.filter(({ message }) => message.includes('Secret'))).toEqual([]);
    expect(thrown(() => q2cLanguage.encodePart('Nope', {})).code).toBe('part-unknown');
  });

  it('of an earlier version is lifted to the newest, of a later one refused', () => {
    const first = part('Holder', personal({ name: text(80) }));
    const second = revisePart(first, personal({ name: text(80), phone: nullable(text(40)) }), ({ name }) => ({
      name,
      phone: null,
    }));
    const third = revisePart(
      second,
      personal({ fullName: text(80), phone: nullable(text(40)) }),
      ({ name, phone }) => ({
        fullName: name,
        phone,
      }),
    );
    const v1 = event('AccountOpened', personal({ holder: sealed(first) }));
    const v2 = revise(v1, personal({ holder: sealed(third) }), (value) => value);
    const then = createLanguage([v1]).encodePart('Holder', { name: 'Zoë' });
    const now = createLanguage([v2, v1]);
    expect(now.decodePart('Holder', then)).toEqual({ fullName: 'Zoë', phone: null });
    expect(now.encodePart('Holder', { fullName: 'Zoë', phone: '1' })).toBe(
      '{"value":{"fullName":"Zoë","phone":"1"},"version":3}',
    );
    const later = now.encodePart('Holder', { fullName: 'Zoë', phone: null });
    expect(thrown(() => createLanguage([v1]).decodePart('Holder', later)).code).toBe('part-unknown');
  });
});

it('two records of the same name are two versions or a mistake, in the product too', () => {
  const names = quoteToCashRecords.map(({ name, version }) => `${name} ${version}`);
  expect(new Set(names).size).toBe(names.length);
});
