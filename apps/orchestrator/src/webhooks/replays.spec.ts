import { createReplays } from './replays.ts';

const createStage = (max = 3) => {
  let nowMs = 0;
  let given = 0;
  const replays = createReplays<number>({ max, now: () => nowMs });
  return {
    ...replays,
    say: (id: string, untilMs = 100) => replays.once({ id, untilMs }, () => Promise.resolve((given += 1))),
    given: () => given,
    pass: (toMs: number) => void (nowMs = toMs),
  };
};

test('the same message again gets the first answer, another one its own', async () => {
  const { say, given } = createStage();
  expect([await say('a'), await say('a'), await say('b'), await say('a')]).toEqual([1, 1, 2, 1]);
  expect(given()).toBe(2);
});

test('also while the first is on its way', async () => {
  const { once } = createStage();
  let end: (answer: number) => void = () => undefined;
  let asked = 0;
  const message = { id: 'a', untilMs: 100 };
  const give = () => {
    asked += 1;
    return new Promise<number>((resolve) => (end = resolve));
  };
  const both = [once(message, give), once(message, give)];
  end(7);
  expect(await Promise.all(both)).toEqual([7, 7]);
  expect(asked).toBe(1);
});

test('a message that met a fault may come again', async () => {
  const { once, say, size } = createStage();
  const failing = () => Promise.reject(new Error('the disk is away'));
  await expect(once({ id: 'a', untilMs: 100 }, failing)).rejects.toThrow('the disk is away');
  expect(size()).toBe(0);
  expect(await say('a')).toBe(1);
});

test('never more than its bound: the oldest goes', async () => {
  const { say, size } = createStage(3);
  for (const id of ['a', 'b', 'c', 'd']) await say(id);
  expect(size()).toBe(3);
  expect([await say('d'), await say('b'), await say('a')]).toEqual([4, 2, 5]);
  expect(size()).toBe(3);
});

test('what does not hold any more is forgotten with the next message', async () => {
  const { say, size, pass } = createStage(10);
  await say('a', 100);
  await say('b', 200);
  pass(100);
  await say('c', 300);
  expect(size()).toBe(3);
  pass(201);
  await say('d', 400);
  expect(size()).toBe(2);
});
