import { milestones, type Milestone, type TransactionRow, type TransactionState } from './row.ts';

/** How many transactions there are, by milestone reached and by state. */
export type TransactionCounts = {
  readonly accepted: number;
  readonly milestones: Readonly<Record<Milestone, number>>;
  readonly states: Readonly<Record<TransactionState, number>>;
};

export const noTransactions: TransactionCounts = {
  accepted: 0,
  milestones: { QuoteAccepted: 0, OrderBooked: 0, InvoicePosted: 0, PaymentSettled: 0, RevenuePosted: 0 },
  states: { running: 0, 'waiting-for-person': 0, completed: 0, cancelled: 0 },
};

const shifted = (counts: TransactionCounts, row: TransactionRow | undefined, by: 1 | -1): TransactionCounts => {
  if (row === undefined) return counts;
  const reached = { ...counts.milestones };
  for (const milestone of milestones) if (row.milestones[milestone] !== undefined) reached[milestone] += by;
  return {
    accepted: counts.accepted + by,
    milestones: reached,
    states: { ...counts.states, [row.state]: counts.states[row.state] + by },
  };
};

/** Takes the row as it was out of the counts and puts it in as it is now. */
export const recount = (
  counts: TransactionCounts,
  before: TransactionRow | undefined,
  after: TransactionRow,
): TransactionCounts => shifted(shifted(counts, before, -1), after, 1);
