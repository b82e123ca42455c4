import { tenant, tenantOf } from '@q2c/kernel';
import { createHouse, dayMs, deal, posted, quote, quoteTopic, type House } from './house.spec.ts';
import { quoteToCashProcess, type ProcessDefinition } from './index.ts';

/** A release that does not know quotes yet. */
const before = quoteToCashProcess();
const older: ProcessDefinition = {
  ...before,
  intakeObjects: before.intakeObjects.filter(({ object }) => object !== 'quote'),
};

const parkedTypes = ({ backend }: House): string[] =>
  backend
    .events()
    .filter(({ stream }) => stream.startsWith('parked-'))
    .map(({ type }) => type);

/** A house in which this many quotes were parked by an older release, and a process of this one runs. */
const openParked = async (count: number, process: ProcessDefinition = quoteToCashProcess()) => {
  const house = createHouse();
  const first = await house.start({ process: older });
  for (let n = 1; n <= count; n += 1) await house.done(first.intake.take([posted('crm', 'quote', quote(`Q-${n}`))]));
  await house.done(first.stop());
  const { parked, intake, transact } = await house.start({ process });
  await house.pass(0);
  const list = (limit = 100, after?: string) =>
    house.done(parked.list(after === undefined ? { limit } : { limit, after }));
  const [firstOne] = await list(1);
  return { house, parked, intake, transact, list, id: firstOne?.parkedId ?? '' };
};

