import { formatMoney, isCurrency } from '@q2c/kernel';
import type { TransactionItem } from '@q2c/orchestrator/answers';

/** An amount of an answer as people write it. */
export const amountText = ({ minor, currency }: TransactionItem['total']): string =>
  isCurrency(currency) ? formatMoney({ minor: BigInt(minor), currency }) : `${minor} ${currency}`;
