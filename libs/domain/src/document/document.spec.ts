import type { DomainEvent, StorePartInput } from '@q2c/domain-events';
import { streamName } from '@q2c/kernel';
import { acme, given } from '@q2c/testing/spec';
import { documentDecider, type StoredParts } from './document.ts';

const part = (n: number): StorePartInput => ({
  kind: 'store-part',
  part: n,
  parts: 2,
  content: { subject: 'acme.parked.p1', text: `sealed${n}` },
});
const stored = (n: number): DomainEvent => {
  const { kind: _kind, ...data } = part(n);
  return { type: 'DocumentPartStored', data };
};
const document = given<StoredParts, DomainEvent>(documentDecider, streamName('document', acme, 'a'.repeat(64)));

describe('a document', () => {
  it('takes its parts in their order', () => {
    document.when(part(0)).then(stored(0)).when(part(1)).then(stored(1));
  });
  it('takes each part once', () => {
    document.after(stored(0), stored(1)).when(part(0)).thenNothing();
    document.after(stored(0), stored(1)).when(part(1)).thenNothing();
  });
  it('has no gap', () =>
    document
      .after(stored(0))
      .when({ ...part(2), parts: 3 })
      .refused('part-out-of-order'));
});
