import type { DomainEvent, RevenuePosted } from '@q2c/domain-events';

/**
 * The performance obligation of a one-off item: satisfied at a point in time, when control passes to the customer
 * (ASC 606-10-25-30, IFRS 15.38; here the delivery date), and revenue is recognised then.
 */
export type ObligationPart =
  | { readonly kind: 'unsatisfied' }
  | { readonly kind: 'satisfied'; readonly satisfiedOn: string }
  | ({ readonly kind: 'recognised'; readonly satisfiedOn: string } & RevenuePosted);

export const evolveObligation = (obligation: ObligationPart, event: DomainEvent): ObligationPart => {
  if (event.type === 'ObligationSatisfied') return { kind: 'satisfied', satisfiedOn: event.data.satisfiedOn };
  if (event.type === 'RevenuePosted' && obligation.kind === 'satisfied')
    return { ...obligation, kind: 'recognised', ...event.data };
  return obligation;
};
