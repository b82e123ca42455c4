import type { Acted, Page, ParkedItem } from '@q2c/orchestrator/answers';
import type { ExitCode } from '../exit-codes.ts';
import { pageOptions, pageQuery, type PageWords } from '../pages.ts';
import { show, type Session } from '../session.ts';
import { table } from '../table.ts';

const asTable = ({ items, next }: Page<ParkedItem>): string =>
  items.length === 0
    ? 'no parked inputs'
    : table(
        ['PARKED ID', 'OBJECT', 'SOURCE', 'BYTES', 'SINCE', 'REASON'],
        items.map(({ parkedId, object, source, length, parkedAt, code, detail }) => [
          parkedId,
          object ?? '-',
          source,
          String(length),
          parkedAt,
          `${code}: ${detail}`,
        ]),
      ) + pageOptions(next, items.at(-1)?.parkedId);

export const listParked = async (session: Session, words: PageWords): Promise<ExitCode> =>
  show(session, await session.client.get<Page<ParkedItem>>(`/v1/parked${pageQuery(words)}`), asTable);

const path = (parkedId: string, act: string): string => `/v1/parked/${encodeURIComponent(parkedId)}/${act}`;

export const retryParked = async (session: Session, parkedId: string, by: string): Promise<ExitCode> =>
  show(
    session,
    await session.client.post<Acted & { readonly stream: string }>(path(parkedId, 'retry'), { by }),
    ({ stream }) => `taken in: ${stream}`,
  );

export const discardParked = async (
  session: Session,
  parkedId: string,
  why: { readonly by: string; readonly note: string },
): Promise<ExitCode> =>
  show(session, await session.client.post<Acted>(path(parkedId, 'discard'), why), () => `discarded: ${parkedId}`);