describe('a parked input', () => {
  it('stands in the list with its reason and its origin, page by page, and without its bytes', async () => {
    const { list } = await openParked(5);
    const all = await list();
    expect(all).toHaveLength(5);
    expect(all[0]).toMatchObject({
      ...{ source: 'crm', object: 'quote', code: 'object-unknown', length: quote('Q-1').length },
      ...{ origin: { kind: 'http', name: '/v1/intake/quote' }, parkedAt: '2026-01-05T08:00:00.000Z' },
    });
    expect(Object.keys(all[0] ?? {})).not.toContain('content');
    const pages = [await list(2), await list(2, all[1]?.parkedId), await list(2, all[3]?.parkedId)];
    expect(pages.map(({ length }) => length)).toEqual([2, 2, 1]);
    expect(pages.flat()).toEqual(all);
  });

  it('is taken in by a retry once it is acceptable, and leaves the list', async () => {
    const { house, parked, list, id } = await openParked(1);
    const retried = await house.done(parked.retry(id, 'kim'));
    expect(retried).toEqual({ ok: true, value: { stream: deal('Q-1') } });
    await house.pass(0);
    expect([parkedTypes(house), await list()]).toEqual([['InputParked', 'ParkedInputTaken'], []]);
    expect(house.typesOf(deal('Q-1'))).toContain('OrderBooked');
  });

  it('stays where it is when a retry finds it as broken as before', async () => {
    const { house, parked, list, id } = await openParked(1, older);
    for (let n = 0; n < 3; n += 1)
      expect(await house.done(parked.retry(id, 'kim'))).toMatchObject({
        ok: false,
        refusal: { code: 'object-unknown' },
      });
    await house.pass(0);
    expect([parkedTypes(house), (await list()).length]).toEqual([['InputParked'], 1]);
  });

  it('leaves the list with a reason when it is discarded, and is not found after that', async () => {
    const { house, parked, list, id } = await openParked(1);
    expect(await house.done(parked.discard(id, 'kim', 'sent by mistake'))).toEqual({ ok: true, value: null });
    await house.pass(0);
    expect([parkedTypes(house), await list()]).toEqual([['InputParked', 'ParkedInputDiscarded'], []]);
    expect(JSON.parse(house.backend.events().at(-1)?.data ?? '')).toMatchObject({ by: 'kim', why: 'sent by mistake' });
    const gone = { ok: false, refusal: { code: 'parked-input-not-found' } };
    expect(await house.done(parked.retry(id, 'kim'))).toMatchObject(gone);
    expect(await house.done(parked.discard(id, 'kim', 'again'))).toMatchObject(gone);
    expect(house.typesOf(deal('Q-1'))).toEqual([]);
  });

  it('that two persons act on at once ends in one way, and both are told which', async () => {
    const { house, parked, id } = await openParked(1);
    const [first, second] = await house.done(
      Promise.all([parked.discard(id, 'kim', 'sent by mistake'), parked.discard(id, 'lee', 'not ours')]),
    );
    expect([first.ok, second.ok]).toEqual([true, false]);
    expect(parkedTypes(house)).toEqual(['InputParked', 'ParkedInputDiscarded']);
  });

  it('that a retry took in between is taken in once', async () => {
    const { house, parked, id } = await openParked(1);
    const both = await house.done(Promise.all([parked.retry(id, 'kim'), parked.retry(id, 'lee')]));
    expect(both.map(({ ok }) => ok)).toEqual([true, true]);
    await house.pass(0);
    expect(parkedTypes(house)).toEqual(['InputParked', 'ParkedInputTaken']);
    expect(house.typesOf(deal('Q-1')).filter((type) => type === 'QuoteAccepted')).toHaveLength(1);
  });

  it('that is no business object can only be discarded', async () => {
    const { house, parked, list } = await openParked(0);
    const bus = (await house.start()).ports.bus;
    const value = new TextEncoder().encode('no answer of ours');
    await bus.publish([{ topic: 'q2c.outcomes.erp.v1', key: 'k', value, headers: {} }]);
    await house.pass(0);
    const [message] = await list();
    expect(message).toMatchObject({ object: null, source: 'erp', code: 'message-malformed' });
    const id = message?.parkedId ?? '';
    expect(await house.done(parked.retry(id, 'kim'))).toMatchObject({
      ok: false,
      refusal: { code: 'parked-input-no-object' },
    });
    expect(await house.done(parked.discard(id, 'kim', 'noise'))).toMatchObject({ ok: true });
  });

  it('of a forgotten subject cannot be opened any more', async () => {
    const house = createHouse();
    const { intake, parked, ports } = await house.start({ process: older });
    await house.done(intake.take([posted('crm', 'quote', quote('Q-1'))]));
    await house.pass(0);
    const [{ parkedId } = { parkedId: '' }] = await house.done(parked.list({ limit: 1 }));
    await house.done(ports.personalData.forget(`acme.parked.${parkedId}`));
    expect(await house.done(parked.retry(parkedId, 'kim'))).toMatchObject({
      ok: false,
      refusal: { code: 'personal-data-forgotten' },
    });
  });

  it('about a person forgotten since is refused again by a retry, and can be discarded', async () => {
    const house = createHouse();
    const { intake, parked, ports } = await house.start();
    await house.done(intake.take([posted('crm', 'quote', quote('Q-1'))]));
    const accepted = house.backend.events().find(({ type }) => type === 'QuoteAccepted');
    const { billTo } = JSON.parse(accepted?.data ?? '') as { readonly billTo: { readonly subject: string } };
    await house.done(ports.personalData.forget(billTo.subject));
    const [again] = await house.done(intake.take([posted('crm', 'quote', quote('Q-1', { minor: 1n }))]));
    const id = again?.kind === 'parked' ? again.parkedId : '';
    await house.pass(0);
    const refused = { ok: false, refusal: { code: 'subject-forgotten' } };
    expect(await house.done(parked.retry(id, 'kim'))).toMatchObject(refused);
    expect(await house.done(parked.discard(id, 'kim', 'forgotten'))).toMatchObject({ ok: true });
  });

  it('of two tenants or sources that say the same stands in the list for each', async () => {
    const house = createHouse();
    const { intake, parked } = await house.start({ process: older });
    const said = posted('crm', 'quote', quote('Q-1'));
    const three = [said, { ...said, tenant: tenant('globex') }, { ...said, source: 'shop' }];
    for (let time = 1; time <= 2; time += 1) await house.done(intake.take(three));
    await house.pass(0);
    const list = await house.done(parked.list({ limit: 10 }));
    expect(list.map(({ stream, source }) => `${tenantOf(stream)} ${source}`).sort()).toEqual([
      ...['acme crm', 'acme shop', 'globex crm'],
    ]);
    const other = list.find(({ stream }) => tenantOf(stream) === 'globex')?.parkedId ?? '';
    expect(await house.done(parked.discard(other, 'kim', 'a test'))).toMatchObject({ ok: true });
    await house.pass(0);
    expect(await house.done(parked.list({ limit: 10 }))).toHaveLength(2);
  });

  it('that comes again on another day stands in the list until both are dealt with', async () => {
    const house = createHouse();
    const { intake, parked } = await house.start({ process: older });
    const first = posted('crm', 'quote', quote('Q-1'));
    const second = { ...first, takenAtMs: first.takenAtMs + dayMs };
    const takeBoth = async (): Promise<readonly string[]> =>
      (await house.done(intake.take([first, second]))).flatMap((taken) =>
        taken.kind === 'parked' ? [taken.parkedId] : [],
      );
    const ids = await takeBoth();
    expect(await takeBoth()).toEqual(ids);
    await house.pass(0);
    expect(await house.done(parked.discard(ids[1] ?? '', 'kim', 'known'))).toMatchObject({ ok: true });
    await house.pass(0);
    expect((await house.done(parked.list({ limit: 10 }))).map(({ parkedId }) => parkedId)).toEqual([ids[0]]);
    expect(await house.done(parked.discard(ids[0] ?? '', 'kim', 'known'))).toMatchObject({ ok: true });
    await house.pass(0);
    expect([parkedTypes(house).length, await house.done(parked.list({ limit: 10 }))]).toEqual([4, []]);
  });

  it('comes from a topic once however often it is delivered, and holds nobody up', async () => {
    const house = createHouse();
    let deliveries = 0;
    // The bus forgets that the first two deliveries were acknowledged.
    const { ports } = await house.start({
      ports: (all) => ({
        ...all,
        bus: {
          ...all.bus,
          consume: (options, handler) =>
            all.bus.consume(options, async (messages) => {
              await handler(messages);
              deliveries += 1;
              if (options.group === 'q2c.intake' && deliveries <= 2) throw new RangeError('the answer was lost');
            }),
        },
      }),
    });
    const [broken, good] = [new Uint8Array(9), quote('Q-1')].map((value) => ({
      topic: quoteTopic,
      key: 'k',
      value,
      headers: {},
    }));
    if (broken === undefined || good === undefined) throw new RangeError('two messages');
    await ports.bus.publish([broken, good]);
    await house.pass(10_000);
    expect(deliveries).toBeGreaterThan(2);
    expect([parkedTypes(house), house.typesOf(deal('Q-1')).includes('QuoteAccepted')]).toEqual([['InputParked'], true]);
    const stream = house.backend.events().find(({ type }) => type === 'InputParked')?.stream;
    expect(stream?.startsWith('parked-acme.crm.2026-01-05')).toBe(true);
  });
});
