import { container } from '../avro-file/spec/containers.ts';
import { quoteFields, quoteRecord, quoteSchema } from '../avro-file/spec/quotes.ts';
import { exitCodes } from '../exit-codes.ts';
import { createPublishStage, type Begun } from './spec/stage.ts';

const stage = createPublishStage();
const { quotes } = stage;
let begun: Begun;
beforeEach(async () => {
  begun = await stage.begin();
});
afterEach(() => begun.intake.stop());
afterAll(() => stage.end());

describe('files that are not whole', () => {
  test('a damaged one ends where it is damaged, what came before is taken in, and the next one begins', async () => {
    const bytes = container({
      schema: quoteSchema(),
      records: Array.from({ length: 60 }, (_, n) => quoteRecord(n)),
      ...({ codec: 'deflate', perBlock: 20 } as const),
    });
    const second = bytes.indexOf('0123456789abcdef', bytes.indexOf('0123456789abcdef') + 16) + 16;
    bytes.writeUInt8(bytes.readUInt8(second + 40) ^ 0xff, second + 40);
    const [damaged, good] = [stage.write(bytes), quotes(5, {}, 1_000)];
    const { code, out, err } = await begun.q2c(`publish ${damaged} ${good}`);
    expect(code).toBe(exitCodes.refused);
    expect(out.split('\n')).toEqual([
      `${damaged}: quote (Quote.v2, deflate), 20 records: 20 accepted; what follows the damage was not read`,
      `${good}: quote (Quote.v2, deflate), 5 records: 5 accepted`,
      'in all: 25 records: 25 accepted',
    ]);
    expect(err).toMatch(new RegExp(`^damaged: ${damaged}: block 2 at byte ${second}: (block|record)-malformed: .+$`));
    expect(await begun.json(`publish ${damaged}`)).toMatchObject({
      files: [{ readToEnd: false, damage: { code: expect.stringMatching(/-malformed$/), block: 2, offset: second } }],
    });
  });

  test('one that is cut off says where it ends', async () => {
    const whole = container({ schema: quoteSchema(), records: [quoteRecord(1), quoteRecord(2)], perBlock: 1 });
    const path = stage.write(whole.subarray(0, whole.length - 3));
    const { code, err } = await begun.q2c(`publish ${path}`);
    expect(code).toBe(exitCodes.refused);
    expect(err).toMatch(
      new RegExp(
        `: block 2 at byte \\d+: file-truncated: the file ends at byte ${whole.length - 3}, within the block$`,
      ),
    );
  });
});

describe('files that are not sent', () => {
  test('one whose schema does not fit is refused with every field, and nothing of any file is sent', async () => {
    const schema = quoteSchema(quoteFields({ quantity: 'double' }).filter(({ name }) => name !== 'customerNumber'));
    const bad = stage.write(container({ schema, records: [] }));
    const { code, out, err } = await begun.q2c(`publish ${quotes(5)} ${bad}`);
    expect([code, out]).toEqual([exitCodes.refused, '']);
    expect(err.split('\n')).toEqual([
      `refused: ${bad}: schema-unfit: record com.example.crm.Quote cannot be read as Quote`,
      '  customerNumber: is missing; expected string',
      '  lines.*.quantity: is double; expected string, or decimal on bytes or fixed',
      'nothing was sent',
    ]);
    expect(begun.intake.seen.requests).toBe(0);
    expect(await begun.json(`publish ${bad}`)).toMatchObject({
      refused: [
        { file: bad, code: 'schema-unfit', misfits: [{ path: 'customerNumber' }, { path: 'lines.*.quantity' }] },
      ],
    });
  });

  test('one that is no container, and one of other records, are refused', async () => {
    const text = stage.write(Buffer.from('quoteNumber,total\n'));
    const other = stage.write(container({ schema: { ...quoteSchema(), name: 'Deal' }, records: [] }));
    const { code, err } = await begun.q2c(`publish ${text} ${other}`);
    expect(code).toBe(exitCodes.refused);
    expect(err).toMatch(/: file-not-avro: header at byte 0: this is no Avro object container file/);
    expect(err).toMatch(
      /: record-unknown: it holds record com\.example\.crm\.Deal; taken in are records named Quote \(quote\)/,
    );
  });

  test('records of another name are taken for what --object says', async () => {
    const schema = { ...quoteSchema(), name: 'Deal' };
    const path = stage.write(container({ schema, records: [quoteRecord(1)] }));
    expect((await begun.q2c(`publish ${path} --object quote`)).out).toMatch(/1 record: 1 accepted$/);
    expect((await begun.q2c(`publish ${path} --object payment-notice`)).err).toMatch(
      /cannot be read as PaymentNotice\n/,
    );
  });

  test.each([
    ['that is not there', 'publish no-such-file.avro', /^error: no-such-file\.avro: ENOENT/],
    ['that is a folder', `publish ${stage.folder}`, /^error: .* is no regular file/],
    [
      'of an object that is not taken in',
      'publish x.avro --object invoice',
      /^error: --object invoice: expected quote or/,
    ],
    ['of no name', 'publish', /^error: missing required argument/],
  ])('one %s is wrong usage', async (_name, words, message) => {
    const { code, out, err } = await begun.q2c(words);
    expect([code, out]).toEqual([exitCodes.usage, '']);
    expect(err).toMatch(message);
  });
});
