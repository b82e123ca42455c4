import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expectedOf } from '../demo/compare.ts';
import { readSamples } from '../demo/messages.ts';
import { deals } from './deals.ts';
import { sampleFiles } from './sample-files.ts';

const fileOf = (name: string): Buffer => readFileSync(fileURLToPath(new URL(`../../samples/${name}`, import.meta.url)));

describe('the samples', () => {
  it('are what their generator writes, byte for byte', async () => {
    const files = await sampleFiles();
    expect([...files.keys()].filter((name) => !fileOf(name).equals(files.get(name) ?? new Uint8Array()))).toEqual([]);
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
