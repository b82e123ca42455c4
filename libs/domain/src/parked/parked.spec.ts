import type { DomainEvent, Input, ParkInput } from '@q2c/domain-events';
import { streamName } from '@q2c/kernel';
import { acme, given } from '@q2c/testing/spec';
import { parkedDecider, type ParkedDay } from './parked.ts';

const { kind: _kind, ...data }: ParkInput = {
  kind: 'park',
  parkedId: 'p1',
  object: 'quote',
  code: 'message-truncated',
  detail: 'ends after 3 bytes',
  origin: { kind: 'file', name: 'quotes.avro', partition: null, offset: '12' },
  fingerprint: 'a'.repeat(64),
  length: 3,
  content: { subject: 'acme.parked.crm', text: 'sealed' },
  document: null,
};
const park: Input = { kind: 'park', ...data };
const parked: DomainEvent = { type: 'InputParked', data };
const taken: Input = { kind: 'parked-act', act: 'taken', parkedId: 'p1', by: 'ann' };
const discard: Input = { kind: 'parked-act', act: 'discarded', parkedId: 'p1', by: 'ann', why: 'a test message' };

const day = given<ParkedDay, DomainEvent>(parkedDecider, streamName('parked', acme, 'crm', '2026-01-05'));

describe('a parked input', () => {
  it('is kept once', () => day.when(park).then(parked).when(park).thenNothing());
  it('that became acceptable is taken, once', () => {
    day
      .after(parked)
      .when(taken)
      .then({ type: 'ParkedInputTaken', data: { parkedId: 'p1', by: 'ann' } })
      .when(taken)
      .thenNothing();
  });
  it('is discarded with a reason', () => {
    day
      .after(parked)
      .when(discard)
      .then({ type: 'ParkedInputDiscarded', data: { parkedId: 'p1', by: 'ann', why: 'a test message' } });
  });
  it('that is not there cannot be acted on', () => day.when(discard).refused('parked-input-not-found'));
});
