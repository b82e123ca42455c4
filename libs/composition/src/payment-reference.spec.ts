import { q2cLanguage } from '@q2c/domain-events/codec';
import type { OutgoingMessage } from '@q2c/ports';
import { createHouse, dayMs, goThrough, hourMs, notice, payment, posted, startMs } from './house.spec.ts';

/**
 * A payer writes what he likes into his reference, and it is what invoice and payment find each other by, so it can be
 * neither sealed nor forgotten. It is confidential: it stands where it is needed and nowhere else.
 */
const words = 'Annabella';
const reference = `Miete ${words} April`;

const setUp = async () => {
  const house = createHouse();
  const published: OutgoingMessage[] = [];
  const notes: string[] = [];
  const opened = await house.start({
    settings: { readerLeaseMs: hourMs },
    ports: (ports) => ({
      ...ports,
      bus: {
        ...ports.bus,
        publish(messages) {
          published.push(...messages);
          return ports.bus.publish(messages);
        },
      },
      claims: {
        ...ports.claims,
        update(updates) {
          notes.push(...updates.map(({ note }) => note));
          return ports.claims.update(updates);
        },
      },
    }),
  });
  const take = (...bytes: readonly Uint8Array[]) =>
    house.done(
      opened.intake.take(
        bytes.map((each, n) => ({ ...posted('bank', 'payment-notice', each), takenAtMs: startMs + n * hourMs })),
      ),
    );
  /** Each place in which the words stand. */
  const places = (): readonly string[] => {
    const all: (readonly [where: string, text: string])[] = [
      ...house.backend
        .events()
        .flatMap(({ stream, type, data, metadata }): [string, string][] => [
          ...Object.entries(JSON.parse(data) as object).map(([field, value]): [string, string] => [
            `${type}.${field}`,
            JSON.stringify(value),
          ]),
          ['a stream', stream],
          ['metadata', metadata],
        ]),
      ...Object.entries(house.rowsNow()).flatMap(([name, rows]) =>
        rows.map((row): [string, string] => [`rows of ${name}`, row.join(' ')]),
      ),
      ...published.map(({ topic, key, headers, value }): [string, string] => [
        topic,
        `${key} ${JSON.stringify(headers)} ${Buffer.from(value).toString('utf8')}`,
      ]),
      ...notes.map((note): [string, string] => ['a claim', note]),
      ...house.faults.map((fault): [string, string] => ['the log', fault]),
    ];
    return [...new Set(all.filter(([, text]) => text.includes(words)).map(([where]) => where))].sort();
  };
  return { house, opened, take, places, published, notes };
};

describe('what a payer wrote as a reference', () => {
  it('stands in his payment and among the keys that are waited for, and nowhere else', async () => {
    const { house, opened, take, places, published, notes } = await setUp();
    const [taken] = await take(notice('P-2', reference));
    expect([taken?.kind, house.typesOf(payment('P-2'))]).toEqual(['accepted', ['PaymentReceived']]);
    await goThrough(house, opened);
    await house.pass(60 * dayMs);
    expect([published.length > 0, notes.length > 0]).toEqual([true, true]);
    expect(places()).toEqual(['PaymentReceived.reference', 'rows of waitkey']);
  });

  it('is sealed with the rest where the notice is parked, and not quoted in the reason', async () => {
    const { house, take, places } = await setUp();
    // Two spaces, as free text has them: no key.
    const { schemaId, avroType, toAvro } = q2cLanguage.definition('PaymentNotice');
    const header = Buffer.alloc(5);
    header.writeInt32BE(schemaId, 1);
    const content = {
      ...{ paymentNumber: 'P-3', sourceVersion: 1n, reference: 'Q-3', amount: { minor: 1n, currency: 'EUR' } },
      ...{ valueDate: '2026-01-20', payer: { name: 'Anna', account: 'DE02120300000000202051' } },
    };
    const freely = { ...(toAvro(content) as object), reference: reference.replace(' ', '  ') };
    const malformed = Buffer.concat([header, avroType.toBuffer(freely)]);
    await take(notice('P-2', 'Q-7'));
    const codes = (await take(notice('P-2', reference), malformed)).map((taken) =>
      taken.kind === 'parked' ? taken.refusal.code : taken.kind,
    );
    expect(codes).toEqual(['input-contradicts', 'content-invalid']);
    await house.pass(dayMs);
    expect(places()).toEqual([]);
  });
});
