import {
  command,
  date,
  decimal,
  embedded,
  event,
  flag,
  instant,
  int,
  internal,
  list,
  money,
  nested,
  nullable,
  part,
  personal,
  revise,
  sealed,
  sealedBytes,
  symbol,
  text,
  u64,
} from '../src/definition/index.ts';

/** Records of a language of its own: two versions of one that stands inside others, and one with every kind of field. */
export const pingV1 = command('Ping', { ...internal({ count: int() }) });
export const ping = revise(pingV1, internal({ count: int(), loud: nullable(flag()) }), (previous) => ({
  ...previous,
  loud: null,
}));
const holder = part('Holder', personal({ name: text(40) }));
export const specimen = event('Specimen', {
  ...internal({
    text: text(10),
    flag: flag(),
    int: int(-5, 5),
    u64: u64(),
    decimal: decimal(),
    money: money(),
    date: date(),
    instant: instant(),
    symbol: symbol('one', 'two-three'),
    list: list(list(symbol('a-b', 'c'), 3), 3),
    nested: nested(part('Inner', internal({ amount: nullable(money()), flag: flag() }))),
    nullable: nullable(nested(part('Other', internal({ version: u64() })))),
    embedded: nullable(embedded()),
  }),
  ...personal({ sealed: sealed(holder), bytes: sealedBytes(900_000) }),
});
