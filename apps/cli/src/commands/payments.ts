import type { Page, PaymentItem } from '@q2c/orchestrator/answers';
import { amountText } from '../amount.ts';
import type { ExitCode } from '../exit-codes.ts';
import { pageOptions, pageQuery, type PageWords } from '../pages.ts';
import { show, type Session } from '../session.ts';
import { table } from '../table.ts';

/** Why a payment is where it is. */
const standing = ({ appliedTo, foundFor, reference }: PaymentItem): string => {
  if (appliedTo !== null) return `applied to ${appliedTo}`;
  if (foundFor.length === 0) return `nobody waits for "${reference}"`;
  return `asked for by ${foundFor.join(', ')}: see there`;
};

const asTable = ({ items, next }: Page<PaymentItem>): string =>
  items.length === 0
    ? 'no payments'
    : table(
        ['PAYMENT', 'AMOUNT', 'VALUE DATE', 'SOURCE', 'REFERENCE', 'STANDS'],
        items.map((item) => [
          ...[item.paymentNumber, amountText(item.amount), item.valueDate, item.source, item.reference],
          standing(item),
        ]),
      ) + pageOptions(next, items.at(-1)?.id);

export const listPayments = async (session: Session, words: PageWords): Promise<ExitCode> =>
  show(session, await session.client.get<Page<PaymentItem>>(`/v1/payments${pageQuery(words)}`), asTable);
