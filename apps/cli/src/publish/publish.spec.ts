import { until } from '@q2c/orchestrator/spec';
import { lineRecord } from '../avro-file/spec/quotes.ts';
import { exitCodes } from '../exit-codes.ts';
import { publishSettings } from './index.ts';
import { parkedReply, problemReply, takenReply } from './spec/fake-intake.ts';
import { createPublishStage, type Begun } from './spec/stage.ts';

const stage = createPublishStage();
const { quotes } = stage;
let begun: Begun;
beforeEach(async () => {
  begun = await stage.begin();
});
afterEach(() => begun.intake.stop());
afterAll(() => stage.end());

describe('what is taken in', () => {
  test('is counted, and the same file again is known already', async () => {
    const path = quotes(50);
    const first = await begun.q2c(`publish ${path}`);
    expect(first).toEqual({
      ...{ code: exitCodes.ok, err: '' },
      out: `${path}: quote (Quote.v2, deflate), 50 records: 50 accepted`,
    });
    expect(await begun.q2c(`publish ${path}`)).toEqual({
      ...{ code: exitCodes.ok, err: '' },
      out: `${path}: quote (Quote.v2, deflate), 50 records: 50 already known`,
    });
    expect(begun.intake.seen).toMatchObject({ known: { size: 50 }, paths: new Set(['/v1/intake/quote']) });
  });

  test('from several files is counted for each and in all', async () => {
    const [one, two] = [quotes(3), quotes(3, {}, 3)];
    const { code, out } = await begun.q2c(`publish ${one} ${two}`);
    expect([code, out.split('\n').at(-1)]).toEqual([exitCodes.ok, 'in all: 6 records: 5 accepted, 1 already known']);
  });

  test('is counted as such where the process does not say whether it knew it', async () => {
    begun.intake.answer = () => takenReply('x');
    expect((await begun.q2c(`publish ${quotes(2)}`)).out).toMatch(/2 records: 2 taken in, or known already$/);
  });

  test('as JSON is one document', async () => {
    const path = quotes(2);
    expect(await begun.json(`publish ${path}`)).toEqual({
      ...{ dryRun: false, sentAgain: 0, notBegun: [], troubles: [], troublesLeftOut: 0 },
      counts: expect.objectContaining({ records: 2, accepted: 2, alreadyKnown: 0, takenIn: 0 }),
      files: [
        {
          ...{ file: path, object: 'quote', record: 'Quote', version: 2, codec: 'deflate', bytes: expect.any(Number) },
          counts: expect.objectContaining({ records: 2, accepted: 2, parked: 0, refused: 0, unanswered: 0 }),
          ...{ readToEnd: true, damage: null },
        },
      ],
    });
  });

  test('travels many at once on connections that stay, and no more than are meant to', async () => {
    const { seen } = begun.intake;
    // Nobody is answered before as many ask as are meant to.
    begun.intake.hold = () =>
      until(
        async () => seen.mostAtOnce,
        (most) => most >= publishSettings.atOnce,
      );
    await begun.q2c(`publish ${quotes(500)}`);
    expect(seen).toMatchObject({ requests: 500, mostAtOnce: publishSettings.atOnce });
    expect(seen.connections.size).toBe(publishSettings.atOnce);
  });
});

test('on a terminal a bar shows how far it is, and makes room for what is said', async () => {
  const written: string[] = [];
  const terminal = { columns: 200, write: (text: string) => void written.push(text) };
  begun.intake.answer = (n) => (n === 20 ? parkedReply('content-invalid', 'wrong', 'abc') : undefined);
  const { out } = await begun.said([quotes(30)], { atOnce: 1 }, { terminal });
  expect(out).toMatch(/30 records: 29 accepted, 1 parked$/);
  expect(written[0]).toMatch(/^\r\u001b\[K█*░+ +\d+ %  1 records  0\.0 of 0\.0 MB  /);
  const cleared = '\r\u001b[K';
  expect(written.filter((text) => text === cleared)).toHaveLength(2);
  expect(written.at(-1)).toBe(cleared);
});

describe('what is not taken in', () => {
  test('is said with its reason and its number when the process parked it, and the others go on', async () => {
    begun.intake.answer = (_n, message) =>
      message.includes('Q-17') ? parkedReply('content-invalid', 'total: the total is the sum', 'abc') : undefined;
    const path = quotes(30);
    expect(await begun.q2c(`publish ${path}`)).toEqual({
      code: exitCodes.refused,
      out: `${path}: quote (Quote.v2, deflate), 30 records: 29 accepted, 1 parked`,
      err: `parked: ${path} record 17: content-invalid: total: the total is the sum; parked as abc`,
    });
    expect(await begun.json(`publish ${path}`)).toMatchObject({
      counts: { records: 30, alreadyKnown: 29, parked: 1 },
      troubles: [{ file: path, record: 17, block: 1, kind: 'parked', code: 'content-invalid', parkedId: 'abc' }],
    });
  });

  test('is said with its place when no message can be made of it', async () => {
    const lines = Array.from({ length: 2_000 }, () => lineRecord({ description: 'x'.repeat(500) }));
    const path = quotes(1, { lines });
    const { code, out, err } = await begun.q2c(`publish ${path}`);
    expect([code, out]).toEqual([exitCodes.refused, `${path}: quote (Quote.v2, deflate), 1 record: 1 refused`]);
    expect(err).toMatch(/record 1 \(block 1 at byte \d+\): message-too-large: it has more than 900000 bytes/);
    expect(begun.intake.seen.requests).toBe(0);
  });

  test('is said when the process refuses it and does not keep it, and is not tried again', async () => {
    begun.intake.answer = (n) => (n === 2 ? problemReply(500, 'unknown') : undefined);
    const { code, out, err } = await begun.q2c(`publish ${quotes(5)}`);
    expect([code, out.split(': ').at(-1)]).toEqual([exitCodes.refused, '4 accepted, 1 refused']);
    expect(err).toMatch(/^refused: .* record \d \(block 1 at byte \d+\): unknown: the detail of unknown$/);
    expect(begun.intake.seen.requests).toBe(5);
  });

  test('is listed up to a bound, and counted', async () => {
    begun.intake.answer = (n) => parkedReply('content-invalid', 'wrong', String(n));
    const { out } = await begun.said([quotes(30)], { troublesListed: 10 }, { output: 'json' });
    expect(JSON.parse(out)).toMatchObject({
      ...{ counts: { parked: 30 }, troubles: { length: 10 }, troublesLeftOut: 20 },
    });
  });
});

describe('a dry run', () => {
  test('reads and checks everything and needs nobody', async () => {
    await begun.intake.stop();
    expect(await begun.q2c(`publish ${quotes(40)} --dry-run`)).toMatchObject({
      ...{ code: exitCodes.ok, err: '', out: expect.stringMatching(/40 records: 40 valid$/) },
    });
    expect(begun.intake.seen.requests).toBe(0);
  });

  test('says what the intake would park', async () => {
    const path = quotes(1, { total: { minor: 7, currency: 'EUR' } });
    const { code, out, err } = await begun.q2c(`publish ${path} --dry-run`);
    expect([code, out.split(': ').at(-1)]).toEqual([exitCodes.refused, '1 refused']);
    expect(err).toMatch(/record 1 .*: content-invalid: total: the total is the sum of the lines$/);
    expect(await begun.json(`publish ${path} --dry-run`)).toMatchObject({
      dryRun: true,
      counts: { records: 1, refused: 1 },
    });
  });
});
