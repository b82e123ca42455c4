import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { command, readCommand, readJest, runSuites } from './suites.mjs';
import { copyWorkspace, linkPackages, root } from './workspace.mjs';

const summary = (tests: readonly (readonly [status: string, fullName: string])[], brokenFiles = 0) => ({
  numPassedTests: tests.filter(([status]) => status === 'passed').length,
  numFailedTests: tests.filter(([status]) => status === 'failed').length,
  numRuntimeErrorTestSuites: brokenFiles,
  testResults: [{ assertionResults: tests.map(([status, fullName]) => ({ status, fullName })) }],
});
const passing = ['passed', 'adds'] as const;

describe('what Jest says', () => {
  test('passed and failed tests are counted', () => {
    const report = readJest(summary([passing, ['failed', 'subtracts']]), 1);
    expect(report).toEqual({ passed: 1, failed: 1, skipped: 0, problems: [], notRun: [] });
  });
  test('a file that does not load is a failure', () => {
    expect(readJest(summary([passing], 1), 1)).toMatchObject({ passed: 1, failed: 1 });
  });
  test('a skipped test that says why is shown', () => {
    const name = 'syncs once a commit (not run: strace is not installed)';
    const report = readJest(summary([passing, ['pending', name]]), 0);
    expect(report).toEqual({ passed: 1, failed: 0, skipped: 1, problems: [], notRun: [name] });
  });
  test.each(['pending', 'todo', 'disabled', 'focused'])('a %s test without a reason is a problem', (status) => {
    expect(readJest(summary([passing, [status, 'subtracts']]), 0).problems).toEqual([
      'skipped without a reason: subtracts',
    ]);
  });
  test('no test at all is a problem', () => {
    expect(readJest(summary([]), 0).problems).toEqual(['it ran no test']);
  });
  test('a bad exit code without a failure is a problem', () => {
    expect(readJest(summary([passing]), 1).problems).toEqual(['jest ended with exit code 1']);
  });
});

describe('what a command says', () => {
  test('its line is read among others', () => {
    const output = 'seed 1\nsimulation: 1000 passed, 0 failed, 0 skipped\nother: 1 passed, 1 failed, 0 skipped\n';
    expect(readCommand('simulation', output, 0)).toMatchObject({ passed: 1000, failed: 0, skipped: 0, problems: [] });
  });
  test('no line, or two, is a problem', () => {
    const line = 'simulation: 2 passed, 0 failed, 0 skipped\n';
    expect(readCommand('simulation', 'all good\n', 0).problems).toContainEqual(expect.stringContaining('printed 0'));
    expect(readCommand('simulation', line + line, 0).problems).toContainEqual(expect.stringContaining('printed 2'));
  });
  test('a crash after a good line is a problem', () => {
    const { problems } = readCommand('simulation', 'simulation: 2 passed, 0 failed, 0 skipped\n', 134);
    expect(problems).toEqual(['it ended with exit code 134']);
  });
  test('a silent skip is a problem, an explained one is not', () => {
    const line = 'simulation: 2 passed, 0 failed, 1 skipped\n';
    expect(readCommand('simulation', line, 0).problems).toHaveLength(1);
    const explained = readCommand('simulation', `not run: big worlds: too little memory\n${line}`, 0);
    expect(explained).toMatchObject({ skipped: 1, problems: [], notRun: ['big worlds: too little memory'] });
  });
  test('zero tests are a problem', () => {
    const { problems } = readCommand('simulation', 'simulation: 0 passed, 0 failed, 0 skipped\n', 0);
    expect(problems).toEqual(['it ran no test']);
  });
});

describe('a run', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'q2c-suites-'))));
  afterEach(() => rmSync(folder, { recursive: true }));
  const suite = (name: string, code: string) => {
    writeFileSync(join(folder, `${name}.mjs`), code);
    return command(name, [`${name}.mjs`]);
  };

  test('adds up its suites and ends with the total', async () => {
    const first = suite('first', "console.log('first: 2 passed, 0 failed, 0 skipped')");
    const second = suite('second', "console.log('not run: x: why\\nsecond: 3 passed, 0 failed, 1 skipped')");
    expect(await runSuites(folder, [first, second])).toEqual({
      lines: ['not run: second: x: why', '5 passed, 0 failed, 1 skipped'],
      good: true,
    });
  });
  test('goes on after a suite that breaks, and is not good', async () => {
    const broken = { name: 'broken', run: () => Promise.reject(new Error('no file')) };
    const good = suite('good', "console.log('good: 2 passed, 0 failed, 0 skipped')");
    const { lines, good: isGood } = await runSuites(folder, [broken, good]);
    expect({ last: lines.at(-1), isGood }).toEqual({ last: '2 passed, 1 failed, 0 skipped', isGood: false });
    expect(lines[0]).toContain('no file');
  });
  test('of nothing is not good', async () => {
    expect(await runSuites(folder, [])).toEqual({ lines: ['0 passed, 0 failed, 0 skipped'], good: false });
  });
});

describe('npm test in a copy', () => {
  let copy: string;
  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), 'q2c-npm-test-'));
    copyWorkspace(root, copy);
    linkPackages(root, copy);
    mkdirSync(join(copy, 'libs/kernel/src/planted'), { recursive: true });
  });
  afterAll(() => rmSync(copy, { recursive: true }));

  const run = (spec: string) => {
    writeFileSync(join(copy, 'libs/kernel/src/planted/some.spec.ts'), spec);
    const words = ['tools/test.mjs', 'libs/kernel/src/planted'];
    const { status, stdout } = spawnSync(process.execPath, words, { cwd: copy, encoding: 'utf8' });
    return { status, last: stdout.trimEnd().split('\n').at(-1) };
  };

  const skip = ['it', 'skip'].join('.');

  test.each([
    ['passes', "test('a', () => {});", { status: 0, last: '1 passed, 0 failed, 0 skipped' }],
    ['fails', "test('a', () => { throw new Error('b'); });", { status: 1, last: '0 passed, 1 failed, 0 skipped' }],
    ['does not parse', "test('a', () => {", { status: 1, last: expect.stringMatching(/^0 passed, [12] failed, /) }],
    [
      'skips silently',
      `test('a', () => {}); ${skip}('b', () => {});`,
      { status: 1, last: '1 passed, 1 failed, 1 skipped' },
    ],
    [
      'skips with a reason',
      `test('a', () => {}); ${skip}('b (not run: no c)', () => {});`,
      { status: 0, last: '1 passed, 0 failed, 1 skipped' },
    ],
    ['holds no test', 'export {};', { status: 1, last: expect.stringMatching(/^0 passed, [12] failed, /) }],
  ])(
    'a spec that %s',
    (_kind, spec, expected) => {
      expect(run(spec)).toEqual(expected);
    },
    60_000,
  );
});
