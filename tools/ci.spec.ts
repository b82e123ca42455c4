import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { copyWorkspace, root } from './workspace.mjs';

/**
 * `.ci/run` ends with the count line whatever goes wrong, and is only good when everything was. A stand-in for npm plays
 * each trouble in milliseconds; that the real one works is seen wherever `.ci/run` itself runs.
 */
let folder: string;
let copy: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'q2c-ci-'));
  copy = join(folder, 'workspace');
  mkdirSync(copy);
  copyWorkspace(root, copy);
  const npm = [
    '#!/bin/sh',
    'words="$*"',
    'case $FAILS in *"<$words>"*) exit 1 ;; esac',
    'case $words in',
    '  --version) echo 11.0.0 ;;',
    '  *process.version) echo "${NODE_OF_SCRIPTS:-v24.0.0}" ;;',
    '  test) echo "$COUNT"; case $COUNT in *" 0 failed"*) ;; *) exit 1 ;; esac ;;',
    'esac',
  ].join('\n');
  // `npx --yes npm@10 ci` is `npm ci` by another npm.
  const npx = '#!/bin/sh\nshift 2\ncase "$FAILS" in *other*) exit 1 ;; esac\nexec npm "$@"\n';
  for (const [name, text] of Object.entries({ npm, npx })) {
    writeFileSync(join(folder, name), text);
    chmodSync(join(folder, name), 0o755);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

const good = '5 passed, 0 failed, 1 skipped';
const run = (trouble: Readonly<Record<string, string>>): { status: number | null; last: string | undefined } => {
  const env = { PATH: [folder, process.env['PATH']].join(delimiter), FAILS: '', COUNT: good, ...trouble };
  const { status, stdout } = spawnSync('bash', [join(copy, '.ci/run')], { env, encoding: 'utf8' });
  return { status, last: stdout.trimEnd().split('\n').at(-1) };
};

test.each([
  ['nothing is wrong', {}, { status: 0, last: good }],
  ['lint fails', { FAILS: '<run --silent lint>' }, { status: 1, last: '5 passed, 1 failed, 1 skipped' }],
  [
    'format and types fail',
    { FAILS: '<run --silent format:check><run --silent typecheck>' },
    { status: 1, last: '5 passed, 2 failed, 1 skipped' },
  ],
  ['tests fail', { COUNT: '5 passed, 2 failed, 0 skipped' }, { status: 1, last: '5 passed, 2 failed, 0 skipped' }],
  [
    'tests and lint fail',
    { COUNT: '5 passed, 2 failed, 0 skipped', FAILS: '<run --silent lint>' },
    { status: 1, last: '5 passed, 3 failed, 0 skipped' },
  ],
  ['the tests print no count', { COUNT: 'fine' }, { status: 1, last: '0 passed, 2 failed, 0 skipped' }],
  ['nothing installs', { FAILS: '<ci>' }, { status: 1, last: '0 passed, 1 failed, 0 skipped' }],
  ['the other npm does not install', { FAILS: 'other' }, { status: 1, last: '5 passed, 1 failed, 1 skipped' }],
  [
    'scripts run under another Node',
    { NODE_OF_SCRIPTS: 'v20.0.0' },
    { status: 1, last: '0 passed, 1 failed, 0 skipped' },
  ],
])('when %s', (_case, trouble, expected) => {
  expect(run(trouble)).toEqual(expected);
});
