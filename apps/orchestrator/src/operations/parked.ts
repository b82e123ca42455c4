import { ok, refuse, type Result } from '@q2c/kernel';
import type { ParkedInput } from '@q2c/runtime';
import type { Embedded } from '../embedded/open.ts';
import type { Acted, Page, ParkedItem, Refused } from './answers.ts';
import { idOf, transactionHref } from './ids.ts';
import { pageOf, type PageOptions } from './pages.ts';

/** Parked inputs, and the two ways back. The list has seen everything that was durable when it was asked for. */
const itemOf = ({ revision: _revision, ...parked }: ParkedInput): ParkedItem => ({
  ...parked,
  href: `/v1/parked/${parked.parkedId}`,
});

export const listParked = async (
  { orchestrator, caughtUp }: Embedded,
  { after, limit }: PageOptions,
): Promise<Page<ParkedItem>> => {
  await caughtUp('parked');
  const found = await orchestrator.parked.list({ limit: limit + 1, ...(after === undefined ? {} : { after }) });
  return pageOf(found.map(itemOf), limit, ({ parkedId }) => ({
    path: '/v1/parked',
    query: { limit, after: parkedId },
  }));
};

export const showParked = async (
  { orchestrator, caughtUp }: Embedded,
  parkedId: string,
): Promise<Result<ParkedItem, Refused>> => {
  await caughtUp('parked');
  const found = await orchestrator.parked.get(parkedId);
  return found === undefined
    ? refuse({ code: 'parked-input-not-found', detail: `no parked input ${parkedId}; it may be taken in or discarded` })
    : ok(itemOf(found));
};

export const retryParked = async (
  { orchestrator, caughtUp, inputs }: Embedded,
  parkedId: string,
  by: string,
): Promise<Result<Acted & { readonly stream: string; readonly href: string | null }, Refused>> => {
  await caughtUp('parked');
  const retried = await orchestrator.parked.retry(parkedId, by);
  inputs.came();
  if (!retried.ok) return retried;
  const { stream } = retried.value;
  const href = stream.startsWith('transaction-') ? transactionHref(idOf(stream)) : null;
  return ok({ result: 'done', stream, href });
};

export const discardParked = async (
  { orchestrator, caughtUp }: Embedded,
  parkedId: string,
  { by, note }: { readonly by: string; readonly note: string },
): Promise<Result<Acted, Refused>> => {
  await caughtUp('parked');
  const discarded = await orchestrator.parked.discard(parkedId, by, note);
  return discarded.ok ? ok({ result: 'done' }) : discarded;
};
