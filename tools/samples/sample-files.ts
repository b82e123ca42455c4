import { q2cLanguage } from '@q2c/domain-events/codec';
import { createRandom } from '@q2c/testing';
import { writeContainer } from './containers.ts';
import { deals } from './deals.ts';

/** All files of `samples/`, by name. The same records every time. */
const files = { '1': 'quotes.v1.avro', '2': 'quotes.v2.avro', p: 'payment-notices.avro' } as const;
type Letter = keyof typeof files;
type Message = { readonly letter: Letter; readonly value: object };

const messages: readonly Message[] = deals.flatMap(({ quote, schemaVersion, notice }): Message[] => {
  const { purchaseOrderNumber, ...terms } = quote;
  const quoteMessage: Message =
    schemaVersion === 1 ? { letter: '1', value: terms } : { letter: '2', value: { ...terms, purchaseOrderNumber } };
  return [quoteMessage, ...(notice === null ? [] : [{ letter: 'p', value: notice } as const])];
});

/** Every tenth message comes twice, and nothing comes in its order: many payments before their quotes. */
const sent = createRandom('samples/order').shuffled([...messages, ...messages.filter((_, n) => n % 10 === 9)]);

const ofLetter = (letter: Letter): object[] =>
  sent.filter((message) => message.letter === letter).map(({ value }) => value);

/** Messages that cannot be taken in, each for its own reason. */
const badMessages = (): Record<string, Uint8Array> => {
  const [deal] = deals;
  if (deal === undefined) throw new RangeError('no deals');
  const good = q2cLanguage.wire.encode('Quote', { ...deal.quote, quoteNumber: 'Q-BAD' });
  const wrong = { ...deal.quote.total, minor: deal.quote.total.minor + 1n };
  return {
    'bad/truncated.bin': good.subarray(0, 40),
    'bad/unknown-schema.bin': Uint8Array.of(0, 0, 0, 255, 255, ...good.subarray(5)),
    'bad/wrong-total.bin': q2cLanguage.wire.encode('Quote', { ...deal.quote, quoteNumber: 'Q-BAD', total: wrong }),
  };
};

export type Manifest = {
  /** Which file the next message is taken from, in the order of sending. */
  readonly order: string;
  readonly files: typeof files;
  readonly creditHolds: readonly string[];
  readonly bad: readonly { readonly file: string; readonly code: string }[];
};

const manifest: Manifest = {
  order: sent.map(({ letter }) => letter).join(''),
  files,
  creditHolds: deals.filter(({ creditHold }) => creditHold).map(({ quote }) => quote.customerNumber),
  bad: [
    { file: 'bad/truncated.bin', code: 'message-truncated' },
    { file: 'bad/unknown-schema.bin', code: 'schema-unknown' },
    { file: 'bad/wrong-total.bin', code: 'content-invalid' },
  ],
};

export const sampleFiles = async (): Promise<ReadonlyMap<string, Uint8Array>> =>
  new Map<string, Uint8Array>([
    [files['1'], await writeContainer('Quote', 1, ofLetter('1'))],
    [files['2'], await writeContainer('Quote', 2, ofLetter('2'))],
    [files.p, await writeContainer('PaymentNotice', 1, ofLetter('p'))],
    ['manifest.json', Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)],
    ...Object.entries(badMessages()),
  ]);
