import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expectedOf } from '../demo/compare.ts';
import { readSamples } from '../demo/messages.ts';
import { markerOf, readContainer, writeContainer } from './containers.ts';
import { deals } from './deals.ts';
import { sampleFiles } from './sample-files.ts';

const fileOf = (name: string): Buffer => readFileSync(fileURLToPath(new URL(`../../samples/${name}`, import.meta.url)));

describe('the samples', () => {
  /** Of a container what stands in it, in order; of any other file its bytes. */
  const contentOf = async (name: string, bytes: Uint8Array): Promise<readonly string[]> => {
    const hex = (part: Uint8Array): string => Buffer.from(part).toString('hex');
    if (!name.endsWith('.avro')) return [hex(bytes)];
    return [...(await readContainer(bytes)).map(({ wire }) => hex(wire)), hex(markerOf(bytes))];
  };

  it('are what their generator writes, record for record', async () => {
    const files = await sampleFiles();
    expect(files.size).toBe(7);
    for (const [name, bytes] of files)
      expect([name, await contentOf(name, fileOf(name))]).toEqual([name, await contentOf(name, bytes)]);
  });

  it('say the same under another deflate, and something else with another record', async () => {
    const [, deal] = deals;
    if (deal === undefined) throw new RangeError('no deals');
    const { purchaseOrderNumber: _, ...terms } = deal.quote;
    const write = (level: number, value: object) => writeContainer('Quote', 1, [terms, value], { level });
    const [stored, small, other] = await Promise.all([
      write(0, terms),
      write(9, terms),
      write(9, { ...terms, sourceVersion: 2n }),
    ]);
    expect(stored.length).toBeGreaterThan(small.length);
    const read = (bytes: Uint8Array) => contentOf('quotes.avro', bytes);
    expect(await read(stored)).toEqual(await read(small));
    expect(await read(other)).not.toEqual(await read(small));
  });

  it('hold every deal, in three currencies, both versions and no order, every tenth message twice', async () => {
    const { messages, quotes, notices } = await readSamples();
    expect([quotes.length, notices.length]).toEqual([240, 239]);
    expect(messages).toHaveLength(479 + 47);
    expect(new Set(quotes.map(({ total }) => total.currency))).toEqual(new Set(['EUR', 'JPY', 'KWD']));
    expect(new Set(messages.map(({ wire }) => Buffer.from(wire).readInt32BE(1)))).toEqual(new Set([101, 102, 103]));
    expect(quotes.map(({ quoteNumber }) => quoteNumber)).not.toEqual(deals.map(({ quote }) => quote.quoteNumber));
  });

  it('bring some payments before their quotes', async () => {
    const { messages } = await readSamples();
    const text = messages.map(({ wire }) => Buffer.from(wire).toString('latin1'));
    const early = deals.filter(({ quote: { quoteNumber }, notice }) => {
      if (notice === null) return false;
      const paid = text.findIndex((each) => each.includes(notice.paymentNumber));
      return paid < text.findIndex((each) => each.includes(quoteNumber) && !each.includes(notice.paymentNumber));
    });
    expect(early.length).toBeGreaterThan(50);
  });

  it('ask for what anybody can count', async () => {
    const { milestones, waiting } = expectedOf(await readSamples());
    expect(milestones).toEqual({
      QuoteAccepted: 240,
      OrderBooked: 236,
      InvoicePosted: 236,
      PaymentSettled: 233,
      RevenuePosted: 236,
    });
    expect([...waiting].sort()).toEqual([
      ['Q-1018', 'credit-hold'],
      ['Q-1065', 'credit-hold'],
      ['Q-1089', 'payment-differs'],
      ['Q-1121', 'credit-hold'],
      ['Q-1172', 'payment-differs'],
      ['Q-1204', 'credit-hold'],
    ]);
  });
});
