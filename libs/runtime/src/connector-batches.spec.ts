import { Fault } from '@q2c/kernel';
import type { Counterpart, OutgoingMessage } from '@q2c/ports';
import { deal, inLane, openCallRoom, requestOrder } from './connector-stage.spec.ts';
import { commandTopic, connectorGroup, header } from './index.ts';
import { language } from './stage.spec.ts';

type Room = Awaited<ReturnType<typeof openCallRoom>>;

const requestAll = async ({ stage, process }: Room, ns: readonly number[]): Promise<OutgoingMessage[]> => {
  const messages: OutgoingMessage[] = [];
  for (const n of ns) messages.push(await requestOrder(stage, process, n));
  return messages;
};
const dealOf = ({ commandId }: { readonly commandId: string }): string => commandId.slice(0, commandId.indexOf('/'));
const dealsOf = ({ erp }: Room): string[][] => erp.seen.map(({ commands }) => commands.map(dealOf));
const deals = (...ns: readonly number[]): string[] => ns.map(deal);

const isDone = async ({ process, stage }: Room): Promise<boolean> => {
  const mark = await process.bus.mark(commandTopic('erp'));
  await stage.rest();
  return process.bus.passed(commandTopic('erp'), connectorGroup('erp'), mark);
};

describe('a lane', () => {
  it('is worked off by accounting date, and by position where the dates are the same', async () => {
    const room = await openCallRoom('lookup');
    const messages = await requestAll(room, [2, 3, 4, 5]);
    const dates = ['2026-01-31', '2026-01-30', '2026-01-31', '2026-01-30'];
    await room.publish(...messages.map((message, n) => inLane(message, 'invoices', dates[n])));
    expect(dealsOf(room)).toEqual([deals(3, 5, 2, 4)]);
    expect(room.results()).toHaveLength(4);
  });

  it('has one batch at a time', async () => {
    const room = await openCallRoom('lookup', [{ kind: 'slow', ms: 4_000 }]);
    const [first, second, third] = (await requestAll(room, [2, 3, 4])).map((message) => inLane(message, 'invoices'));
    await room.publish(first!);
    await room.publish(second!);
    await room.publish(third!);
    await room.stage.pass(3_999);
    expect(dealsOf(room)).toEqual([deals(2)]);
    await room.stage.pass(1);
    expect(dealsOf(room)).toEqual([deals(2), deals(3, 4)]);
    expect(room.erp.seen.map(({ atMs }) => atMs)).toEqual([0, 4_000]);
  });

  it('does not wait for another one', async () => {
    const room = await openCallRoom('lookup', [{ kind: 'slow', ms: 4_000 }]);
    const [first, second] = await requestAll(room, [2, 3]);
    await room.publish(first!, second!);
    expect(dealsOf(room)).toEqual([deals(2), deals(3)]);
    expect(room.erp.seen.map(({ atMs }) => atMs)).toEqual([0, 0]);
  });

  it.each(['lookup', 'native'] as const)(
    'holds a command once, however often it stands in a batch (%s)',
    async (kind) => {
      const room = await openCallRoom(kind);
      await room.publish(room.message, room.message, room.message);
      expect([dealsOf(room), room.results()]).toEqual([[deals(1)], ['succeeded']]);
    },
  );

  it('in which some fail answers for those that did not, and keeps the others', async () => {
    const room = await openCallRoom('lookup');
    await room.erp.records.setCreditHold('C-3', true);
    const messages = (await requestAll(room, [2, 3, 4])).map((message) => inLane(message, 'invoices'));
    await room.publish(...messages);
    expect(room.results()).toEqual(['succeeded', 'refused: credit-hold', 'succeeded']);
    expect(await room.erp.orders()).toHaveLength(2);
  });
});

