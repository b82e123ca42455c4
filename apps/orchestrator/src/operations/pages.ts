import type { Page } from './answers.ts';

export type PageOptions = {
  /** Id of the last item of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
};

export const pageLimits = { standard: 50, max: 500 } as const;

type Link = { readonly path: string; readonly query: Readonly<Record<string, string | number | undefined>> };

/** `found` holds one more than `limit` where there is another page. */
export const pageOf = <T>(found: readonly T[], limit: number, following: (last: T) => Link): Page<T> => {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  if (last === undefined || found.length <= limit) return { items, next: null };
  const { path, query } = following(last);
  const words = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`],
  );
  return { items, next: `${path}?${words.join('&')}` };
};
