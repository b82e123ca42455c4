import { Fault } from '@q2c/kernel';
import { pino } from 'pino';
import { createHealth } from './health.ts';

const startMs = Date.parse('2026-01-01T00:00:00.000Z');
const minuteMs = 60_000;
const passing = new Fault('store-unavailable', 'no room', { retriable: true });
const lasting = new Fault('process-version-missing', 'unknown here', { retriable: false });

type Line = { readonly level: number; readonly [word: string]: unknown };

const setUp = () => {
  let nowMs = startMs;
  const lines: Line[] = [];
  const log = pino({ level: 'warn' }, { write: (line: string) => void lines.push(JSON.parse(line) as Line) });
  const health = createHealth(log, { now: () => nowMs });
  return { health, lines, pass: (ms: number) => void (nowMs += ms) };
};

describe('a part', () => {
  test('that met a fault which no retry cures has stopped for good', () => {
    const { health, lines } = setUp();
    health.onFault('relay', lasting);
    expect(health.stopped()).toEqual([{ part: 'relay', code: 'process-version-missing', message: 'unknown here' }]);
    expect(health.troubles()).toEqual([]);
    expect(lines).toMatchObject([{ level: 50, part: 'relay', err: { stack: expect.any(String) } }]);
  });

  test('that tries again has trouble for as long as that lasts, and is not stopped', () => {
    const { health, lines, pass } = setUp();
    for (let n = 1; n <= 3; n += 1) {
      health.onFault('relay', passing);
      pass(minuteMs);
    }
    expect(health.stopped()).toEqual([]);
    expect(health.troubles()).toEqual([
      {
        ...{ where: 'relay', code: 'store-unavailable', message: 'no room', times: 3 },
        ...{ since: '2026-01-01T00:00:00.000Z', last: '2026-01-01T00:02:00.000Z' },
      },
    ]);
    expect(lines.map(({ level }) => level)).toEqual([40, 40, 40]);
    pass(minuteMs);
    expect(health.troubles()).toEqual([]);
  });
});

describe('a batch that is rejected again and again', () => {
  test('shows since when, by group and topic, and stops nothing', () => {
    const { health, lines, pass } = setUp();
    const rejection = { group: 'q2c.intake', topic: 'q2c.intake.acme.crm.quote.v1' };
    health.onRejection({ ...rejection, reason: passing });
    pass(10_000);
    health.onRejection({ ...rejection, reason: new TypeError('no disk at all') });
    expect(health.stopped()).toEqual([]);
    expect(health.troubles()).toMatchObject([
      {
        where: 'q2c.intake, q2c.intake.acme.crm.quote.v1',
        ...{ code: 'unknown', message: 'no disk at all', times: 2, since: '2026-01-01T00:00:00.000Z' },
      },
    ]);
    expect(lines).toMatchObject([
      { level: 40, ...rejection, code: 'store-unavailable' },
      { level: 50, ...rejection, err: { stack: expect.any(String) } },
    ]);
  });
});

describe('a stream that cannot be brought forward', () => {
  test('is trouble and no stopped part, and fills no log', () => {
    const { health, lines, pass } = setUp();
    for (let n = 1; n <= 1_000; n += 1) {
      health.onStuck('scheduler, transaction-acme.x', lasting);
      pass(30_000);
    }
    expect(health.stopped()).toEqual([]);
    expect(health.troubles()).toMatchObject([{ where: 'scheduler, transaction-acme.x', times: 1_000 }]);
    expect(lines.map(({ times }) => times)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512]);
  });

  test('with ten thousand others is counted with them: neither memory nor log grows with their number', () => {
    const { health, lines, pass } = setUp();
    const tell = (): void => {
      for (let n = 1; n <= 10_000; n += 1) health.onStuck(`scheduler, transaction-acme.x${n}`, lasting);
    };
    tell();
    pass(30_000);
    tell();
    const troubles = health.troubles();
    expect(troubles).toHaveLength(101);
    expect(troubles[0]).toMatchObject({ where: 'scheduler, transaction-acme.x1', times: 2 });
    expect(troubles.at(-1)).toMatchObject({ where: 'others', times: 2 * 9_900 });
    expect(lines.length).toBeLessThan(250);
    pass(10 * minuteMs);
    health.onStuck('scheduler, transaction-acme.y', lasting);
    expect(health.troubles()).toMatchObject([{ where: 'scheduler, transaction-acme.y', times: 1 }]);
  });
});