describe('a batch', () => {
  it('comes again when a store fails, and is answered without a second call', async () => {
    let broken = 1;
    const room = await openCallRoom('lookup', [], {
      alter: (claims) => ({
        ...claims,
        async update(updates) {
          broken -= 1;
          if (broken === 0) throw new Fault('store-unavailable', 'no disk', { retriable: true });
          return claims.update(updates);
        },
      }),
    });
    await room.publish();
    // Its outcome is out, only its claim does not know.
    expect([room.erp.calls(), room.results(), await isDone(room)]).toEqual([['execute'], ['succeeded'], false]);
    await room.stage.pass(1_000);
    expect([room.erp.calls(), await isDone(room)]).toEqual([['execute'], true]);
    expect(await room.erp.orders()).toHaveLength(1);
  });

  it('does not fail as a whole over what cannot be read or is not offered: that is parked', async () => {
    const room = await openCallRoom('lookup');
    const { message, connector } = room;
    const garbage = { ...message, value: new TextEncoder().encode('{"no":"avro"}') };
    const nameless = { ...message, headers: { ...message.headers, [header.id]: '' } };
    const [unoffered] = (await requestAll(room, [2])).map((other) => ({
      ...other,
      key: message.key,
      value: language.wire.encode('PostInvoice', {
        ...{ orderNumber: 'SO-1', legalEntity: 'DE01', invoiceDate: '2026-01-05' },
        amount: { minor: 1n, currency: 'EUR' },
      }),
    }));
    await room.publish(garbage, nameless, unoffered!, message);
    expect(connector.parked.map(({ code }) => code)).toEqual([
      'message-malformed',
      'command-id-missing',
      'operation-unknown',
    ]);
    expect([room.results(), await isDone(room)]).toEqual([['succeeded'], true]);
  });
});

describe('a counterpart', () => {
  it('gets personal parts opened, though they travelled sealed', async () => {
    const room = await openCallRoom('lookup');
    await room.publish();
    expect(Buffer.from(room.message.value).includes('zoe1@example.com')).toBe(false);
    expect(room.erp.seen[0]?.commands[0]?.payload['billTo']).toEqual({ name: 'Zoë 1', email: 'zoe1@example.com' });
  });

  it('gets null in place of a subject that was forgotten', async () => {
    const room = await openCallRoom('lookup');
    await room.process.personalData.forget('acme.customer.C-1');
    await room.publish();
    expect(room.erp.seen[0]?.commands[0]?.payload).toMatchObject({ quoteNumber: 'Q-1', billTo: null });
    expect(room.results()).toEqual(['succeeded']);
  });

  it.each([
    ['throws', () => Promise.reject(new RangeError('a defect')), 'connector-failed'],
    ['answers too little', () => Promise.resolve([]), 'timeout'],
  ] as const)('that %s may have acted: it is asked before anything is sent again', async (_, execute, result) => {
    let spoilt = true;
    const spoil = (erp: Counterpart): Counterpart => ({
      ...erp,
      async execute(commands) {
        const answers = await erp.execute(commands);
        if (!spoilt) return answers;
        spoilt = false;
        return execute();
      },
    });
    const room = await openCallRoom('lookup', [], { counterpart: spoil });
    await room.publish();
    await room.stage.pass(60_000);
    await room.publish();
    expect(room.outcomes[0]?.attempts.map((attempt) => attempt.result)).toEqual([result, 'found']);
    expect(await room.erp.orders()).toHaveLength(1);
  });

  it('whose answer our records cannot hold is given to a person, and nothing is sent again', async () => {
    const spoil = (erp: Counterpart): Counterpart => ({
      ...erp,
      execute: async (commands) =>
        (await erp.execute(commands)).map((answer) =>
          answer.kind === 'succeeded' ? { ...answer, effect: { ...answer.effect, date: 'tomorrow' } } : answer,
        ),
    });
    const room = await openCallRoom('lookup', [], { counterpart: spoil });
    await room.publish();
    expect(room.results()).toEqual(['unknown: answer-malformed']);
    expect(await isDone(room)).toBe(true);
    expect(await room.stage.done(room.process.claims.nextFreeInMs('command/'))).toBeNull();
  });
});

describe('a connector that stops', () => {
  it('lets its call come to an end, and the next one takes up what it left', async () => {
    const room = await openCallRoom('lookup', [{ kind: 'slow', ms: 4_000 }]);
    const [second] = (await requestAll(room, [2])).map((message) => ({ ...message, key: room.message.key }));
    await room.publish();
    await room.publish(second!);
    const stopped = room.consumer.stop();
    await room.stage.pass(10_000);
    await stopped;
    expect([dealsOf(room), room.results()]).toEqual([[deals(1)], ['succeeded']]);
    await room.connector.start();
    await room.stage.rest();
    expect([dealsOf(room), room.results()]).toEqual([
      [deals(1), deals(2)],
      ['succeeded', 'succeeded'],
    ]);
  });
});
