import { addDays, money, sumMoney, type Money } from '@q2c/kernel';
import type { LinePlan, NoticeContent, QuoteContent } from '../../oracle/index.ts';
import type { Random } from '../../random.ts';

/** Contents of quotes and payment notices. Personal values carry a mark, too long to turn up by chance in a sealed text. */
export const personalMark = 'XqzPersonal';

const currencies = ['EUR', 'JPY', 'KWD', 'USD'] as const;

const line = (random: Random, currency: string): LinePlan => {
  const minor = BigInt(
    random.weighted([
      [random.int(1, 999), 1],
      [random.int(1_000, 5_000_000), 4],
    ]),
  );
  return {
    productCode: `SKU-${random.int(100, 999)}`,
    description: random.pick(['Onboarding workshop', 'Lizenz für ein Jahr', 'データ移行', 'Hardware "Box" \\ 2']),
    quantity: '1',
    unitPrice: String(minor),
    amount: money(minor, currency),
  };
};

const lines = (random: Random, currency: string): LinePlan[] =>
  Array.from({ length: random.int(1, 3) }, () => line(random, currency));

const totalOf = (items: readonly LinePlan[], currency: string): Money =>
  sumMoney(
    items.map(({ amount }) => amount),
    currency,
  );

const nameOf = (random: Random): string => `Zoë ${personalMark}${random.text(6)}`;
const emailOf = (random: Random): string => `zoe.${personalMark}${random.text(6)}@example.com`;

export const quoteContent = (
  random: Random,
  facts: { readonly number: string; readonly customer: string; readonly baseDate: string },
): QuoteContent => {
  const currency = random.pick(currencies);
  const items = lines(random, currency);
  const acceptedOn = addDays(
    facts.baseDate,
    random.weighted([
      [0, 3],
      [-1, 1],
    ]),
  );
  return {
    quoteNumber: facts.number,
    sourceVersion: BigInt(
      random.weighted([
        [2, 3],
        [2 ** 40, 1],
      ]),
    ),
    customerNumber: facts.customer,
    legalEntity: random.pick(['DE01', 'US01']),
    acceptedOn,
    deliveryDate: addDays(acceptedOn, random.int(0, 2)),
    paymentTermsDays: random.weighted([
      [0, 2],
      [1, 2],
      [30, 1],
    ]),
    lines: items,
    total: totalOf(items, currency),
    purchaseOrderNumber: random.chance(0.3) ? `PO ${random.int(1000, 9999)}` : null,
    billTo: { name: nameOf(random), email: emailOf(random) },
  };
};

/** The same quote with other content, as a source that contradicts or revises itself would send it. */
export const alteredQuote = (random: Random, quote: QuoteContent, sourceVersion: bigint): QuoteContent => {
  const items = lines(random, quote.total.currency);
  // Always another total: it tells which of the two was accepted.
  const total = totalOf(items, quote.total.currency);
  if (total.minor === quote.total.minor) return alteredQuote(random, quote, sourceVersion);
  return { ...quote, sourceVersion, lines: items, total };
};

/** The same quote in the same version, for another contact: only what is sealed tells the two apart. */
export const otherContact = (random: Random, quote: QuoteContent): QuoteContent => ({
  ...quote,
  billTo: random.pick([
    { ...quote.billTo, name: nameOf(random) },
    { ...quote.billTo, email: emailOf(random) },
  ]),
});

export const noticeContent = (
  random: Random,
  facts: { readonly number: string; readonly reference: string; readonly amount: Money; readonly baseDate: string },
): NoticeContent => ({
  paymentNumber: facts.number,
  sourceVersion: BigInt(random.int(1, 5)),
  reference: facts.reference,
  amount: facts.amount,
  valueDate: addDays(facts.baseDate, random.int(-2, 2)),
  payer: { name: `Émile ${personalMark}${random.text(6)}`, account: `DE00${personalMark}${random.text(10)}` },
});

export const otherAmount = (random: Random, { minor, currency }: Money): Money =>
  money(minor + BigInt(random.int(1, 500)), currency);
