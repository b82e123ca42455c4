import { q2cLanguage } from '@q2c/domain-events/codec';
import { Fault, type CommandId, type StreamName } from '@q2c/kernel';
import { consumeOutcomes, outcomeMessage, type CommandOutcome, type Transact } from './index.ts';
import { createStage } from './stage.spec.ts';

const answerOf = (n: number) => {
  const stream = `transaction-acme.q${n}` as StreamName;
  const outcome: CommandOutcome = {
    commandId: `${stream}/order/order/1` as CommandId,
    outcome: 'succeeded',
    code: null,
    detail: null,
    effect: { number: `SO-${n}`, date: '2026-01-05', amount: null },
    attempts: [],
  };
  const command = {
    ...{ commandId: outcome.commandId, command: 'BookOrder', stream, lane: stream, accountingDate: null },
    ...{ round: 1, redelivered: false, requestedAtMs: 0, correlationId: stream, payload: {} },
  };
  // One key, so that all stand in one partition.
  return { ...outcomeMessage(q2cLanguage, 'erp', command, outcome), key: 'one' };
};

const openOutcomes = async (faultOf: (stream: StreamName, n: number) => unknown) => {
  const stage = createStage();
  const { bus } = stage.openProcess();
  const taken: string[] = [];
  const parked: string[] = [];
  let calls = 0;
  const transact: Transact = (stream) => {
    calls += 1;
    const fault = faultOf(stream, calls);
    if (fault !== undefined) return Promise.reject(Object(fault) as Error);
    taken.push(stream);
    return Promise.resolve({ kind: 'already-so', state: undefined });
  };
  await consumeOutcomes(bus, q2cLanguage, transact, ['erp'], (_message, { code }) =>
    Promise.resolve(parked.push(code)),
  );
  await bus.publish([answerOf(1), answerOf(2)]);
  await stage.pass(60_000);
  return { taken, parked };
};

describe('an outcome', () => {
  it('that cannot be decided is parked and keeps nobody behind it', async () => {
    const { taken, parked } = await openOutcomes((stream) =>
      stream.endsWith('q1') ? new Fault('event-malformed', 'a defect', { retriable: false }) : undefined,
    );
    expect([taken, parked]).toEqual([['transaction-acme.q2'], ['event-malformed']]);
  });

  it('that a defect of ours cannot decide is parked too: its command stays open and is answered again', async () => {
    const { parked } = await openOutcomes((stream) => (stream.endsWith('q1') ? new TypeError('oops') : undefined));
    expect(parked).toEqual(['outcome-undecidable']);
  });

  it('met by a fault that passes comes again', async () => {
    const { taken, parked } = await openOutcomes((_, n) =>
      n === 1 ? new Fault('store-unavailable', 'for now', { retriable: true }) : undefined,
    );
    expect([new Set(taken).size, parked]).toEqual([2, []]);
  });
});
