import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/**
 * docs/failure-modes.md names its proofs; a proof that was renamed, removed or switched off must not stay named. A proof
 * is a test that runs, or a group that holds one: what merely stands in the file as a text proves nothing.
 */
const root = join(import.meta.dirname, '../../..');
const text = readFileSync(join(root, 'docs/failure-modes.md'), 'utf8');
const proofs = [...text.matchAll(/^ *- `((?:apps|libs)\/[^`]+\.ts)` › (.+)$/gm)].map(([, file = '', name = '']) => ({
  file,
  name,
}));

/** `it.each(…)('title', …)` is `it`, `each`; nothing for what is no plain name, such as a choice between two. */
const wordsOf = (callee: ts.Expression): readonly string[] => {
  if (ts.isIdentifier(callee)) return [callee.text];
  if (ts.isPropertyAccessExpression(callee)) return [...wordsOf(callee.expression), callee.name.text];
  if (ts.isCallExpression(callee)) return wordsOf(callee.expression);
  return [];
};

const kindOf = (callee: ts.Expression): 'test' | 'group' | 'switched-off' | 'other' => {
  const [first = '', ...modifiers] = wordsOf(callee);
  if (['xit', 'xtest', 'xdescribe'].includes(first)) return 'switched-off';
  if (!['it', 'test', 'describe'].includes(first)) return 'other';
  if (modifiers.some((modifier) => modifier !== 'each')) return 'switched-off';
  return first === 'describe' ? 'group' : 'test';
};

/** Titles of the tests that run wherever the file runs, and of the groups around them. */
const titlesIn = (source: string): ReadonlySet<string> => {
  const titles = new Set<string>();
  const look = (node: ts.Node, around: readonly string[]): void => {
    const [first] = ts.isCallExpression(node) ? node.arguments : [];
    if (!ts.isCallExpression(node) || first === undefined || !ts.isStringLiteralLike(first)) {
      ts.forEachChild(node, (child) => look(child, around));
      return;
    }
    const kind = kindOf(node.expression);
    if (kind === 'switched-off') return;
    if (kind === 'test') for (const title of [...around, first.text]) titles.add(title);
    ts.forEachChild(node, (child) => look(child, kind === 'group' ? [...around, first.text] : around));
  };
  look(ts.createSourceFile('a.ts', source, ts.ScriptTarget.Latest), []);
  return titles;
};

describe('the failure modes', () => {
  it('name a proof each', () => {
    const modes = text.split(/^- (?=\*\*)/m).slice(1);
    expect(modes.length).toBeGreaterThan(30);
    expect(modes.filter((mode) => !/^\*\*.+\n(?: {2}[^ -].*\n)* {2}- `/.test(mode))).toEqual([]);
  });

  it('name tests that are there and run', () => {
    expect(proofs.length).toBeGreaterThan(40);
    const titles = new Map(
      [...new Set(proofs.map(({ file }) => file))].map((file) => [
        file,
        titlesIn(readFileSync(join(root, file), 'utf8')),
      ]),
    );
    expect(proofs.filter(({ file, name }) => titles.get(file)?.has(name) !== true)).toEqual([]);
  });

  it('name specs, and contracts that every adapter runs', () => {
    const others = proofs.map(({ file }) => file).filter((file) => !file.endsWith('.spec.ts'));
    expect(others.filter((file) => !file.startsWith('libs/ports/src/contracts/'))).toEqual([]);
  });
});

describe('a proof', () => {
  const [skip, todo, crossed] = ['skip', 'todo', 'xit'];
  it.each([
    ['a test', "it('adds', () => {})"],
    ['a test by its other name', "test('adds', () => {})"],
    ['a test of many', "it.each([1])('adds', () => {})"],
    ['a test of many of a type', "it.each<[number]>([[1]])('adds', () => {})"],
    ['a group that holds a test', "describe('adds', () => { if (here) it('up', () => {}); })"],
    ['a group of groups', "describe.each([1])('adds', () => { describe('b', () => { it('up', () => {}); }); })"],
    ['a test in a suite that others call', "export const suite = () => describe('a', () => it('adds', () => {}))"],
  ])('is %s', (_what, source) => {
    expect([...titlesIn(source)]).toContain('adds');
  });

  it.each([
    ['a text', "const what = 'adds'; it('up', () => expect('adds'))"],
    ['a comment', "// it('adds', () => {})\nit('up', () => {})"],
    ['a group without a test', "describe('adds', () => { it('up'.repeat(2), () => {}); sum('a', () => {}); })"],
    ['a test that is skipped', `it.${skip}('adds', () => {})`],
    ['a test of many that is skipped', `it.${skip}.each([1])('adds', () => {})`],
    ['a test that is crossed out', `${crossed}('adds', () => {})`],
    ['a test that is to be written', `it.${todo}('adds')`],
    ['a test that some machines skip', `(able ? it : it.${skip})('adds', () => {})`],
    ['a test in a group that is skipped', `describe.${skip}('a', () => { it('adds', () => {}); })`],
    ['a group whose tests are skipped', `describe('adds', () => { it.${skip}('up', () => {}); })`],
  ])('is not %s', (_what, source) => {
    expect([...titlesIn(source)]).not.toContain('adds');
  });
});
