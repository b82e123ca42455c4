import type { z } from 'zod';

/** What is wrong where; `path` is empty for the value as a whole. Holds no values: they may be personal. */
export type Problem = { readonly path: string; readonly message: string };

export const problemsOf = (error: z.ZodError): readonly Problem[] =>
  error.issues.map(({ path, message }) => ({ path: path.map(String).join('.'), message }));
