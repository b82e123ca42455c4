import type { Comparison, Expected, Totals } from './compare.ts';
import type { Interrupted } from './open-commands.ts';

/** What the demonstration found. Everything in it is counted, nothing is assumed. */
export type Report = {
  readonly sent: { readonly messages: number; readonly repeatedByTheSource: number; readonly sentAgain: number };
  readonly killed: Interrupted & { readonly acknowledged: number };
  readonly milestones: readonly { readonly milestone: string; readonly reached: number; readonly asked: number }[];
  readonly waiting: readonly {
    readonly quoteNumber: string;
    readonly customerNumber: string;
    readonly code: string;
    readonly owner: string;
    readonly detail: string;
  }[];
  readonly parked: readonly { readonly parkedId: string; readonly code: string; readonly detail: string }[];
  readonly comparison: Comparison;
  readonly totals: readonly Totals[];
  readonly problems: readonly string[];
  readonly seconds: number;
};

type Found = Pick<Report, 'milestones' | 'waiting' | 'parked' | 'comparison'>;

/** What of the second list the first lacks, each as often as it lacks it. */
const missingFrom = (has: readonly string[], asked: readonly string[]): readonly string[] => {
  const left = [...has];
  return asked.filter((each) => {
    const at = left.indexOf(each);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
};

/** Everything that is not as the samples ask for. */
export const problemsOf = (expected: Expected, badCodes: readonly string[], found: Found): readonly string[] => {
  const { lost, doubled, wrong, unasked } = found.comparison;
  const waits = new Map(found.waiting.map(({ quoteNumber, code }) => [quoteNumber, code]));
  const everybody = new Set([...waits.keys(), ...expected.waiting.keys()]);
  return [
    ...lost.map((what) => `lost: ${what}`),
    ...doubled.map((what) => `doubled: ${what}`),
    ...wrong.map((what) => `wrong: ${what}`),
    ...unasked.map((what) => `nobody asked for: ${what}`),
    ...found.milestones
      .filter(({ reached, asked }) => reached !== asked)
      .map(({ milestone, reached, asked }) => `${milestone}: ${reached} of ${asked}`),
    ...[...everybody]
      .filter((quote) => waits.get(quote) !== expected.waiting.get(quote))
      .map(
        (quote) =>
          `${quote} waits for "${waits.get(quote) ?? 'nobody'}", asked: "${expected.waiting.get(quote) ?? 'nobody'}"`,
      ),
    ...missingFrom(
      found.parked.map(({ code }) => code),
      badCodes,
    ).map((code) => `not parked: ${code}`),
    ...missingFrom(
      badCodes,
      found.parked.map(({ code }) => code),
    ).map((code) => `parked, and nobody sent it: ${code}`),
  ];
};

const table = (rows: readonly (readonly string[])[]): string[] => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd());
};

const count = (name: string, all: readonly string[]): string[] => [
  `  ${name.padEnd(18)}${all.length}`,
  ...all.slice(0, 5).map((each) => `    ${each}`),
];

export const linesOf = (report: Report, tryNext: readonly string[]): readonly string[] => {
  const { sent, killed, comparison } = report;
  return [
    `${sent.messages} messages, ${sent.repeatedByTheSource} of them repetitions; ${sent.sentAgain} sent again for want of an answer`,
    `killed with SIGKILL after ${killed.acknowledged} messages: ${killed.open} commands open, ${killed.effectsWithoutAnswer} of them booked in the ERP without anybody knowing`,
    '',
    'Milestones',
    ...table(report.milestones.map(({ milestone, reached, asked }) => [milestone, `${reached} of ${asked}`])),
    '',
    'Waiting for a person',
    ...table(report.waiting.map(({ quoteNumber, code, owner, detail }) => [quoteNumber, code, owner, detail])),
    '',
    'Parked inputs',
    ...table(report.parked.map(({ parkedId, code, detail }) => [parkedId, code, detail.slice(0, 60)])),
    '',
    "The ERP's own books against what the samples ask for",
    ...count('lost', comparison.lost),
    ...count('doubled', comparison.doubled),
    ...count('wrong', comparison.wrong),
    ...count('nobody asked for', comparison.unasked),
    '',
    ...table([
      ['asked for', 'orders', 'invoices', 'journals'],
      ...report.totals.map(({ asked, order, invoice, journal }) => [asked, order, invoice, journal]),
    ]),
    '',
    ...(report.problems.length === 0
      ? [`All as asked, in ${report.seconds} s.`]
      : ['NOT as asked:', ...report.problems.map((problem) => `  ${problem}`)]),
    '',
    'Try next',
    ...tryNext.map((line) => `  ${line}`),
  ];
};
