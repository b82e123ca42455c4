import type { ClaimAnswer, ClaimRequest, Claims, ClaimUpdate } from '../index.ts';

/** What an adapter gives the contract: claims over one durable place, and a way to let time pass on its clock. */
export type ClaimsSetup = {
  readonly claims: Claims;
  /** A second connection to the same place, as another process would have; may be the same object where there is only one. */
  readonly other: Claims;
  /** Lets at least this much time pass on the claim store's own clock. */
  readonly pass: (ms: number) => Promise<void>;
  /** Ends these claims and opens others over what they had made durable. */
  readonly restart: () => Promise<ClaimsSetup>;
  readonly close: () => Promise<void>;
};

/** Long against what a test takes on a real clock, short enough to wait for. */
const leaseMs = 1_200;
const quietMs = 600;
/** Over in no test, however slow the store is. */
const longMs = 600_000;

let run = 0;

/** Every `Claims` passes this. Times are compared with a tolerance, since a server's clock moves on by itself. */
export const claimsContract = (title: string, setUp: () => Promise<ClaimsSetup>): void => {
  describe(`${title}: Claims`, () => {
    let setup: ClaimsSetup;
    let prefix = '';

    beforeEach(async () => {
      run += 1;
      prefix = `claim-${process.pid}-${Date.now()}-${run}/`;
      setup = await setUp();
    });
    afterEach(() => setup.close());

    const request = (key: string, owner: string, leasedMs = leaseMs): ClaimRequest => ({
      key: prefix + key,
      owner,
      leaseMs: leasedMs,
      quietMs,
    });
    const acquire = async (
      key: string,
      owner: string,
      claims = setup.claims,
      leasedMs = leaseMs,
    ): Promise<ClaimAnswer | undefined> => (await claims.acquire([request(key, owner, leasedMs)]))[0];
    const update = async (
      key: string,
      owner: string,
      attempt: number,
      change: Partial<Pick<ClaimUpdate, 'freeInMs' | 'fate' | 'note'>> = {},
    ): Promise<boolean | undefined> =>
      (
        await setup.claims.update([
          { key: prefix + key, owner, attempt, freeInMs: 0, fate: 'retry', note: '', ...change },
        ])
      )[0];
    const free = async (limit = 100): Promise<readonly string[]> =>
      (await setup.claims.free(prefix, limit)).map(({ key, attempt }) => `${key.slice(prefix.length)}#${attempt}`);
    const granted = (attempt: number, note = ''): ClaimAnswer => ({ kind: 'granted', attempt, note });
    const held = (attempt: number): unknown => expect.objectContaining({ kind: 'held', attempt });

    it('grants a key to one of two owners', async () => {
      const answers = await Promise.all([acquire('a', 'one'), acquire('a', 'two', setup.other)]);
      expect(answers.filter((answer) => answer?.kind === 'granted')).toEqual([granted(1)]);
      expect(answers.filter((answer) => answer?.kind === 'held')).toHaveLength(1);
    });

    it('grants a key to exactly one of 50 callers, whether it is new or was left by somebody', async () => {
      const compete = async (key: string): Promise<readonly unknown[]> => {
        const callers = Array.from({ length: 50 }, (_, n) => (n % 2 === 0 ? setup.claims : setup.other));
        const answers = await Promise.all(callers.map((by, n) => acquire(key, `owner${n}`, by, longMs)));
        return answers.filter((answer) => answer?.kind === 'granted');
      };
      await acquire('left', 'gone');
      expect(await compete('new')).toEqual([granted(1)]);
      await setup.pass(leaseMs + quietMs);
      expect(await compete('left')).toEqual([granted(2)]);
    });

    it('answers many keys at once, each for itself', async () => {
      await acquire('taken', 'one', setup.claims, longMs);
      const answers = await setup.claims.acquire(['x', 'taken', 'y'].map((key) => request(key, 'two')));
      expect(answers).toEqual([granted(1), held(1), granted(1)]);
    });

    it('holds a key against its own owner as well, until lease and quiet time are over', async () => {
      expect(await acquire('quiet', 'one')).toEqual(granted(1));
      expect(await acquire('quiet', 'one')).toEqual(held(1));
      const answer = await acquire('quiet', 'two');
      if (answer?.kind !== 'held') throw new Error('expected to be held');
      expect(answer.freeInMs).toBeGreaterThan(0);
      expect(answer.freeInMs).toBeLessThanOrEqual(leaseMs + quietMs);
      await setup.pass(answer.freeInMs);
      expect(await acquire('quiet', 'two')).toEqual(granted(2));
    });

    it('keeps a key through the quiet time after its lease', async () => {
      await setup.claims.acquire([{ ...request('late', 'one', 1), quietMs: longMs }]);
      await setup.pass(leaseMs);
      expect(await acquire('late', 'two')).toEqual(held(1));
    });

    it('takes a report only from the owner of the last attempt', async () => {
      await acquire('cas', 'one');
      expect(await update('cas', 'two', 1)).toBe(false);
      expect(await update('cas', 'one', 2)).toBe(false);
      expect(await update('unknown', 'one', 1)).toBe(false);
      await setup.pass(leaseMs + quietMs);
      expect(await acquire('cas', 'two')).toEqual(granted(2));
      expect(await update('cas', 'one', 1, { note: 'too late' })).toBe(false);
      expect(await update('cas', 'two', 2, { note: 'in time' })).toBe(true);
      expect(await acquire('cas', 'three')).toEqual(granted(3, 'in time'));
    });

    it('sets a key free when the owner says that nothing can take effect any more', async () => {
      await acquire('released', 'one');
      expect(await update('released', 'one', 1, { note: 'refused' })).toBe(true);
      expect(await acquire('released', 'two')).toEqual(granted(2, 'refused'));
    });

    it('keeps a key as long as the owner says that something may still take effect', async () => {
      await acquire('unknown', 'one');
      await update('unknown', 'one', 1, { freeInMs: longMs });
      await setup.pass(leaseMs + quietMs);
      expect(await acquire('unknown', 'two')).toEqual(held(1));
    });

    it('answers a done key with its note for ever', async () => {
      await acquire('done', 'one');
      expect(await update('done', 'one', 1, { fate: 'done', note: 'the answer' })).toBe(true);
      await setup.pass(leaseMs + quietMs);
      const done = { kind: 'done', attempt: 1, note: 'the answer' };
      expect(await acquire('done', 'two')).toEqual(done);
      expect(await update('done', 'one', 1, { fate: 'retry', note: 'taken back' })).toBe(false);
      expect(await update('done', 'one', 1, { fate: 'done', note: 'the answer' })).toBe(true);
      expect(await acquire('done', 'one')).toEqual(done);
      expect(await free()).toEqual([]);
    });

    it('lists keys that came free, oldest first, as many as asked for', async () => {
      // Far apart, and in one call, so that no store is too slow to keep the order.
      const times = { c: 900, a: 300, b: 600, later: longMs };
      const keys = Object.entries(times);
      await setup.claims.acquire(keys.map(([key]) => request(key, 'one')));
      const updates = keys.map(([key, freeInMs]): ClaimUpdate => ({
        ...{ key: prefix + key, owner: 'one', attempt: 1, fate: 'retry', note: '' },
        freeInMs,
      }));
      expect(await setup.claims.update(updates)).toEqual([true, true, true, true]);
      await setup.pass(times.c + 1);
      expect(await free()).toEqual(['a#1', 'b#1', 'c#1']);
      expect(await free(2)).toEqual(['a#1', 'b#1']);
      expect(await setup.claims.free(`${prefix}nothing`, 10)).toEqual([]);
    });

    it('lists keys whose owner never reported, and no dormant ones, which can still be acquired', async () => {
      await acquire('lost', 'one');
      await acquire('dormant', 'one');
      await update('dormant', 'one', 1, { fate: 'dormant' });
      expect(await free()).toEqual([]);
      await setup.pass(leaseMs + quietMs);
      expect(await free()).toEqual(['lost#1']);
      expect(await acquire('dormant', 'two')).toEqual(granted(2));
    });

    it('tells in how many ms the next key comes free', async () => {
      expect(await setup.claims.nextFreeInMs(prefix)).toBeNull();
      await acquire('sleeping', 'one');
      await update('sleeping', 'one', 1, { fate: 'dormant', freeInMs: 1 });
      expect(await setup.claims.nextFreeInMs(prefix)).toBeNull();
      await acquire('next', 'one');
      const inMs = await setup.claims.nextFreeInMs(prefix);
      expect(inMs).toBeGreaterThan(0);
      expect(inMs).toBeLessThanOrEqual(leaseMs + quietMs);
      await setup.pass(leaseMs + quietMs);
      expect(await setup.claims.nextFreeInMs(prefix)).toBe(0);
    });

    it('keeps claims over a restart', async () => {
      await acquire('held', 'one', setup.claims, longMs);
      await acquire('short', 'one');
      await acquire('finished', 'one');
      await update('finished', 'one', 1, { fate: 'done', note: 'n' });
      setup = await setup.restart();
      expect(await acquire('held', 'two')).toEqual(held(1));
      expect(await acquire('finished', 'two')).toEqual({ kind: 'done', attempt: 1, note: 'n' });
      await setup.pass(leaseMs + quietMs);
      expect(await acquire('short', 'two')).toEqual(granted(2));
    });

    it('carries a note of 16 KiB and refuses a larger one', async () => {
      await acquire('note', 'one');
      const note = 'ü'.repeat(8_192);
      await update('note', 'one', 1, { note });
      expect(await acquire('note', 'two')).toEqual(granted(2, note));
      await expect(update('note', 'two', 2, { note: `${note}x` })).rejects.toMatchObject({
        code: 'claim-note-too-large',
      });
    });
  });
};
