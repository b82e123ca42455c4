import { addDays, allocateMoney, formatMoney, money, type Money } from '@q2c/kernel';
import { createRandom, type Random } from '@q2c/testing';

/** The deals of the samples, invented from one seed: what the CRM and the bank would have sent. */
export type QuoteContent = {
  readonly quoteNumber: string;
  readonly sourceVersion: bigint;
  readonly customerNumber: string;
  readonly legalEntity: string;
  readonly acceptedOn: string;
  readonly deliveryDate: string;
  readonly paymentTermsDays: number;
  readonly lines: readonly Line[];
  readonly total: Money;
  readonly billTo: { readonly name: string; readonly email: string };
  readonly purchaseOrderNumber: string | null;
};
export type NoticeContent = {
  readonly paymentNumber: string;
  readonly sourceVersion: bigint;
  readonly reference: string;
  readonly amount: Money;
  readonly valueDate: string;
  readonly payer: { readonly name: string; readonly account: string };
};
type Line = {
  readonly lineNumber: number;
  readonly productCode: string;
  readonly description: string;
  readonly quantity: string;
  readonly unitPrice: string;
  readonly amount: Money;
};
export type Deal = {
  readonly quote: QuoteContent;
  readonly schemaVersion: 1 | 2;
  /** What the customer paid; `null`: nothing yet. */
  readonly notice: NoticeContent | null;
  /** The ERP's credit department holds the customer. */
  readonly creditHold: boolean;
};

export const dealCount = 240;
const currencies = ['EUR', 'JPY', 'KWD'] as const;
const entities = { EUR: 'DE01', JPY: 'JP01', KWD: 'KW01' } as const;
const products = [
  ['ONBOARD', 'Onboarding workshop'],
  ['MIGRATE', 'Data migration'],
  ['DEVICE', 'Terminal with stand'],
  ['TRAIN', 'Training day'],
  ['SETUP', 'Set-up fee'],
] as const;
const names = ['Aiko Mori', 'Zoë Brandt', 'Fahad Al-Sabah', 'Jürgen Weiß', 'Inès Okafor', 'Mateo Ruiz', 'Ada Lind'];

/** The price of one piece: the amount in the currency's major unit, as canonical decimal text. */
const priceText = (amount: Money): string => {
  const [text = ''] = formatMoney(amount).split(' ');
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
};

/** Lines of one piece each; a discount on the whole is shared out so that the lines give the total to the cent. */
const linesOf = (random: Random, currency: string): readonly Line[] => {
  const list = Array.from({ length: random.int(1, 4) }, () => ({
    product: random.pick(products),
    list: BigInt(random.int(20_000, 900_000)),
  }));
  const sum = list.reduce((total, { list: price }) => total + price, 0n);
  const total = money(random.chance(0.3) ? (sum * 93n) / 100n : sum, currency);
  const shares = allocateMoney(
    total,
    list.map(({ list: price }) => price),
  );
  if (!shares.ok) throw new RangeError(shares.refusal.code);
  return list.map(({ product: [productCode, description] }, n) => {
    const amount = shares.value[n] ?? total;
    return {
      lineNumber: n + 1,
      ...{ productCode, description, quantity: '1', unitPrice: priceText(amount), amount },
    };
  });
};

const dealOf = (index: number): Deal => {
  const random = createRandom(`samples/${index}`);
  const currency = currencies[index % currencies.length] ?? 'EUR';
  const number = String(1001 + index);
  const lines = linesOf(random, currency);
  const total = money(
    lines.reduce((sum, { amount }) => sum + amount.minor, 0n),
    currency,
  );
  const schemaVersion = random.chance(0.5) ? 1 : 2;
  const acceptedOn = addDays('2026-01-02', random.int(0, 50));
  const name = random.pick(names);
  const quote: QuoteContent = {
    quoteNumber: `Q-${number}`,
    sourceVersion: 1n,
    customerNumber: `C-${number}`,
    legalEntity: entities[currency],
    acceptedOn,
    deliveryDate: addDays(acceptedOn, random.int(0, 40)),
    paymentTermsDays: random.pick([0, 14, 30]),
    ...{ lines, total },
    billTo: {
      name,
      email: `${
        name
          .split(' ')[0]
          ?.toLowerCase()
          .normalize('NFKD')
          .replace(/[^a-z]/g, '') ?? ''
      }.${number}@example.com`,
    },
    purchaseOrderNumber: schemaVersion === 2 && random.chance(0.7) ? `PO-${random.int(10_000, 99_999)}` : null,
  };
  // Deal 57 is not paid at all, deals 88 and 171 are paid short, a few customers are on hold.
  const paid = index === 88 || index === 171 ? money(total.minor - 100n, currency) : total;
  const notice: NoticeContent | null =
    index === 57
      ? null
      : {
          paymentNumber: `P-${number}`,
          sourceVersion: 1n,
          reference: quote.quoteNumber,
          amount: paid,
          valueDate: addDays(acceptedOn, random.int(-3, 45)),
          payer: { name, account: `XX00 ${random.int(1000, 9999)} ${random.int(1000, 9999)}` },
        };
  return { quote, schemaVersion, notice, creditHold: [17, 64, 120, 203].includes(index) };
};

export const deals: readonly Deal[] = Array.from({ length: dealCount }, (_, index) => dealOf(index));
