import { assertInvariant } from '@q2c/kernel';
import type { RecordedEvent } from '@q2c/ports';
import { weightOf } from './tail.ts';

/**
 * Pages of history, read once for all who are at the same place.
 *
 * Pages begin at multiples of the page length, so that readers with other batch sizes meet on the same page. Few are
 * kept, bounded in number and in characters, the oldest dropped first. A page may end early (large events, or the end of what is committed); the next one then begins there.
 */
export type History = {
  /** At least one event after `after`, none after `end`. `after` must be before `end`. */
  read(after: number, end: number): Promise<readonly RecordedEvent[]>;
};

type Page = { readonly through: number; readonly events: readonly RecordedEvent[] };

/** `weight` is 0 while the page is on its way. */
type Kept = { readonly page: Promise<Page>; weight: number };

const pageLength = 512;
const maxPages = 32;

export const createHistory = (
  readAll: (after: number, through: number) => Promise<readonly RecordedEvent[]>,
  /** In characters. */
  maxWeight = 32_000_000,
): History => {
  const pages = new Map<number, Kept>();
  let weight = 0;

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

  const drop = (start: number): void => {
    weight -= pages.get(start)?.weight ?? 0;
    pages.delete(start);
  };

  const dropOldest = (): void => {
    for (const oldest of pages.keys()) {
      if (pages.size <= 1 || (pages.size <= maxPages && weight <= maxWeight)) return;
      drop(oldest);
    }
  };

  const page = (start: number, end: number): Promise<Page> => {
    const known = pages.get(start);
    if (known !== undefined) return known.page;
    const kept: Kept = { page: load(start, end), weight: 0 };
    pages.set(start, kept);
    const isKept = (): boolean => pages.get(start) === kept;
    kept.page.then(
      ({ events }) => {
        if (!isKept()) return;
        kept.weight = events.reduce((sum, event) => sum + weightOf(event), 0);
        weight += kept.weight;
        dropOldest();
      },
      () => {
        if (isKept()) drop(start);
      },
    );
    dropOldest();
    return kept.page;
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
