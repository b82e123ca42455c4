import type { DomainEvent } from '@q2c/domain-events';
import type { Transaction } from '@q2c/domain';
import { dealStream, given, quoteAccepted, quoteInput, requested } from '@q2c/testing/spec';
import { quoteToCash } from './process.ts';

const deal = given<Transaction, DomainEvent>(quoteToCash(), dealStream);
const accepted = [quoteAccepted(), requested.order()];

describe('a repeated quote', () => {
  const known = deal.after(...accepted);
  it('with the same version and other content is refused', () =>
    known.when(quoteInput(1n, 'other')).refused('input-contradicts'));
  it('with a newer version and other content is refused after acceptance', () =>
    known.when(quoteInput(2n, 'other')).refused('quote-revised-after-acceptance'));
  it('with a newer version and nothing else new adds nothing', () => known.when(quoteInput(2n)).thenNothing());
  it('with an older version is recorded as stale, once', () => {
    const stale: DomainEvent = {
      type: 'InputStale',
      data: { source: 'crm', object: 'quote', number: 'Q-1', sourceVersion: 0n, fingerprint: 'f'.repeat(64) },
    };
    const recorded = known.when(quoteInput(0n)).then(stale);
    recorded.when(quoteInput(0n)).thenNothing();
    recorded.when(quoteInput(0n, 'other')).refused('input-contradicts');
  });
});
