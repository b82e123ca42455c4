/** The words with which a list is cut into pages. */
export type PageWords = {
  readonly limit?: string;
  readonly after?: string;
  readonly state?: string;
};

export const pageQuery = ({ limit, after, state }: PageWords): string => {
  const words = Object.entries({ state, limit, after }).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`],
  );
  return words.length === 0 ? '' : `?${words.join('&')}`;
};

/** How to see what did not fit; nothing when everything did. */
export const pageOptions = (next: string | null, last: string | undefined): string =>
  next === null || last === undefined ? '' : `\nthere is more: --after ${last}`;
