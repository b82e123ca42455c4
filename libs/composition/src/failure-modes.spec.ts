import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** docs/failure-modes.md names its proofs; a proof that was renamed or removed must not stay named. */
const root = join(import.meta.dirname, '../../..');
const text = readFileSync(join(root, 'docs/failure-modes.md'), 'utf8');
const proofs = [...text.matchAll(/^ *- `((?:apps|libs)\/[^`]+\.ts)` › (.+)$/gm)].map(([, file = '', name = '']) => ({
  file,
  name,
}));

const titlesIn = (file: string): readonly string[] =>
  [...readFileSync(join(root, file), 'utf8').matchAll(/'((?:[^'\\\n]|\\.)*)'/g)].map(([, title = '']) => title);

describe('the failure modes', () => {
  it('name a proof each', () => {
    const modes = text.split(/^- (?=\*\*)/m).slice(1);
    expect(modes.length).toBeGreaterThan(30);
    expect(modes.filter((mode) => !mode.split('\n')[1]?.startsWith('  - `'))).toEqual([]);
  });

  it('name tests that are there', () => {
    expect(proofs.length).toBeGreaterThan(40);
    expect(proofs.filter(({ file, name }) => !titlesIn(file).includes(name))).toEqual([]);
  });
});
