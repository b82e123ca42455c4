import { assertInvariant } from '@q2c/kernel';
import type { RecordedEvent } from '@q2c/ports';

/**
 * Pages of history, read once for all who are at the same place.
 *
 * Pages begin at multiples of the page length, so that readers with other batch sizes meet on the same page. Few are
 * kept. A page may end early (large events, or the end of what is committed); the next one then begins there.
 */
export type History = {
  /** At least one event after `after`, none after `end`. `after` must be before `end`. */
  read(after: number, end: number): Promise<readonly RecordedEvent[]>;
};

type Page = { readonly through: number; readonly events: readonly RecordedEvent[] };

const pageLength = 512;
const maxPages = 32;

export const createHistory = (
  readAll: (after: number, through: number) => Promise<readonly RecordedEvent[]>,
): History => {
  const pages = new Map<number, Promise<Page>>();

  const load = async (start: number, end: number): Promise<Page> => {
    const aligned = start - (start % pageLength) + pageLength;
    const events = await readAll(start, Math.min(aligned, end));
    const through = start + events.length;
    assertInvariant(
      events.length > 0 && Number(events.at(-1)?.position) === through,
      'history-gap',
      `events after position ${start} are missing`,
    );
    return { through, events };
  };

  const page = (start: number, end: number): Promise<Page> => {
    const known = pages.get(start);
    if (known !== undefined) return known;
    const loading = load(start, end);
    pages.set(start, loading);
    loading.catch(() => pages.delete(start));
    for (const oldest of pages.keys()) {
      if (pages.size <= maxPages) break;
      pages.delete(oldest);
    }
    return loading;
  };

  return {
    read: async (after, end) => {
      let start = after - (after % pageLength);
      let found = await page(start, end);
      while (found.through <= after) {
        start = found.through;
        found = await page(start, end);
      }
      // Asked for ahead of need, so that the store reads while the handler works; a failure shows when it is needed.
      if (found.through < end) void page(found.through, end).catch(() => undefined);
      return after === start ? found.events : found.events.slice(after - start);
    },
  };
};
