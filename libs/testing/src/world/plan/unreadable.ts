import type { UnreadablePlan } from '../../oracle/index.ts';
import type { Random } from '../../random.ts';
import { noticeContent, quoteContent } from './contents.ts';
import type { DealFrame } from './deals.ts';
import { noticeBytes, quoteBytes } from './encode.ts';

/** Bytes that cannot be taken in, each in its own way. They hold personal values too. */
const broken = (random: Random, frame: DealFrame): { code: string; bytes: Uint8Array } => {
  const facts = { number: `BAD-${frame.index}`, customer: `CUST-BAD-${frame.index}`, baseDate: frame.baseDate };
  const quote = quoteContent(random, facts);
  const bytes = quoteBytes(quote, 2);
  switch (random.pick(['short', 'cut', 'magic', 'schema', 'long', 'record', 'content'] as const)) {
    case 'short':
      return { code: 'message-truncated', bytes: bytes.slice(0, random.int(0, 4)) };
    case 'cut':
      return { code: 'message-truncated', bytes: bytes.slice(0, bytes.length - random.int(1, 20)) };
    case 'magic':
      return { code: 'message-malformed', bytes: Uint8Array.of(1, ...bytes.slice(1)) };
    case 'schema':
      return { code: 'schema-unknown', bytes: Uint8Array.of(0, 0, 0, 255, random.int(0, 255), ...bytes.slice(5)) };
    case 'long': {
      // Too long for its event, some for one part of a document.
      const long = new Uint8Array(random.pick([33_000, 33_000, 310_000])).fill(random.int(0, 255));
      long.set([0, 0, 0, 255, 255, ...bytes.slice(5)]);
      return { code: 'schema-unknown', bytes: long };
    }
    case 'record': {
      const notice = { number: facts.number, reference: 'none', amount: quote.total, baseDate: frame.baseDate };
      return { code: 'record-unexpected', bytes: noticeBytes(noticeContent(random, notice)) };
    }
    case 'content': {
      const wrong = { ...quote, total: { ...quote.total, minor: quote.total.minor + 1n } };
      return { code: 'content-invalid', bytes: quoteBytes(wrong, 2) };
    }
  }
};

export const unreadablePlan = (random: Random, frame: DealFrame): UnreadablePlan => ({
  tenant: frame.tenant,
  source: 'crm',
  object: 'quote',
  ...broken(random, frame),
  sendings: Array.from({ length: random.int(1, 2) }, () => ({
    atMs: frame.startMs + random.int(0, frame.inputMs),
    via: frame.overTopics && random.chance(0.7) ? 'topic' : 'http',
    copies: random.weighted([
      [1, 6],
      [2, 1],
    ]),
  })),
  discard: random.chance(0.4),
});
