import type { Case, Place } from './case.ts';

/** A file to plant. Its cases know their lines: from `from` up to but not including `to`, counted from 1. */
export type PlantedFile = {
  readonly path: string;
  readonly text: string;
  readonly cases: readonly (Case & { readonly from: number; readonly to: number })[];
};

/** Files stay below the limit of lines, which would be said of a case that has nothing to do with it. */
const LINES_MAX = 250;

const numbered = (path: string, n: number): string => (n === 0 ? path : path.replace('/planted.', `/planted${n}.`));

export const filesOf = ({ file, cases }: Place): readonly PlantedFile[] => {
  const chunks: (Case & { from: number; to: number })[][] = [];
  let line = LINES_MAX;
  for (const [n, { code, bites }] of cases.entries()) {
    const planted = code.replaceAll('#', String(n));
    const lines = planted.split('\n').length;
    if (line + lines > LINES_MAX) {
      chunks.push([]);
      line = 1;
    }
    chunks.at(-1)?.push({ code: planted, bites, from: line, to: line + lines });
    line += lines;
  }
  return chunks.map((chunk, n) => ({
    path: numbered(file, n),
    text: `${chunk.map(({ code }) => code).join('\n')}\n`,
    cases: chunk,
  }));
};
