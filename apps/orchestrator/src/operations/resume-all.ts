import type { DomainEvent } from '@q2c/domain-events';
import { ok, refuse, type Result, type StreamName } from '@q2c/kernel';
import type { OpenExceptionRow } from '@q2c/views';
import type { Embedded } from '../embedded/open.ts';
import type { Refused, ResumedItem, ResumedPage, TransactionItem } from './answers.ts';
import type { PageOptions } from './pages.ts';
import { actOnTransaction, listTransactions } from './transactions.ts';

/**
 * Resumes everything that waits for the same reason, as after an outage: a page of waiting transactions at a time, in
 * the order of their ids, which a transaction keeps. So one that fails anew meanwhile is not met twice, and going through the
 * pages ends. Each is resumed for itself: one that is refused keeps no other from going on.
 */
export type ResumeAllOptions = PageOptions & {
  /** The reason code they wait for. */
  readonly code: string;
  /** Only where the command that failed was for this system. */
  readonly system?: string | undefined;
  readonly by: string;
  readonly note: string;
  readonly dryRun: boolean;
};

/** Reasons that are about one transaction and no other: what is right for it may be wrong for the next. */
const oneByOne: Readonly<Record<string, string>> = {
  'outcome-unknown': 'sending again could double an effect: look at the counterpart and settle each of them',
  'payment-ambiguous': 'a payment may be meant for one of several: resume the one that it is for',
};

/** The system of the command that each open exception speaks of. */
const systemsIn = async (
  { store, orchestrator }: Embedded,
  stream: StreamName,
): Promise<ReadonlyMap<string, string>> => {
  const read = await store.readStream(stream);
  const systems = new Map<string, string>();
  const found = new Map<string, string>();
  for (const event of read.kind === 'found' ? read.events : []) {
    const { type, data } = orchestrator.decode(event) as DomainEvent;
    if (type === 'CommandRequested') systems.set(data.commandId, data.system);
    else if (type === 'ExceptionRaised') {
      const system = systems.get(data.commandId ?? '');
      if (system === undefined) found.delete(data.exceptionId);
      else found.set(data.exceptionId, system);
    }
  }
  return found;
};

export const resumeAll = async (
  embedded: Embedded,
  { code, system, by, note, dryRun, after, limit }: ResumeAllOptions,
  operationId: string,
): Promise<Result<ResumedPage, Refused>> => {
  const why = oneByOne[code];
  if (why !== undefined) return refuse({ code, detail: why });

  const one = async (
    { id, quoteNumber, href }: TransactionItem,
    { exceptionId, since }: OpenExceptionRow,
    of: string | null,
  ): Promise<ResumedItem> => {
    const item = { id, quoteNumber, href, exceptionId, since, system: of };
    if (dryRun) return { ...item, result: 'would-resume', refusal: null };
    const act = { operation: 'resume', exceptionId, by, note } as const;
    const acted = await actOnTransaction(embedded, id, act, `${operationId}.${exceptionId}`);
    return acted.ok
      ? { ...item, result: acted.value.result, refusal: null }
      : { ...item, result: 'refused', refusal: { code: acted.refusal.code, detail: acted.refusal.detail } };
  };

  const others = new Map<string, number>();
  const leave = (exception: OpenExceptionRow): void =>
    void others.set(exception.code, (others.get(exception.code) ?? 0) + 1);

  const resumeIn = async (transaction: TransactionItem): Promise<readonly ResumedItem[]> => {
    const { exceptions, stream } = transaction;
    const waiting = exceptions.filter((exception) => exception.code === code);
    for (const exception of exceptions) if (exception.code !== code) leave(exception);
    if (waiting.length === 0) return [];
    const systems = await systemsIn(embedded, stream as StreamName);
    const items: ResumedItem[] = [];
    for (const exception of waiting) {
      const of = systems.get(exception.exceptionId) ?? null;
      if (system === undefined || of === system) items.push(await one(transaction, exception, of));
      else leave(exception);
    }
    return items;
  };

  // Whoever was told of an exception finds it here. Later pages follow the first: waiting for their own acts helps nobody.
  if (after === undefined) await embedded.caughtUp('transactions');
  const page = await listTransactions(embedded, { state: 'waiting-for-person', after, limit });
  const items = (await Promise.all(page.items.map(resumeIn))).flat();
  const nextAfter = page.next === null ? null : (page.items.at(-1)?.id ?? null);
  return ok({ items, others: Object.fromEntries([...others].sort()), nextAfter });
};
