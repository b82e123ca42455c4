import { createProgress, barText } from './progress.ts';

test('the bar says how far it is, how much, and how fast', () => {
  expect(barText({ records: 1_830, bytes: 750_000, totalBytes: 1_500_000 }, 2_000)).toBe(
    '████████████░░░░░░░░░░░░  50 %  1,830 records  0.8 of 1.5 MB  915 records/s',
  );
  expect(barText({ records: 0, bytes: 0, totalBytes: 0 }, 0)).toBe(
    '████████████████████████ 100 %  0 records  0.0 of 0.0 MB  0 records/s',
  );
});

const seen = { records: 5, bytes: 1, totalBytes: 2 };

test('it is written over, seldom enough, no wider than the terminal, and gone in the end', () => {
  const written: string[] = [];
  const progress = createProgress({ columns: 20, write: (text) => void written.push(text) });
  for (let n = 0; n < 1_000; n += 1) progress.saw(seen);
  expect(written).toHaveLength(1);
  expect(written[0]).toMatch(/^\r\u001b\[K.{19}$/);
  progress.clear();
  progress.clear();
  expect(written.slice(1)).toEqual(['\r\u001b[K']);
  progress.saw(seen);
  expect(written).toHaveLength(3);
});

test('on a terminal that does not say how wide it is, it is as wide as most are', () => {
  const written: string[] = [];
  createProgress({ columns: 0, write: (text) => void written.push(text) }).saw(seen);
  expect(written[0]?.length).toBeGreaterThan(60);
});

test('where nobody looks, nothing is written', () => {
  const progress = createProgress(undefined);
  progress.saw(seen);
  progress.clear();
});
