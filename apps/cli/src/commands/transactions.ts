import type { Acted, Page, TransactionDetail, TransactionItem } from '@q2c/orchestrator/answers';
import { amountText } from '../amount.ts';
import type { Answer } from '../client.ts';
import type { ExitCode } from '../exit-codes.ts';
import { pageOptions, pageQuery, type PageWords } from '../pages.ts';
import { show, type Session } from '../session.ts';
import { list, table } from '../table.ts';

const lastMilestone = (item: TransactionItem): string => Object.keys(item.milestones).at(-1) ?? '-';
const waiting = ({ exceptions }: TransactionItem): string =>
  exceptions.map(({ exceptionId, code, owner }) => `${exceptionId}: ${code} (${owner})`).join('; ');

const listTable = ({ items, next }: Page<TransactionItem>): string =>
  items.length === 0
    ? 'no transactions'
    : table(
        ['TRANSACTION', 'QUOTE', 'TOTAL', 'STATE', 'REACHED', 'WAITS FOR'],
        items.map((item) => [
          item.id,
          item.quoteNumber,
          amountText(item.total),
          item.state,
          lastMilestone(item),
          waiting(item),
        ]),
      ) + pageOptions(next, items.at(-1)?.id);

export const listTransactions = async (session: Session, words: PageWords): Promise<ExitCode> =>
  show(session, await session.client.get<Page<TransactionItem>>(`/v1/transactions${pageQuery(words)}`), listTable);

const detailTable = (detail: TransactionDetail): string => {
  const head: (readonly [string, string])[] = [
    ['transaction', detail.id],
    ['quote', `${detail.quoteNumber} of ${detail.source}`],
    ['customer', detail.customerNumber],
    ['legal entity', detail.legalEntity],
    ['total', amountText(detail.total)],
    ['state', detail.state],
    ...Object.entries(detail.documents),
    ...(detail.overdueSince === null ? [] : [['overdue since', detail.overdueSince] as const]),
    ...detail.exceptions.map(
      ({ exceptionId, code, owner, detail: words }) =>
        [`waits: ${exceptionId}`, `${code} for ${owner}: ${words}`] as const,
    ),
  ];
  const history = detail.history.map(({ revision, at, type, actor }) => [String(revision), at, type, actor]);
  return `${list(head)}\n\n${table(['#', 'RECORDED', 'EVENT', 'BY'], history)}`;
};

const isId = (text: string): boolean => /^[a-z2-7]{26}$/.test(text);

/** By id, or by the number of its quote. */
const resolve = async (session: Session, transaction: string): Promise<Answer<string>> => {
  if (isId(transaction)) return { kind: 'answered', body: transaction };
  const path = `/v1/transactions?quoteNumber=${encodeURIComponent(transaction)}`;
  const found = await session.client.get<Page<TransactionItem>>(path);
  if (found.kind !== 'answered') return found;
  const [item] = found.body.items;
  if (item !== undefined) return { kind: 'answered', body: item.id };
  const detail = `there is no transaction, and no transaction of a quote, ${transaction}`;
  return { kind: 'refused', problem: { code: 'transaction-not-found', detail } };
};

const on = async <T>(
  session: Session,
  transaction: string,
  ask: (path: string) => Promise<Answer<T>>,
  asTable: (body: T) => string,
): Promise<ExitCode> => {
  const found = await resolve(session, transaction);
  if (found.kind !== 'answered') return show(session, found, () => '');
  return show(session, await ask(`/v1/transactions/${found.body}`), asTable);
};

export const showTransaction = (session: Session, transaction: string): Promise<ExitCode> =>
  on(session, transaction, (path) => session.client.get<TransactionDetail>(path), detailTable);

export type TransactionAct = 'resume' | 'cancel' | 'settle';
const done: Readonly<Record<TransactionAct, string>> = { resume: 'resumed', cancel: 'cancelled', settle: 'settled' };

export const actOnTransaction = (
  session: Session,
  transaction: string,
  act: TransactionAct,
  body: object,
): Promise<ExitCode> =>
  on(
    session,
    transaction,
    (path) => session.client.post<Acted>(`${path}/${act}`, body),
    ({ result }) => (result === 'done' ? `${done[act]}: ${transaction}` : `already so: ${transaction}`),
  );
